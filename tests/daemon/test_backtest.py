"""A replay: small histories by hand, in UTC; a run of an hour from 07:00 unless it says otherwise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.backtest import Told, moments, replay
from daemon.backtest_json import as_json
from daemon.records import Past, Policy, Telling
from daemon.tally import Held, active_days, tally
from rules import discover
from rules.history import History
from rules.records import DailyWellness, Run, Sport
from rules.said import Moment, PainEntry, RedFlag, Site
from rules.verdicts import Severity, Text

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
RULES = ("session-spike", "weekly-ramp", "layoff-return", "rest-days", "resting-heart-rate")
SETTINGS = {rule.name: rule.settings_type() for rule in discover() if rule.name in RULES}
AT_WILL = Policy(per_day=100, per_7_days=700)


def day(number: int) -> date:
    return (FIRST + timedelta(days=number)).date()


def at(number: int, hour: int) -> datetime:
    return FIRST + timedelta(days=number, hours=hour)


def run(number: int, distance_m: int, *, hour: int = 7) -> Run:
    start = at(number, hour)
    return Run(
        run_id=f"file-{number}-{hour}",
        sport=Sport.RUN,
        start=start,
        elapsed_s=3600,
        moving_s=3600,
        distance_m=distance_m,
    )


def every_other_day(first: int, last: int, distance_m: int = 10_000) -> list[Run]:
    return [run(number, distance_m) for number in range(first, last + 1, 2)]


def live(
    runs: Iterable[Run],
    *,
    until: int,
    policy: Policy | None = None,
    mornings: tuple[DailyWellness, ...] = (),
    mornings_from: date | None = None,
) -> list[Told]:
    past = Past(runs=tuple(runs), mornings=mornings, mornings_from=mornings_from)
    return list(replay(past, settings=SETTINGS, policy=policy or Policy(), zone=UTC, until=day(until)))


def of(told: list[Told], rule: str) -> list[tuple[datetime, Telling | None, str]]:
    return [(each.at, each.how, each.because) for each in told if each.item.rule == rule]


def test_a_spike_is_pushed_when_the_run_ends_and_a_second_one_is_held_by_the_days_cap() -> None:
    # The longest of 30 days is 10 km: 12 km are above 1.1 x 10 and 1 km more. In the evening the longest is 12 km:
    # 14 km are above 13.2. The week is 10 + 12 + 14 = 36 km, below the 4 x 10 km of before.
    told = live([*every_other_day(0, 34), run(40, 12_000), run(40, 14_000, hour=19)], until=41)
    assert of(told, "session-spike") == [
        (at(40, 8), Telling.PUSH, "new"),
        (at(40, 20), Telling.DIGEST, "The day's number of messages was reached."),
    ]
    assert [(each.message_id, each.due_at) for each in told] == [(1, at(40, 8)), (None, None)]


def test_without_the_cap_both_are_pushed_each_in_a_message_of_its_own() -> None:
    runs = [*every_other_day(0, 34), run(40, 12_000), run(40, 14_000, hour=19)]
    assert [each.message_id for each in live(runs, until=41, policy=AT_WILL)] == [1, 2]


def test_what_is_found_at_night_waits_until_seven_and_what_joins_it_has_its_number() -> None:
    # 12 km until 22:00; 14 km until 06:00 the next day. The 7 days are then 10 + 10 + 12 + 14 = 46 km, more than
    # 1.1 x 40, so that the ramp speaks too: all in one message, and the day's cap counts it once.
    told = live([*every_other_day(0, 40), run(42, 12_000, hour=21), run(43, 14_000, hour=5)], until=44)
    assert [(each.at, each.item.rule, each.message_id, each.due_at) for each in told] == [
        (at(42, 22), "session-spike", 1, at(43, 7)),
        (at(43, 6), "session-spike", 1, at(43, 7)),
        (at(43, 6), "weekly-ramp", 1, at(43, 7)),
    ]


def returning() -> list[Run]:
    """Twenty days off, then 4 km every other day, and 6 km on day 71.

    The longest of days 41 to 70 is 4 km: 6 km are more than 1 km above it. The 8 weeks that end on day 40, 33, ...
    are 40, 30, 40, 30, 40, 30, 0 and 0 km: the base is 30 km, the week's cap 15 km and rising, a run's 6 km of the
    old 10 and rising. The 18 km of days 65 to 71 are below 1.1 x 16.7 + 2 km.
    """
    return [*every_other_day(0, 40), *every_other_day(61, 69, 4000), run(71, 6000)]


def test_a_spike_inside_a_return_is_held_back_and_stands_in_the_digest_once() -> None:
    told = live(returning(), until=80)
    assert of(told, "layoff-return")[0] == (at(61, 8), Telling.PUSH, "new")
    assert of(told, "session-spike") == [(at(71, 8), Telling.DIGEST, "Held back while {rule} speaks.")]
    [spike] = [each for each in told if each.item.rule == "session-spike"]
    assert as_json(spike) == {
        "date": day(71).isoformat(),
        "rule": "session-spike",
        "severity": "notice",
        "subject": "file-71-7",
        # 6 / 4 is 50 % more; the ceiling is 4 km and 1 km more.
        "values": {
            "distance_m": 6000,
            "longest_m": 4000,
            "excess_percent": 50,
            "ceiling_m": 5000,
            "limit_ratio": 1.1,
            "excess_m": 1000,
        },
        "pushed": False,
        "message_id": None,
        "reason": "Held back while layoff-return speaks.",
    }


def test_a_return_is_found_at_each_run_and_told_once() -> None:
    returned = of(live(returning(), until=80), "layoff-return")
    assert returned[0] == (at(61, 8), Telling.PUSH, "new")
    assert {(how, because) for _, how, because in returned[1:]} == {(None, "It was told before.")}
    assert len(returned) == 6


def test_a_return_is_not_known_of_before_its_first_run_is_over() -> None:
    # It begins at 06:30 and ends at 07:30: at seven it is under way.
    first_run = replace(run(61, 4000), start=at(61, 6) + timedelta(minutes=30))
    returned = of(live([*every_other_day(0, 40), first_run], until=63), "layoff-return")
    assert returned == [(at(61, 7) + timedelta(minutes=30), Telling.PUSH, "new")]


def test_a_session_is_judged_in_every_pass_for_48_hours() -> None:
    runs = (run(0, 5000), run(2, 6000, hour=20))
    found = list(moments(Past(runs=runs), History(runs, known_through=None).sessions, zone=UTC, until=day(5)))
    # The first ends at 08:00 on day 0, the second at 21:00 on day 2, both are looked at again at seven.
    assert [[session.distance_m for session in judged] for _, judged in found] == [
        [], [5000], [5000], [5000], [6000], [6000], [6000], [],
    ]  # fmt: skip


def test_a_switched_off_rule_says_and_inhibits_nothing() -> None:
    settings = {name: value for name, value in SETTINGS.items() if name != "layoff-return"}
    past = Past(runs=tuple(returning()))
    told = list(replay(past, settings=settings, policy=Policy(), zone=UTC, until=day(80)))
    assert of(told, "session-spike") == [(at(71, 8), Telling.PUSH, "new")]


def test_the_replay_ends_with_its_last_day() -> None:
    runs = [*every_other_day(0, 34), run(40, 12_000), run(42, 14_000)]
    assert [each.at for each in live(runs, until=41)] == [at(40, 8)]
    assert live(runs, until=39) == []


def mornings(*bpm: float) -> tuple[DailyWellness, ...]:
    return tuple(
        DailyWellness(source="garmin", day=day(number), resting_heart_rate_bpm=value)
        for number, value in enumerate(bpm)
    )


def test_two_high_mornings_are_told_on_the_second_at_seven_and_again_after_seven_days() -> None:
    # Fourteen mornings of 50, then 56 on days 14 to 22: 6 above the median of 50, since at most 8 of 22 are high.
    told = live([], until=22, mornings=mornings(*[50.0] * 14, *[56.0] * 9))
    pushed = [(each.at, each.because) for each in told if each.how == Telling.PUSH]
    assert pushed == [(at(15, 7), "new"), (at(22, 7), "still so")]
    assert [each.at for each in told] == [at(number, 7) for number in range(15, 23)]


def test_a_run_before_seven_does_not_see_the_morning_yet_and_one_after_it_repeats_nothing() -> None:
    high = mornings(*[50.0] * 14, 56.0, 56.0)
    told = live([run(15, 5000, hour=4), run(15, 5000, hour=17)], until=15, mornings=high)
    assert [each.at for each in told] == [at(15, 7)]


def test_a_baseline_that_starts_anew_counts_from_that_day_and_not_before() -> None:
    high = mornings(*[50.0] * 14, 56.0, 56.0, 56.0)
    assert [each.at for each in live([], until=16, mornings=high, mornings_from=day(16))] == [at(15, 7)]


def test_it_looks_each_morning_and_as_each_run_ends() -> None:
    runs = (run(0, 5000), run(1, 5000, hour=5), run(2, 5000, hour=23))
    found = moments(Past(runs=runs), History(runs, known_through=None).sessions, zone=UTC, until=day(3))
    # The morning of day 0 comes before its run, which ends at 08:00; the last one ends on day 3 at 00:00.
    assert [now for now, _ in found] == [at(0, 7), at(0, 8), at(1, 6), at(1, 7), at(2, 7), at(3, 0), at(3, 7)]


def pain(number: int, level: int, *, hour: int = 20, site: Site = Site.KNEE) -> PainEntry:
    return PainEntry(entry_id=number, at=at(number, hour), site=site, moment=Moment.AFTER, level=level)


def test_it_looks_as_pain_is_logged_with_the_sessions_of_late() -> None:
    runs = (run(1, 5000),)
    past = Past(runs=runs, pain=(pain(0, 3), pain(1, 4)))
    found = moments(past, History(runs, known_through=None).sessions, zone=UTC, until=day(1))
    assert [(now, len(judged)) for now, judged in found] == [
        (at(0, 7), 0), (at(0, 20), 0), (at(1, 7), 0), (at(1, 8), 1), (at(1, 20), 1),
    ]  # fmt: skip


def test_an_alarm_is_pushed_as_it_is_logged_in_quiet_hours_too() -> None:
    snap = replace(pain(3, 8, hour=23), red_flags=frozenset({RedFlag.SNAP}))
    past = Past(runs=(run(3, 5000),), pain=(snap,))
    settings = {rule.name: rule.settings_type() for rule in discover() if rule.room == "pain"}
    told = list(replay(past, settings=settings, policy=Policy(), zone=UTC, until=day(4)))
    alarms = [(each.at, each.due_at) for each in told if each.item.severity is Severity.ALARM and each.found]
    assert alarms == [(at(3, 23), at(3, 23))]


def hurt(*pain: PainEntry, until: int, policy: Policy | None = None) -> list[Told]:
    settings = {rule.name: rule.settings_type() for rule in discover() if rule.name in ("pain-response", "red-flags")}
    past = Past(runs=(run(0, 5000),), pain=pain)
    return list(replay(past, settings=settings, policy=policy or Policy(), zone=UTC, until=day(until)))


def test_what_is_over_before_it_goes_out_was_not_told_and_counts_for_no_cap() -> None:
    # Found at 22:00, over at 06:00: another pain at 08:00 is the first message of that day, and the first one three
    # days later is told.
    told = hurt(
        pain(1, 7, hour=22),
        pain(2, 1, hour=6),
        pain(2, 7, hour=8, site=Site.SHIN),
        pain(5, 7, hour=18),
        until=6,
    )
    found = [(each.at, each.item.subject[:4], each.how, each.because, each.due_at) for each in told]
    assert found == [
        (at(1, 22), "knee", Telling.DIGEST, "It came to an end before it could be sent.", None),
        (at(2, 8), "shin", Telling.PUSH, "new", at(2, 8)),
        (at(5, 18), "knee", Telling.PUSH, "new", at(5, 18)),
    ]
    assert tally(told, active_days=0).messages == 2


def test_what_went_out_was_told_though_it_is_over_an_hour_later() -> None:
    told = hurt(pain(1, 7, hour=22), pain(2, 1, hour=8), pain(5, 7, hour=18), until=6, policy=AT_WILL)
    assert [(each.at, each.how, each.because) for each in told if each.how] == [(at(1, 22), Telling.PUSH, "new")]


def test_what_waits_for_the_morning_goes_out_in_the_words_of_the_morning() -> None:
    [told] = hurt(pain(1, 4, hour=22), until=3)
    assert (told.at, told.due_at, told.how) == (at(1, 22), at(2, 7), Telling.PUSH)
    assert told.item.do == "Was it down to 0-2 the next morning? Log how it is now, before you run."


def test_an_alarm_at_night_takes_no_number_of_the_message_that_waits() -> None:
    snap = replace(pain(1, 8, hour=23, site=Site.SHIN), red_flags=frozenset({RedFlag.SNAP}))
    later = replace(pain(2, 7, hour=1, site=Site.HIP), entry_id=9)
    told = hurt(pain(1, 7, hour=22), snap, later, until=2)
    pushed = [(each.at, each.item.rule, each.message_id, each.due_at) for each in told if each.how is Telling.PUSH]
    assert pushed == [
        (at(1, 22), "pain-response", 1, at(2, 7)),
        (at(1, 23), "red-flags", 2, at(1, 23)),
        (at(1, 23), "pain-response", 2, at(1, 23)),
        (at(2, 1), "pain-response", 1, at(2, 7)),
    ]


def test_what_still_waits_at_the_end_is_told() -> None:
    assert [(each.at, each.due_at) for each in hurt(pain(1, 7, hour=22), until=1)] == [(at(1, 22), at(2, 7))]


def test_what_the_runner_says_of_the_heart_makes_days_hard() -> None:
    # 150 bpm on the mean is 95 % of a threshold of 157.9: hard at 157, easy at 158. The third day in a row is told.
    runs = [replace(run(number, 8000), average_heart_rate_bpm=150) for number in range(3)]
    settings = {rule.name: rule.settings_type() for rule in discover() if rule.name == "hard-days"}
    told = {
        bpm: [
            each.at
            for each in replay(
                Past(runs=tuple(runs)), settings=settings, policy=Policy(), zone=UTC, until=day(2), threshold_bpm=bpm
            )
        ]
        for bpm in (157, 158)
    }
    assert told == {157: [at(2, 8)], 158: []}


def test_morning_is_at_seven_on_the_clock_of_the_zone_on_either_side_of_a_change() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    start = datetime(2025, 3, 29, 12, tzinfo=UTC)  # the clocks go forward in the night to the 30th
    runs = (Run(run_id="a", sport=Sport.RUN, start=start, elapsed_s=60, moving_s=60, distance_m=500),)
    sessions = History(runs, known_through=None).sessions
    found = [now for now, _ in moments(Past(runs=runs), sessions, zone=amsterdam, until=date(2025, 3, 30))]
    assert [now.astimezone(UTC).hour for now in found] == [6, 12, 5]


def test_without_a_zone_the_clock_is_that_of_the_latest_run() -> None:
    tokyo = datetime(2025, 3, 2, 18, tzinfo=ZoneInfo("Asia/Tokyo"))
    runs = tuple(
        Run(run_id=f"{start}", sport=Sport.RUN, start=start, elapsed_s=3600, moving_s=3600, distance_m=5000)
        for start in (datetime(2025, 3, 1, 18, tzinfo=UTC), tokyo)
    )
    found = moments(Past(runs=runs), History(runs, known_through=None).sessions, zone=None, until=date(2025, 3, 3))
    # 7 and 19 UTC; the next morning in UTC, before the run in Tokyo ends at 10 UTC; then at 7 there, 22 UTC.
    assert [now.astimezone(UTC) for now, _ in found] == [
        datetime(2025, 3, 1, 7, tzinfo=UTC),
        datetime(2025, 3, 1, 19, tzinfo=UTC),
        datetime(2025, 3, 2, 7, tzinfo=UTC),
        datetime(2025, 3, 2, 10, tzinfo=UTC),
        datetime(2025, 3, 2, 22, tzinfo=UTC),
    ]


def test_a_day_is_active_from_the_28th_on_with_20_km_in_28_days() -> None:
    # 20 km lie within the 28 days that end on day 28 (days 1 to 28); from day 29 on, 10 of them have gone.
    runs = [run(0, 30_000), run(1, 10_000), run(28, 10_000)]
    assert active_days(runs, first=day(0), last=day(40)) == (day(28),)
    assert active_days(runs, first=day(29), last=day(40)) == ()
    assert active_days([*runs, run(29, 9_999)], first=day(0), last=day(40)) == (day(28),)
    # 10 + 10 km from day 29 through day 55.
    assert active_days([*runs, run(29, 10_000)], first=day(0), last=day(90)) == tuple(map(day, range(28, 56)))
    assert active_days([], first=day(0), last=day(40)) == ()


def test_the_sums_count_a_message_once_and_each_rule_in_it() -> None:
    night = live([*every_other_day(0, 40), run(42, 12_000, hour=21), run(43, 14_000, hour=5)], until=44)
    sums = tally(night, active_days=60)
    assert (sums.messages, dict(sums.by_rule)) == (1, {"session-spike": 1, "weekly-ramp": 1})
    assert sums.per_30(sums.messages) == 0.5
    assert tally(night, active_days=0).per_30(1) is None


def test_the_sums_name_what_was_held_back_and_not_what_is_only_for_information() -> None:
    # Days off of a week are a line for information: day 40 after day 32.
    told = live([*every_other_day(0, 32), run(40, 12_000), run(40, 14_000, hour=19)], until=41)
    assert [each.item.severity for each in told if each.item.rule == "layoff-return"] == [Severity.INFO]
    assert tally(told, active_days=30).held == {
        "session-spike": (Held(because=Text("The day's number of messages was reached."), values={}, count=1),)
    }
    assert tally(told, active_days=30).lines == {"layoff-return": 1}
