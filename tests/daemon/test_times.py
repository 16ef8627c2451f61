"""Days that are not 24 hours long, places and dates where days go wrong, and a year without a run. Worked out by hand.

How one run finds its day and its session stands in `tests/rules/test_sessions.py`, when a letter is due in
`tests/daemon/test_posts.py`.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from daemon.backtest import Told, replay
from daemon.records import Past, Policy, Telling
from daemon.telling import Context, due, why_capped
from rules import discover, evaluate
from rules.body import Body
from rules.history import History
from rules.records import Run, Sport
from rules.returns import BreakKind
from rules.state import RunnerState
from rules.streaks import Streak, Streaks
from rules.verdicts import Clear, Finding, NoData, Severity, Text, Verdict

AMSTERDAM, TOKYO = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)
RULES = discover()
SETTINGS = {rule.name: rule.settings_type() for rule in RULES}
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""Sundays on which the clocks of Amsterdam go from 02:00 to 03:00, and from 03:00 back to 02:00."""


def run(start: datetime, distance_m: int = 10_000, *, minutes: int = 60) -> Run:
    seconds = minutes * 60
    return Run(
        run_id=f"file-{start.isoformat()}",
        sport=Sport.RUN,
        start=start,
        elapsed_s=seconds,
        moving_s=seconds,
        distance_m=distance_m,
    )


def on(day: date, hour: int, minute: int = 0, *, zone: tzinfo = AMSTERDAM) -> datetime:
    return datetime.combine(day, time(hour, minute), zone)


def said(runs: Iterable[Run], rule: str, *, now: datetime, body: Body | None = None) -> list[Verdict]:
    """Return what a rule says of the newest run when it is over; every day before that one is known."""
    history = History(runs, known_through=now.date() - DAY, body=body or Body())
    state = RunnerState(now=now, history=history, judged=history.sessions[-1:])
    return [verdict for _, verdict in evaluate(state, SETTINGS, [each for each in RULES if each.name == rule])]


def the_last(verdicts: list[Verdict]) -> Verdict:
    assert verdicts
    return verdicts[-1]


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_the_week_of_a_clock_change_has_seven_days_and_not_168_hours(sunday: date) -> None:
    # From 00:15 on Monday to 23:45 on Sunday lie 168.5 hours in autumn, which is more than seven times 24; from 23:15
    # on the Sunday before, 167.5 hours in spring, which is less, and that run is of the week before all the same.
    monday = sunday - 6 * DAY
    starts = (on(monday - DAY, 23, 15), on(monday, 0, 15), on(sunday, 23, 45))
    history = History([run(start, minutes=20) for start in starts], known_through=sunday)
    assert history.week_m(sunday) == 20_000
    assert history.week_m(sunday - DAY) == 20_000  # from Sunday to Saturday


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_seven_days_in_a_row_over_a_clock_change_are_seven(sunday: date) -> None:
    # Late on Monday, early on Sunday: 125 hours lie between in winter time.
    runs = [run(on(sunday - back * DAY, 23 if back == 6 else 5)) for back in range(6, -1, -1)]
    finding = the_last(said(runs, "rest-days", now=on(sunday, 6)))
    assert isinstance(finding, Finding)
    assert finding.values["streak_days"] == 7


@pytest.mark.parametrize(
    ("sunday", "hours"),
    # From 23:00 to 07:00 are eight hours; one is skipped in spring, one comes twice in autumn.
    [(SPRING, 7), (AUTUMN, 9)],
)
def test_quiet_hours_end_at_seven_on_the_clock(sunday: date, hours: int) -> None:
    now = on(sunday - DAY, 23)
    end = due(now, Policy())
    assert (end.date(), end.hour) == (sunday, 7)
    assert (end.timestamp() - now.timestamp()) / 3600 == hours


@pytest.mark.parametrize(
    ("sunday", "utc"),
    # 02:30 does not exist in spring: it is 03:30 in summer time. In autumn it comes twice: the first one is in summer
    # time, which is UTC + 2.
    [(SPRING, time(1, 30)), (AUTUMN, time(0, 30))],
)
def test_quiet_hours_that_end_at_a_time_that_is_skipped_or_comes_twice(sunday: date, utc: time) -> None:
    end = due(on(sunday, 0), Policy(quiet_until=time(2, 30)))
    assert end.astimezone(UTC) == datetime.combine(sunday, utc, UTC)


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_a_day_of_23_or_25_hours_has_one_message_like_any_other(sunday: date) -> None:
    first = on(sunday, 7)
    capped = Text("The day's number of messages was reached.")
    for now, why in ((on(sunday, 21), capped), (on(sunday + DAY, 7), None)):
        context = Context(now=now, policy=Policy(), counted=(first,))
        assert why_capped(Severity.NOTICE, at=now, context=context) == why


def in_the_days_before(day: date, zone: tzinfo = AMSTERDAM, *, count: int = 20) -> list[Run]:
    """Runs of 10 km at 18:00 on every other day, the last one two days before."""
    return [run(on(day - 2 * number * DAY, 18, zone=zone)) for number in range(count, 0, -1)]


def test_a_flight_to_tokyo_loses_no_day_of_a_streak() -> None:
    # 26 April to 1 May at home, 2 and 3 May in Tokyo: eight days in a row, though only 25 hours (18:00 in summer
    # time is 16:00 UTC, 02:00 in Tokyo) lie between the last run at home and the first one there.
    home = [run(on(date(2026, 4, 26) + number * DAY, 18)) for number in range(6)]
    away = [run(on(date(2026, 5, day), hour, zone=TOKYO)) for day, hour in ((2, 20), (3, 7))]
    assert (away[0].start - home[-1].end).total_seconds() / 3600 == 18  # 17:00 UTC to 11:00 UTC
    finding = the_last(said([*home, *away], "rest-days", now=on(date(2026, 5, 3), 8, zone=TOKYO)))
    assert isinstance(finding, Finding)
    assert (finding.values["streak_days"], finding.day) == (8, date(2026, 5, 3))


def test_days_off_over_a_flight_are_counted_by_the_days_of_the_places() -> None:
    # At home until 1 May, in Tokyo from 16 May on: the 14 days from the 2nd to the 15th. A day less is no layoff.
    before = in_the_days_before(date(2026, 5, 3))
    for first_day, kind in ((16, BreakKind.LAYOFF), (15, BreakKind.LINE)):
        back = run(on(date(2026, 5, first_day), 6, zone=TOKYO))
        history = History([*before, back], known_through=date(2026, 5, 20))
        [pause] = history.breaks
        assert (pause.gap_days, pause.kind) == (first_day - 2, kind)


def test_a_session_of_two_zones_belongs_to_the_day_it_started_on() -> None:
    # On the ship the watch changes its zone: 16:00 to 17:00 UTC on 1 May; 17:20 UTC is 02:20 on 2 May in Tokyo.
    first = run(on(date(2026, 5, 1), 18), 8_000)
    second = run(on(date(2026, 5, 2), 2, 20, zone=TOKYO), 3_000)
    history = History([*in_the_days_before(date(2026, 5, 1)), first, second], known_through=date(2026, 5, 3))
    session = history.sessions[-1]
    assert (session.day, session.distance_m, session.runs) == (date(2026, 5, 1), 11_000, (first, second))
    assert (history.is_known(date(2026, 5, 2)), history.has_run(date(2026, 5, 2))) == (True, False)


def test_a_run_on_the_runners_tomorrow_is_judged_as_it_ends() -> None:
    # 06:00 on 3 May in Tokyo is 23:00 on 2 May in Amsterdam, where the runner lives. The longest of the 30 days
    # before 3 May is 10 km: 12 km are above 11, and the finding is about the day of the run.
    runs = [*in_the_days_before(date(2026, 5, 3)), run(on(date(2026, 5, 3), 6, zone=TOKYO), 12_000)]
    finding = the_last(said(runs, "session-spike", now=on(date(2026, 5, 3), 0)))
    assert isinstance(finding, Finding)
    assert (finding.values["longest_m"], finding.day) == (10_000, date(2026, 5, 3))


@pytest.mark.parametrize(
    ("pause_minutes", "fires"),
    # 29 minutes apart they are one session of 14 km, above 11; 30 minutes apart two of 7 km.
    [(29, True), (30, False)],
)
def test_two_runs_in_a_day_are_one_session_or_two(pause_minutes: int, fires: bool) -> None:
    today = date(2026, 5, 20)
    second = on(today, 19) + timedelta(minutes=pause_minutes)
    runs = [*in_the_days_before(today), run(on(today, 18), 7_000), run(second, 7_000)]
    verdict = the_last(said(runs, "session-spike", now=second + timedelta(hours=1)))
    assert isinstance(verdict, Finding if fires else Clear)
    assert verdict.values["distance_m"] == (14_000 if fires else 7_000)


def test_the_first_session_of_a_day_is_in_the_window_of_the_second() -> None:
    today = date(2026, 5, 20)
    runs = [*in_the_days_before(today), run(on(today, 7), 14_000), run(on(today, 18), 15_400)]
    # 14 km in the morning make 15.4 km the ceiling of the evening; 10 km would have made it 11.
    verdict = the_last(said(runs, "session-spike", now=on(today, 19)))
    assert isinstance(verdict, Clear)
    assert verdict.values["ceiling_m"] == 15_400


def lived(runs: Iterable[Run], *, until: date, rules: Iterable[str]) -> list[Told]:
    settings = {name: SETTINGS[name] for name in rules}
    past = Past(runs=tuple(sorted(runs, key=lambda each: each.start)))
    return list(replay(past, settings=settings, policy=Policy(), zone=AMSTERDAM, until=until))


def test_a_run_over_midnight_is_of_its_first_day_is_told_in_the_morning_and_leaves_a_day_of_rest() -> None:
    today = date(2026, 5, 20)
    late = run(on(today, 23, 30), 12_000)
    runs = [*in_the_days_before(today), late]
    [spike] = lived(runs, until=today + 2 * DAY, rules=["session-spike"])
    assert (spike.item.day, spike.at, spike.due_at) == (today, on(today + DAY, 0, 30), on(today + DAY, 7))
    history = History(runs, known_through=today + DAY)
    assert history.is_known(today + DAY)
    assert (history.has_run(today), history.has_run(today + DAY)) == (True, False)


def test_six_days_and_a_run_into_the_seventh_are_no_streak_of_seven() -> None:
    first = date(2026, 5, 18)
    runs = [run(on(first + number * DAY, 23, 30)) for number in range(6)]
    told = lived(runs, until=first + 10 * DAY, rules=["rest-days"])
    assert told == []
    seventh = run(on(first + 6 * DAY, 23, 30))
    [streak] = lived([*runs, seventh], until=first + 10 * DAY, rules=["rest-days"])
    assert (streak.item.day, streak.item.values["streak_days"]) == (first + 6 * DAY, 7)


@pytest.mark.parametrize(
    ("today", "longest_m"),
    [
        # 30 days before 1 March 2028 is 31 January: February has 29 days.
        (date(2028, 3, 1), 15_000),
        (date(2028, 3, 2), 10_000),
        # In 2027, with 28, it is 30 January.
        (date(2027, 3, 2), 15_000),
        (date(2027, 3, 3), 10_000),
    ],
)
def test_the_window_of_30_days_over_the_end_of_february(today: date, longest_m: int) -> None:
    far = run(on(date(today.year, 1, 31), 9), 15_000)
    near = [each for each in in_the_days_before(today, count=30) if each.day != far.day]
    # 20 km is more than a tenth above either.
    runs = [*near, far, run(on(today, 9), 20_000)]
    finding = the_last(said(runs, "session-spike", now=on(today, 10)))
    assert isinstance(finding, Finding)
    assert finding.values["longest_m"] == longest_m


@pytest.mark.parametrize(
    ("today", "ceiling_m"),
    [
        # Injured on 29 February 2024: 365 days later is 28 February 2025. 1.05 x 30 km until then, 1.10 x 30 km after.
        (date(2025, 2, 28), 31_500),
        (date(2025, 3, 1), 33_000),
    ],
)
def test_twelve_months_after_an_injury_on_leap_day(today: date, ceiling_m: int) -> None:
    runs = [run(on(today - 2 * number * DAY, 9), 30_000) for number in range(20, -1, -1)]
    body = Body(injury_days=(date(2024, 2, 29),))
    verdict = the_last(said(runs, "session-spike", now=on(today, 10), body=body))
    assert verdict.values["ceiling_m"] == ceiling_m


def test_a_run_on_leap_day_is_in_the_week_of_1_march() -> None:
    runs = [run(on(date(2028, 2, 24), 9)), run(on(date(2028, 2, 29), 9)), run(on(date(2028, 3, 1), 9))]
    history = History(runs, known_through=date(2028, 3, 1))
    # 24 February to 1 March are seven days: 6 of February and one of March.
    assert history.week_m(date(2028, 3, 1)) == 30_000
    assert history.week_m(date(2028, 3, 2)) == 20_000
    assert history.once(Streaks, None).newest(date(2028, 3, 1)) == Streak(date(2028, 2, 29), date(2028, 3, 1))


LAST = date(2025, 3, 20)
BACK = LAST + 366 * DAY


def away_for_a_year() -> list[Run]:
    """Thirty runs of 10 km on every other day, the last one on 20 March 2025; then 5 km on every third day.

    The eight weeks that end on 20 March, 13 March and so on have 40, 30, 40, 30, 40, 30, 40 and 30 km: half of them
    lie above and below 35 km.
    """
    return [
        *(run(on(LAST - 2 * number * DAY, 18)) for number in range(29, -1, -1)),
        *(run(on(BACK + 3 * number * DAY, 18), 5_000) for number in range(60)),
    ]


def test_the_return_after_a_year_is_that_of_eight_weeks_and_over_after_sixteen() -> None:
    history = History(away_for_a_year(), known_through=BACK + 200 * DAY)
    [pause] = history.breaks
    assert (pause.gap_days, pause.counted_days, pause.kind) == (365, 56, BreakKind.LAYOFF)
    assert (pause.base_m, pause.longest_m) == (35_000, 10_000)
    # 0.3 x 35 km in the first week, 0.6 x 10 km in one run.
    assert (pause.week_cap_m(BACK), pause.run_cap_m(BACK)) == (10_500, 6_000)
    assert (pause.is_over(BACK + 111 * DAY), pause.is_over(BACK + 112 * DAY)) == (False, True)


def test_while_nobody_runs_no_rule_speaks_of_load_and_none_fails() -> None:
    runs = away_for_a_year()
    history = History(runs, known_through=BACK + 200 * DAY)
    for back in (1, 7, 28, 100, 300):
        state = RunnerState(now=on(BACK - back * DAY, 12), history=history)
        verdicts = [verdict for _, verdict in evaluate(state, SETTINGS)]
        assert not any(isinstance(verdict, Finding) for verdict in verdicts)
        assert any(isinstance(verdict, NoData) for verdict in verdicts)


def test_after_a_year_the_return_is_told_at_the_first_run_and_the_spike_has_no_window() -> None:
    runs = [each for each in away_for_a_year() if each.day <= BACK]
    verdict = the_last(said(runs, "session-spike", now=on(BACK, 19)))
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "No run in the 30 days before: layoff-return judges the way back."
    told = lived(away_for_a_year(), until=BACK + 170 * DAY, rules=["session-spike", "weekly-ramp", "layoff-return"])
    pushed = [(each.item.rule, each.at, each.item.severity) for each in told if each.how == Telling.PUSH]
    # On the seventh day 15 km have been run in 7 days, where 1.1 x 10.5 + 2 = 13.55 km are allowed.
    assert pushed[:2] == [
        ("layoff-return", on(BACK, 19), Severity.WARNING),
        ("layoff-return", on(BACK + 6 * DAY, 19), Severity.NOTICE),
    ]
    assert max(each.at for each in told if each.item.rule == "layoff-return") < on(BACK + 112 * DAY, 0)
