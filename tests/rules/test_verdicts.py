"""What a rule is, as its mark makes it; and how far a ceiling allows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import rules
from rules.evidence import Evidence, Grade
from rules.recovery.rest_days import rest_days
from rules.said import MarkKind
from rules.verdicts import Ceiling, Judged, Life, NoData, Outlook, Rule, Severity, Text, Verdict, rule

LIFE = Life(repeat=timedelta(days=3))
EVIDENCE = Evidence(grade=Grade.D, note=Text("A policy of ours."))


class Settings:
    """Of the rules below."""


def beforehand(state: object, settings: object) -> Iterator[Outlook]:
    yield NoData(lacks=Text("Nothing is known."))


def test_a_rule_is_made_of_its_function_and_its_mark() -> None:
    def long_way_home(state: object, settings: object) -> Iterator[Verdict]:
        """Tell of a long way home."""
        yield NoData(lacks=Text("Nothing is known."))

    marked: Any = rule(
        Settings,
        title=Text("take the bus"),
        life=LIFE,
        evidence=EVIDENCE,
        rests=[MarkKind.ILL, MarkKind.RACE],
        before=beforehand,
        judged=Judged.BY_DAY,
    )(long_way_home)
    assert marked.rule == Rule(
        name="long-way-home",
        function=long_way_home,
        settings_type=Settings,
        title=Text("take the bus"),
        life=LIFE,
        evidence=EVIDENCE,
        rests=frozenset({MarkKind.ILL, MarkKind.RACE}),
        before=beforehand,
        judged=Judged.BY_DAY,
    )
    assert marked.rule.explanation == "Tell of a long way home."


def test_a_mark_that_says_little() -> None:
    def short(state: object, settings: object) -> Iterator[Verdict]:
        yield NoData(lacks=Text("Nothing is known."))

    marked: Any = rule(Settings, title=Text("walk"), life=LIFE)(short)
    assert marked.rule == Rule(name="short", function=short, settings_type=Settings, title=Text("walk"), life=LIFE)
    assert marked.rule.explanation == ""


def test_the_room_of_a_rule_is_the_package_of_its_file() -> None:
    found: Any = rest_days
    assert found.rule.room == "recovery"


def test_of_sources_and_of_pain_is_spoken_before_any_source_brought_anything() -> None:
    rooms = {found.room: found.needs_no_source for found in rules.discover()}
    assert rooms == {"pain": True, "progression": False, "recovery": False, "shoes": False, "sources": True}


@pytest.mark.parametrize(
    ("run_m", "week_room_m", "most_m"),
    [(None, None, None), (5_000, None, 5_000), (None, 0, 0), (5_000, 3_000, 3_000), (3_000, 5_000, 3_000)],
)
def test_a_ceiling_allows_what_both_its_numbers_allow(
    run_m: int | None, week_room_m: int | None, most_m: int | None
) -> None:
    ceiling = Ceiling(severity=Severity.NOTICE, says=Text("-"), values={}, run_m=run_m, week_room_m=week_room_m)
    assert ceiling.most_m == most_m
