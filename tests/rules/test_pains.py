"""What a log of pain comes to: days, bouts, stretches, and what is not known yet."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone

import pytest

import rules
from rules.pains import Day, Log, Reach, lately, logs
from rules.records import Moment, PainEntry, RedFlag, Site
from rules.verdicts import Finding
from tests.rules.pain.log import at_hour, entries, moment, runner
from tests.rules.series import day

PAIN = [rule for rule in rules.discover() if rule.room == "pain"]


def knee(line: str) -> Log:
    return logs(runner(line))[Site.KNEE]


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
    log = logs(replace(runner(". ."), pain=tuple(made)))[Site.KNEE]
    assert [(each.day, each.level) for each in log.days] == [(day(0), 4), (day(1), 3)]


def test_a_site_is_seen_for_400_days_back_from_now() -> None:
    # Day 400 at 21:00. 400 days before is day 0 at 21:00; the entry of day 0 is of 18:00.
    state = runner("3" + " ." * 399 + " 4")
    assert [each.day for each in logs(state)[Site.KNEE].days] == [day(400)]
    on_time = replace(state, now=state.now - timedelta(hours=3))
    assert [each.day for each in logs(on_time)[Site.KNEE].days] == [day(0), day(400)]


def test_without_an_entry_of_late_nothing_is_looked_at() -> None:
    # 24 days before day 24 at 18:00 is day 0 at 18:00.
    state = runner("3" + " ." * 24)
    assert logs(at_hour(state, 18)).keys() == {Site.KNEE}
    assert logs(at_hour(state, 18, 0, 1)) == {}
    assert logs(runner(".")) == {}


@pytest.mark.parametrize(("quiet_days", "asked"), [(0, True), (22, True), (23, False)])
def test_a_site_is_asked_for_three_weeks(quiet_days: int, asked: bool) -> None:
    state = runner("3" + " ." * quiet_days, hip=". " * quiet_days + "3")
    found = [log.site for log in lately(logs(state), state.today)]
    assert found == ([Site.KNEE, Site.HIP] if asked else [Site.HIP])


def test_what_is_made_or_dated_after_now_is_not_known() -> None:
    state = at_hour(runner("3 4"), 18)
    assert len(logs(state)[Site.KNEE].days) == 2
    assert len(logs(at_hour(state, 17, 59, 59))[Site.KNEE].days) == 1
    made = replace(state, pain=tuple(replace(entry, logged_at=moment(1, 20)) for entry in state.pain))
    assert logs(at_hour(made, 19, 59, 59)) == {}
    assert len(logs(at_hour(made, 20))[Site.KNEE].days) == 2


def test_an_entry_is_known_when_it_was_made() -> None:
    (entry,) = entries("4")
    assert entry.known_at == entry.at
    assert replace(entry, logged_at=moment(3)).known_at == moment(3)


def test_the_room_holds_four_rules() -> None:
    assert [rule.name for rule in PAIN] == ["pain-persists", "pain-response", "pain-returns", "red-flags"]


def test_no_rule_says_anything_else_for_what_is_logged_later() -> None:
    """A replay shows a rule everything: nothing that was logged after now changes what it says."""
    whole = runner(
        "3 m4 5! 1 . 6 . . 2 4bone . 3 . . . . . 4",
        hip=". . 4 . . . . 7 m8 0 . . . . 3 . . .",
        shin="3 . . . . . . 4 . . . . . . 3 . . .",
        other="4 . . . . 3limp . . . . . . 0 . . . . 5",
    )
    settings = {rule.name: rule.settings_type() for rule in PAIN}
    found = set()
    for index in range(18):
        for hour in (6, 8, 17, 19):
            now = datetime.combine(day(index), time(hour), UTC)
            there = replace(whole, now=now)
            then = replace(there, pain=tuple(entry for entry in whole.pain if entry.at <= now))
            verdicts = list(rules.evaluate(there, settings, PAIN))
            assert verdicts == list(rules.evaluate(then, settings, PAIN))
            found |= {rule.name for rule, verdict in verdicts if isinstance(verdict, Finding)}
    assert found == {rule.name for rule in PAIN}
