"""What a log of pain comes to: days, bouts, stretches, and what is not known yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from rules.pain_days import Day, Log
from rules.pain_verdicts import Reach
from rules.pains import PainLog
from rules.said import Moment, PainEntry, RedFlag, Site
from rules.verdicts import Finding
from tests.rules.pain.log import entries, logged, moment, runner, subject
from tests.rules.series import day

PAIN = [rule for rule in rules.discover() if rule.room == "pain"]


def knee(line: str) -> Log:
    state = runner(line)
    return state.pain.by_site(state.now)[Site.KNEE]


@pytest.mark.parametrize(
    ("level", "reach"),
    [
        (0, Reach.LIGHT),
        (5, Reach.LIGHT),
        (6, Reach.MODERATE),
        (7, Reach.MODERATE),
        (8, Reach.SEVERE),
        (10, Reach.SEVERE),
    ],
)
def test_how_long_a_level_asks_for_rest(level: int, reach: Reach) -> None:
    assert Reach.of(level) is reach


def test_of_a_day_the_highest_level_counts_and_every_sign() -> None:
    assert knee("m1limp+d5fever+3").days == (
        Day(
            day=day(0),
            level=5,
            after=5,
            morning=1,
            red_flags=frozenset({RedFlag.LIMP, RedFlag.FEVER}),
            at=moment(0, 18),
            logged_at=moment(0, 7),
        ),
    )


def test_what_was_not_logged_of_a_day_is_none() -> None:
    (run,), (morning,) = knee("4").days, knee("m4").days
    assert (run.after, run.morning) == (4, None)
    assert (morning.after, morning.morning) == (None, 4)


@pytest.mark.parametrize(("word", "hurts"), [("2", False), ("3", True), ("0limp", True), ("m3", True)])
def test_a_day_hurts_from_3_on_or_with_a_sign(word: str, hurts: bool) -> None:
    assert knee(word).newest.hurts is hurts


@pytest.mark.parametrize(
    ("line", "bouts", "stretch"),
    [
        ("0", [], []),
        ("3 0 4", [[0, 2]], [2]),
        ("3 0 4 2", [[0, 2]], [2]),
        ("3 4 2 1", [[0, 1]], [0, 1]),
        ("3 . 4", [[0, 2]], [0, 2]),
        # 14 days apart, and 15.
        ("3" + " ." * 13 + " 4", [[0, 14]], [0, 14]),
        ("3" + " ." * 14 + " 4", [[0], [15]], [15]),
        ("3" + " ." * 6 + " 1" + " ." * 7 + " 4", [[0], [15]], [15]),
    ],
)
def test_days_that_hurt_make_bouts_and_stretches(line: str, bouts: list[list[int]], stretch: list[int]) -> None:
    log = knee(line)
    assert [[each.day for each in bout] for bout in log.bouts] == [[day(at) for at in bout] for bout in bouts]
    assert [each.day for each in log.stretch] == [day(at) for at in stretch]
    assert log.bout == (log.bouts[-1] if log.bouts else ())


def test_days_come_in_the_order_of_the_calendar_whatever_the_zone() -> None:
    # At 23:00 UTC it is the next day in Tokyo; an hour later in Honolulu it is still the day before.
    tokyo = datetime(2025, 1, 2, 8, tzinfo=timezone(timedelta(hours=9)))
    honolulu = datetime(2025, 1, 1, 14, tzinfo=timezone(timedelta(hours=-10)))
    made = [
        PainEntry(entry_id=number, at=at, site=Site.KNEE, moment=Moment.AFTER, level=number)
        for number, at in ((3, tokyo), (4, honolulu))
    ]
    log = PainLog(made).by_site(moment(1))[Site.KNEE]
    assert [(each.day, each.level) for each in log.days] == [(day(0), 4), (day(1), 3)]


def test_a_pain_is_named_after_its_first_entry_however_long_ago() -> None:
    # Every tenth day of two years: it is told once, not anew whenever the oldest entry is a year and more away.
    log = runner("3 . . . . . . . . . " * 73 + "3").pain
    assert {log.by_site(moment(at))[Site.KNEE].subject for at in range(0, 731, 10)} == {subject(0)}
    assert log.by_site(moment(730))[Site.KNEE].stretch[0].day == day(0)
    assert len(log.known(moment(730))) == 74


def test_without_an_entry_of_late_nothing_is_looked_at() -> None:
    # 24 days before day 24 at 18:00 is day 0 at 18:00.
    log = runner("3" + " ." * 24).pain
    assert log.by_site(moment(24, 18)).keys() == {Site.KNEE}
    assert log.by_site(moment(24, 18) + timedelta(microseconds=1)) == {}
    assert PainLog().by_site(moment(0)) == {}


def test_a_log_is_looked_at_anew_when_an_entry_becomes_known_or_the_last_is_long_ago_and_not_in_between() -> None:
    # The second entry is of day 2, and was made on day 3 at 12:00. After 24 days without one nothing is answered.
    first, second, last = (entry for line in ("3", ". . 4", ". " * 390 + "5") for entry in entries(line))
    log = PainLog((last, first, replace(second, logged_at=moment(3, 12))))
    spans = [
        (moment(0, 18), moment(3, 11, 59), [day(0)]),
        (moment(3, 12), moment(26, 18), [day(0), day(2)]),
        (moment(390, 18), moment(414, 18), [day(0), day(2), day(390)]),
    ]
    for begins, ends, days in spans:
        held = log.by_site(begins)
        assert log.by_site(ends) is held
        assert [each.day for each in held[Site.KNEE].days] == days
        assert log.by_site(ends + timedelta(minutes=1)) is not held


def test_the_log_of_a_site_is_kept_while_only_another_one_changes() -> None:
    state = runner("3 . 4", hip=". 5 .")
    before, after = state.pain.by_site(moment(1, 19)), state.pain.by_site(moment(2, 19))
    assert after is not before
    assert after[Site.HIP] is before[Site.HIP]
    assert [each.day for each in after[Site.KNEE].days] == [day(0), day(2)]
    assert after[Site.KNEE].days[0] is before[Site.KNEE].days[0]


LOGGED = st.builds(
    lambda minutes, site, level, late: PainEntry(
        entry_id=minutes,
        at=moment(0) + timedelta(minutes=minutes),
        site=site,
        moment=Moment.AFTER,
        level=level,
        logged_at=None if late is None else moment(0) + timedelta(minutes=minutes, days=late),
    ),
    minutes=st.integers(0, 500 * 1440),
    site=st.sampled_from((Site.KNEE, Site.HIP)),
    level=st.integers(0, 9),
    late=st.none() | st.integers(0, 20),
)


@given(logged=st.lists(LOGGED, max_size=30, unique_by=lambda entry: entry.at), days=st.lists(st.integers(0, 950)))
def test_what_was_asked_before_changes_no_answer(logged: list[PainEntry], days: list[int]) -> None:
    often = PainLog(logged)
    for number in days:
        assert often.by_site(moment(number, 23)) == PainLog(logged).by_site(moment(number, 23))


def test_what_is_made_of_a_log_is_kept_until_the_log_is_looked_at_anew() -> None:
    log, asked = runner("3 4").pain, []

    def level(found: Mapping[Site, Log], site: Site) -> int:
        asked.append(site)
        return found[site].newest.level

    assert [log.once(level, Site.KNEE, now) for now in (moment(0, 18), moment(1, 17), moment(1, 18), moment(1))] == [
        3,
        3,
        4,
        4,
    ]
    assert asked == [Site.KNEE, Site.KNEE]


@pytest.mark.parametrize(("quiet_days", "asked"), [(0, True), (22, True), (23, False)])
def test_a_site_is_asked_for_three_weeks(quiet_days: int, asked: bool) -> None:
    state = runner("3" + " ." * quiet_days, hip=". " * quiet_days + "3")
    found = [log.site for log in state.pain.lately(state.now)]
    assert found == ([Site.KNEE, Site.HIP] if asked else [Site.HIP])


def test_what_is_made_or_dated_after_now_is_not_known() -> None:
    log = runner("3 4").pain
    assert len(log.by_site(moment(1, 18))[Site.KNEE].days) == 2
    assert len(log.by_site(moment(1, 17, 59))[Site.KNEE].days) == 1
    made = PainLog(replace(entry, logged_at=moment(1, 20)) for entry in entries("3 4"))
    assert made.by_site(moment(1, 19, 59)) == {}
    assert len(made.by_site(moment(1, 20))[Site.KNEE].days) == 2
    # What is said beforehand counts when it is so far.
    foretold = PainLog(replace(entry, logged_at=moment(0, 8)) for entry in entries("3"))
    assert foretold.by_site(moment(0, 17, 59)) == {}
    assert len(foretold.by_site(moment(0, 18))[Site.KNEE].days) == 1


def test_an_entry_is_known_when_it_was_made() -> None:
    (entry,) = entries("4")
    assert entry.known_at == entry.at
    assert replace(entry, logged_at=moment(3)).known_at == moment(3)


def test_the_room_holds_four_rules() -> None:
    assert [rule.name for rule in PAIN] == ["pain-persists", "pain-response", "pain-returns", "red-flags"]


def test_no_rule_says_anything_else_for_what_is_logged_later() -> None:
    """A replay shows a rule everything: nothing that was logged after now changes what it says."""
    lines: dict[str, Any] = {
        "line": "3 m4 5! 1 . 6 . . 2 4bone . 3 . . . . . 4",
        "hip": ". . 4 . . . . 7 m8 0 . . . . 3 . . .",
        "shin": "3 . . . . . . 4 . . . . . . 3 . . .",
        "other": "4 . . . . 3limp . . . . . . 0 . . . . 5",
    }
    whole, entries = runner(**lines), tuple(logged(**lines))
    settings = {rule.name: rule.settings_type() for rule in PAIN}
    found = set()
    for index in range(18):
        for hour in (6, 8, 17, 19):
            now = datetime.combine(day(index), time(hour), UTC)
            there = replace(whole, now=now)
            then = replace(there, pain=PainLog(entry for entry in entries if entry.at <= now))
            verdicts = list(rules.evaluate(there, settings, PAIN))
            assert verdicts == list(rules.evaluate(then, settings, PAIN))
            found |= {rule.name for rule, verdict in verdicts if isinstance(verdict, Finding)}
    assert found == {rule.name for rule in PAIN}
