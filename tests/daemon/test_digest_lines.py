"""The weekly digest: what was not pushed and why, sources, shoes, questions and the one tip."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from daemon.digest_content import choose_tip
from daemon.digest_text import words_of
from daemon.records import Alert, Snooze, Telling
from rules.health import SourceHealth, Trouble
from rules.on_foot import OnFoot
from rules.records import Shoe
from rules.said import Injury, Mark, MarkKind, Site
from rules.verdicts import Life, Severity, Text
from tests.daemon.digests import EN, INFORMED, alert, digest, line, plan, written
from tests.daemon.weeks import DAY, MONDAY, NOW, RULES, SUNDAY, runner


def test_what_was_held_back_stands_there_with_its_reason_the_worst_first() -> None:
    info = line("layoff-return", severity=Severity.INFO, because=INFORMED, says="Nine days off.", day=date(2026, 3, 3))
    warning = line("weekly-ramp", severity=Severity.WARNING, says="40 km.", because=Text("Held."), day=MONDAY)
    found = digest(runner(), info, line(), warning)
    assert words_of(found, style=EN).title == "Shinguard: your week"
    assert written(found)[4:] == [
        "Not pushed:",
        "• 40 km. (Held.)",
        "• Yesterday: 13 km is long. (The day's number of messages was reached.)",
        "For your information:",
        "• Tuesday 3 March: Nine days off.",
    ]


def test_of_an_alert_the_newest_line_stands_and_other_subjects_stay() -> None:
    earlier, later = NOW - 5 * DAY, NOW - 2 * DAY
    found = digest(
        runner(),
        (earlier, line(says="first")),
        (earlier, line(says="another run", subject="garmin-2")),
        (later, line(says="last")),
    )
    assert [each.item.says for each in found.held] == ["another run", "last"]


@pytest.mark.parametrize(
    ("told_by", "told_at", "stands"),
    [
        (Telling.PUSH, NOW - DAY, False),
        (Telling.PUSH, NOW - DAY - timedelta(seconds=1), True),
        (Telling.DIGEST, NOW, True),
        (None, None, True),
    ],
)
def test_what_was_pushed_after_all_is_not_told_as_held_back(
    told_by: Telling | None, told_at: datetime | None, stands: bool
) -> None:
    known = {("session-spike", "-"): alert("session-spike", told_by=told_by, told_at=told_at)}
    found = digest(runner(), (NOW - DAY, line()), alerts=known)
    assert bool(found.held) is stands


def test_what_the_runner_snoozed_gives_no_information_but_is_named_as_held_back() -> None:
    info = line("hard-share", severity=Severity.INFO, because=INFORMED)
    for subject, until, told in (
        (None, NOW + DAY, 0),
        ("-", NOW + DAY, 0),
        ("other", NOW + DAY, 1),
        (None, NOW, 1),
    ):
        quiet = Snooze(rule="hard-share", subject=subject, until=until)
        assert len(digest(runner(), info, snoozes=(quiet,)).informed) == told
    held = line("weekly-ramp", because=Text("You snoozed it until {until_at}."))
    found = digest(runner(), held, snoozes=(Snooze(rule="weekly-ramp", until=NOW + DAY),))
    assert len(found.held) == 1


def test_nothing_is_told_twice() -> None:
    plans = (plan(date(2026, 3, 15), 24_000, 13_200),)
    found = digest(
        runner(plans=plans),
        line("shoe-worn", severity=Severity.INFO, subject="garmin-1"),
        line("shoe-forecast", severity=Severity.INFO, subject="garmin-1"),
        line("shoe-worn", severity=Severity.NOTICE, subject="garmin-2"),
        line("planned-session", subject="garmin-2026-03-15"),
        line("planned-session", subject="garmin-gone"),
    )
    assert found.informed == ()
    assert [each.item.subject for each in found.held] == ["garmin-2", "garmin-gone"]


def test_a_source_in_trouble_is_said_and_one_at_its_limit_is_not() -> None:
    def source(name: str, trouble: Trouble | None) -> SourceHealth:
        return SourceHealth(source=name, interval=timedelta(hours=1), enabled_at=NOW - 90 * DAY, trouble=trouble)

    sources = (
        source("strava", Trouble.RATE_LIMITED),
        source("garmin", Trouble.FAILING),
        source("file", None),
    )
    found = digest(runner(sources=sources))
    assert written(found)[2] == "Garmin: no usable answer; Shinguard tries again by itself."
    assert not found.is_quiet
    assert [each.source for each in found.troubles] == ["garmin"]


# Shoes and questions.


def shoe(name: str, total_m: int | None, **more: Any) -> Shoe:
    return Shoe(source="garmin", source_id=name, name=name, total_m=total_m, **more)


def test_pairs_that_come_to_their_limit_within_eight_weeks_are_named_with_the_day() -> None:
    # 56 days up to today: 8 weeks of 28 km. From 700 - 224 = 476 km on the limit comes in 56 days: on 4 May.
    def worn(total_m: int | None, **more: Any) -> list[str]:
        pair = shoe("Harrier", total_m, **more)
        state = runner()
        runs = [each for session in state.history.sessions for each in session.runs]
        on_foot = tuple(replace(each, gear=(("garmin", "Harrier"),)) for each in runs if each.day > MONDAY - 56 * DAY)
        return [
            each
            for each in written(digest(replace(state, shoes=(pair,), on_foot=OnFoot(on_foot, [pair]))))
            if "Shoes" in each or "Harrier" in each
        ]

    assert worn(476_000) == ["Shoes:", "• Harrier: 476 km of 700 km, there around 4 May."]
    assert worn(475_999) == ["Shoes: none near its limit."]
    assert worn(699_999) == ["Shoes:", "• Harrier: 699.9 km of 700 km, there around 10 March."]
    assert worn(700_000) == ["Shoes:", "• Harrier: 700 km, beyond its limit of 700 km."]
    assert worn(450_000, limit_m=400_000) == ["Shoes:", "• Harrier: 450 km, beyond its limit of 400 km."]
    assert worn(750_000, retired=True) == []
    assert worn(None) == []


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (MONDAY, False),  # logged this morning
        (SUNDAY, True),
        (MONDAY - 84 * DAY, True),  # twelve weeks
        (MONDAY - 85 * DAY, False),
    ],
)
def test_an_injury_is_asked_about_for_twelve_weeks(day: date, asked: bool) -> None:
    lines = written(digest(runner(injuries=(Injury(injury_id=1, day=day, site=Site.ACHILLES),))))
    question = "How is it with your injury (Achilles tendon)? Log it: shinguard log pain LEVEL --site achilles"
    assert (question in lines) is asked


def test_each_site_is_asked_about_once_the_newest_first() -> None:
    injuries = tuple(
        Injury(injury_id=number, day=MONDAY - back * DAY, site=site)
        for number, (back, site) in enumerate([(60, Site.KNEE), (40, Site.SHIN), (20, Site.KNEE)])
    )
    assert digest(runner(injuries=injuries)).asked_sites == (Site.KNEE, Site.SHIN)


def test_in_a_household_the_title_and_the_command_name_the_runner() -> None:
    state = runner(injuries=(Injury(injury_id=1, day=SUNDAY, site=Site.KNEE),))
    words = words_of(digest(state), style=replace(EN, athlete="anna b"))
    assert words.title == "Shinguard (anna b): still watching"
    assert "shinguard log pain LEVEL --site knee --athlete 'anna b'" in words.body


# Days on which rules rested.


def mark(kind: MarkKind, first: date, last: date) -> Mark:
    return Mark(mark_id=1, kind=kind, first=first, last=last)


ILL, INJURED = MarkKind.ILL, MarkKind.INJURED


@pytest.mark.parametrize(
    ("marks", "lines"),
    [
        # The week is that of 2 to 8 March.
        ((mark(ILL, SUNDAY, SUNDAY),), ["1 day of the week marked as ill: mornings were not judged."]),
        (
            (mark(ILL, date(2026, 2, 20), date(2026, 3, 3)),),
            ["2 days of the week marked as ill: mornings were not judged."],
        ),
        # A day that two marks name is one day.
        (
            (mark(INJURED, date(2026, 3, 5), MONDAY), mark(INJURED, date(2026, 3, 4), date(2026, 3, 5))),
            ["5 days of the week marked as injured: load was not judged."],
        ),
        (
            (mark(INJURED, SUNDAY, SUNDAY), mark(ILL, date(2026, 3, 2), date(2026, 3, 30))),
            [
                "7 days of the week marked as ill: mornings were not judged.",
                "1 day of the week marked as injured: load was not judged.",
            ],
        ),
        ((mark(ILL, MONDAY, MONDAY), mark(INJURED, date(2026, 2, 20), date(2026, 3, 1))), []),
        ((mark(MarkKind.RACE, SUNDAY, SUNDAY), mark(MarkKind.HOLIDAY, SUNDAY, SUNDAY)), []),
    ],
)
def test_days_on_which_rules_rested_are_told(marks: tuple[Mark, ...], lines: list[str]) -> None:
    told = written(digest(runner(marks=marks)))
    assert [each for each in told if "marked as" in each] == lines
    assert told[-1] == "Nothing was held back. Still watching."


# Tips.

LIVES = {
    "easy-share": Life(tip=True, repeat=timedelta(days=14)),
    "strength": Life(tip=True, repeat=timedelta(days=14)),
    "variety": Life(tip=True),
    "weekly-ramp": Life(),
}


def chosen(*alerts: Alert, given: Mapping[str, datetime] | None = None, snoozes: tuple[Snooze, ...] = ()) -> str:
    tip = choose_tip(alerts, given=given or {}, lives=LIVES, snoozes=snoozes, now=NOW)
    return "" if tip is None else tip.rule


def test_one_tip_is_given_the_one_that_was_given_longest_ago() -> None:
    strength, easy = alert("strength"), alert("easy-share")
    three, two = NOW - timedelta(days=21), NOW - timedelta(days=14)
    assert chosen(strength, easy) == "easy-share"
    assert chosen(strength, easy, given={"easy-share": three}) == "strength"
    assert chosen(strength, easy, given={"easy-share": three, "strength": two}) == "easy-share"
    assert chosen(strength, easy, given={"easy-share": two, "strength": three}) == "strength"
    # What was given last week rests, however long the other is.
    assert chosen(strength, easy, given={"easy-share": NOW - timedelta(days=7), "strength": two}) == "strength"


def test_a_tip_rests_until_its_rule_repeats_it() -> None:
    strength, variety = alert("strength"), alert("variety")
    for days, tip in ((13, ""), (14, "strength")):
        assert chosen(strength, given={"strength": NOW - timedelta(days=days)}) == tip
    # A digest that was written some minutes later two weeks ago was written fourteen days ago.
    late = NOW - timedelta(days=14) + timedelta(minutes=4)
    assert chosen(strength, given={"strength": late.astimezone(UTC)}) == "strength"
    assert chosen(variety) == "variety"
    assert chosen(variety, given={"variety": NOW - timedelta(days=90)}) == ""


def test_a_tip_that_does_not_hold_or_is_not_wanted_is_not_given() -> None:
    assert chosen(alert("strength", is_open=False)) == ""
    assert chosen(alert("strength", no_data_since=NOW - DAY)) == ""
    assert chosen(alert("weekly-ramp")) == ""
    assert chosen(alert("switched-off")) == ""
    assert chosen(alert("strength"), snoozes=(Snooze(rule="strength", until=NOW + DAY),)) == ""
    assert chosen(alert("strength"), snoozes=(Snooze(rule="strength", until=NOW),)) == "strength"


def test_the_tip_stands_in_the_digest_and_its_lines_do_not() -> None:
    names = [rule.name for rule in RULES if rule.life.tip]
    lines = [line(name, severity=Severity.INFO, because=INFORMED) for name in names]
    found = digest(runner(), *lines, tip=alert("strength", do="Two short ones."))
    assert found.informed == ()
    assert written(found)[-3:] == [
        "Tip:",
        "• Strength speaks. Two short ones.",
        "Nothing was held back. Still watching.",
    ]
    assert words_of(found, style=EN).tip == "strength"
    assert found.is_quiet
