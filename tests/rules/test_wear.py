"""Which runs a pair wore, how far, and until when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

import rules
from rules.history import History
from rules.records import Run, Shoe, ShoeKind, Sport
from rules.shoes.shoe_worn import Settings as ShoeWorn
from rules.state import RunnerState
from rules.verdicts import NoData, Text
from rules.wear import forecast, lacking, metres, over, total_at, with_limits, worn_by
from tests.rules.shoes.wearing import DAY, NOW, TODAY, pair, run, runner

BLUE = pair("Blue", 690_000)


def days_ago(runs: tuple[Run, ...]) -> list[int]:
    return [(TODAY - each.day).days for each in runs]


def test_the_runs_of_some_days_end_with_those_of_today_that_are_over() -> None:
    # At 20:00: the one of 19:00 has just ended, the one of 19:01 has not, the one of tomorrow is to come.
    late = run(0, 1_000, hour=19)
    not_over = run(0, 1_000, hour=19, start=datetime(2025, 6, 10, 19, 1, tzinfo=UTC))
    state = runner([BLUE], [run(7, 1_000), run(6, 1_000), run(1, 1_000), late, not_over, run(-1, 1_000)])
    assert days_ago(over(state, 7)) == [6, 1, 0]
    assert days_ago(over(state, 8)) == [7, 6, 1, 0]
    assert days_ago(over(state, 1)) == [0]


def test_a_run_keeps_the_day_of_the_place_where_it_was_run() -> None:
    # 4 June at 00:30 on Kiritimati (UTC + 14) is 3 June at 10:30 in UTC, and 2 June at 22:30 for a runner at UTC - 12.
    abroad = run(6, 1_000, start=datetime(2025, 6, 4, 0, 30, tzinfo=timezone(timedelta(hours=14))))
    state = runner([BLUE], [abroad])
    west = replace(state, now=datetime(2025, 6, 10, 20, 0, tzinfo=timezone(timedelta(hours=-12))))
    assert over(state, 7) == over(west, 7) == (abroad,)
    assert over(state, 6) == over(west, 6) == ()
    assert west.today == date(2025, 6, 10)


def test_a_pair_wears_what_names_it_in_any_source_and_once() -> None:
    both = Shoe(source="strava", source_id="g1", name="Blue", other_ids=(("garmin", "blue"),))
    twice = run(3, 5_000, gear=(("strava", "g1"), ("garmin", "blue")))
    one, other, none = run(2, 6_000, "Blue"), run(1, 7_000, "Red"), run(1, 8_000, hour=10)
    stranger = run(0, 9_000, gear=(("strava", "blue"),))
    worn = worn_by([both, pair("Red"), pair("Green")], [twice, one, other, none, stranger])
    assert worn == {"strava-g1": (twice, one), "garmin-red": (other,), "garmin-green": ()}
    assert [metres(runs) for runs in worn.values()] == [11_000, 7_000, 0]


def test_a_run_whose_sources_name_two_pairs_is_in_both() -> None:
    two = run(1, 5_000, gear=(("garmin", "blue"), ("garmin", "red")))
    assert worn_by([BLUE, pair("Red")], [two]) == {"garmin-blue": (two,), "garmin-red": (two,)}


def test_a_distance_that_is_not_plausible_adds_nothing() -> None:
    assert metres([run(1, 5_000), run(2, None), run(3, 7_500)]) == 12_500


@pytest.mark.parametrize(
    ("total_m", "use_m", "days"),
    [
        # 56 km in 56 days are 1 km a day: 10 km are left.
        (690_000, 56_000, 10),
        # 9,999 m at 1,000 m a day: in the course of the tenth day.
        (690_001, 56_000, 10),
        (691_000, 56_000, 9),
        (699_999, 56_000, 1),
        # 10,000 x 56 / 55,999 is a little more than 10.
        (690_000, 55_999, 11),
        (700_000, 56_000, None),
        (690_000, 0, None),
        (None, 56_000, None),
    ],
)
def test_the_day_of_the_limit_at_the_use_of_eight_weeks(total_m: int | None, use_m: int, days: int | None) -> None:
    expected = None if days is None else TODAY + days * DAY
    assert forecast(replace(BLUE, total_m=total_m), [run(20, use_m, "Blue")], TODAY, 700_000) == expected


def test_more_than_two_years_ahead_is_not_told() -> None:
    # At 1 km a day: the 730th day is the last.
    new = replace(BLUE, total_m=0)
    assert forecast(new, [run(20, 56_000, "Blue")], TODAY, 730_000) == TODAY + 730 * DAY
    assert forecast(new, [run(20, 56_000, "Blue")], TODAY, 730_001) is None


@pytest.mark.parametrize(
    ("worn", "days"),
    [
        (run(55, 56_000, "Blue"), 10),
        (run(56, 56_000, "Blue"), None),
        (run(0, 56_000, "Blue"), 10),
        (run(-1, 56_000, "Blue"), None),
        (run(20, 56_000, "Red"), None),
        (run(20, 56_000), None),
        (run(20, None, "Blue"), None),
        # Walks count.
        (run(20, 56_000, "Blue", sport=Sport.WALK), 10),
    ],
)
def test_use_is_what_the_pair_wore_in_the_56_days_that_end_today(worn: Run, days: int | None) -> None:
    assert forecast(BLUE, [worn], TODAY, 700_000) == (None if days is None else TODAY + days * DAY)


def test_a_forecast_over_leap_day() -> None:
    today = date(2028, 2, 20)
    worn = run(0, 56_000, "Blue", start=datetime(2028, 2, 1, 8, 0, tzinfo=UTC))
    # 10 days after 20 February 2028 is 1 March: the 29th is one of them.
    assert forecast(BLUE, [worn], today, 700_000) == date(2028, 3, 1)


def test_what_a_pair_had_come_to_at_a_moment_of_the_past() -> None:
    after = [
        run(3, 10_000, "Blue"),
        run(2, 5_000, "Blue", sport=Sport.WALK),
        run(1, 8_000, "Red"),
        run(1, None, "Blue"),
    ]
    # 690,000 - 10,000 - 5,000
    assert total_at(BLUE, after) == 675_000
    assert total_at(BLUE, []) == 690_000
    assert total_at(pair("Blue", 15_000), after) == 0
    assert total_at(pair("Blue", 14_999), after) == 0
    assert total_at(pair("Blue", None), after) is None
    joined = Shoe(source="strava", source_id="g1", name="Blue", total_m=20_000, other_ids=(("garmin", "blue"),))
    assert total_at(joined, after) == 5_000


@pytest.mark.parametrize(
    ("first", "known", "days", "knows"),
    [
        # 25 of 28.
        (25, 1, 28, True),
        (24, 1, 28, False),
        (400, 4, 28, True),
        (400, 5, 28, False),
        # 28 days, of which the last two are not known: 26 of 28.
        (28, 3, 28, True),
        # 50 of 56.
        (50, 1, 56, True),
        (49, 1, 56, False),
        (400, 7, 56, True),
        (400, 8, 56, False),
        # 6 of 7.
        (6, 1, 7, True),
        (5, 1, 7, False),
        (400, 2, 7, True),
        (400, 3, 7, False),
        # Today is not asked for, and does not count.
        (400, 0, 7, True),
    ],
)
def test_25_of_28_days_must_be_known(first: int, known: int, days: int, knows: bool) -> None:
    assert (lacking(runner([], [], first=first, known=known), days) is None) is knows


@pytest.mark.parametrize(("unknown", "knows"), [(3, True), (4, False)])
def test_a_day_whose_run_nobody_can_give_a_shoe_is_not_known(unknown: int, knows: bool) -> None:
    """What could not be read or is not kept is a run of the history, and none that pairs are told of."""
    state = runner([BLUE], [run(ago, 5_000, "Blue") for ago in (1, 30)])
    runs = [run(ago, None) for ago in range(5, 5 + unknown)]
    history = History([*state.on_foot, *runs], known_through=TODAY - DAY, first_run_day=TODAY - 60 * DAY)
    assert (lacking(replace(state, history=history), 28) is None) is knows


def test_what_is_lacking_is_told() -> None:
    assert lacking(runner([], [], first=24), 28, subject="garmin-blue") == NoData(
        lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
        values={"needed_days": 25, "first_day": TODAY - 24 * DAY},
        speaks_from=TODAY + DAY,
        subject="garmin-blue",
    )
    assert lacking(runner([], [], known=5), 28, subject="garmin-blue") == NoData(
        lacks=Text("Of the {recent_days} before, {known_days} are known; {needed_days} needed: a source is behind."),
        values={"recent_days": 28, "known_days": 24, "needed_days": 25},
        subject="garmin-blue",
    )
    nothing = RunnerState(now=NOW, history=History((), known_through=None))
    assert lacking(nothing, 28, subject="garmin-blue") == NoData(
        lacks=Text("No run is known yet."), subject="garmin-blue"
    )
    assert lacking(nothing, 28) == NoData(lacks=Text("No run is known yet."))


def test_each_pair_has_its_own_limit_or_that_of_shoe_worn() -> None:
    shoes = [BLUE, pair("Race", kind=ShoeKind.RACE), pair("Own", limit_m=500_000), pair("None", limit_m=0)]
    state = runner(shoes, [])

    def limits(settings: dict[str, object]) -> list[int | None]:
        return [shoe.limit_m for shoe in with_limits(state, settings).shoes]

    assert limits({}) == [700_000, 400_000, 500_000, 700_000]
    assert limits({"shoe-worn": ShoeWorn(limit_km=800, race_limit_km=300)}) == [800_000, 300_000, 500_000, 800_000]
    nobody = runner([], [])
    assert with_limits(nobody, {}) is nobody


def test_all_rules_on_shoes_go_by_the_limit_that_shoe_worn_is_set_to() -> None:
    state = runner([pair("Blue", 790_000)], [run(20, 56_000, "Blue")])
    every = {rule.name: rule.settings_type() for rule in rules.discover() if rule.room == "shoes"}

    def limits(settings: dict[str, object]) -> dict[str, object]:
        said = rules.evaluate(state, settings)
        return {rule.name: verdict.values["limit_m"] for rule, verdict in said if "limit_m" in verdict.values}

    assert limits(every) == {"shoe-worn": 700_000, "shoe-forecast": 700_000}
    assert limits(every | {"shoe-worn": ShoeWorn(limit_km=800)}) == {"shoe-worn": 800_000, "shoe-forecast": 800_000}


def test_nothing_that_is_still_to_come_changes_what_rules_on_shoes_say() -> None:
    shoes = [BLUE, pair("New", 20_000), pair("Old", retired=True, retired_at=NOW - 5 * DAY)]
    past = [run(ago, 8_000, "Blue" if ago % 3 else "New") for ago in range(1, 60)] + [run(2, 5_000, hour=12)]
    past += [run(1, 4_000, "Old", hour=16)]
    to_come = [
        run(0, 30_000, "New", hour=21),
        run(-1, 5_000, "Old"),
        run(-2, 40_000, "Blue", sport=Sport.TRAIL_RUN),
        run(-3, 9_000),
    ]
    room = [rule for rule in rules.discover() if rule.room == "shoes"]
    settings = {rule.name: rule.settings_type() for rule in room}
    known, more = runner(shoes, past), runner(shoes, [*past, *to_come])
    said = [verdict for _, verdict in rules.evaluate(known, settings, room)]
    assert [verdict for _, verdict in rules.evaluate(replace(known, on_foot=more.on_foot), settings, room)] == said
    assert len({type(verdict) for verdict in said}) >= 2
