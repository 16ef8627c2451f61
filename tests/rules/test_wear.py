"""When a pair comes to its limit, how far it was worn, and whether enough days are known."""

from dataclasses import replace
from datetime import date

import pytest

import rules
from rules.history import History
from rules.records import Run, Sport
from rules.state import RunnerState
from rules.verdicts import Clear, NoData, Text
from rules.wear import forecast, judged, lacking, not_judged, use_m
from tests.rules.shoes.wearing import DAY, NOW, TODAY, pair, run, runner

BLUE = pair("Blue", 690_000)


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
    assert forecast(replace(BLUE, total_m=total_m), use_m, TODAY, 700_000) == expected


def test_more_than_two_years_ahead_is_not_told() -> None:
    # At 1 km a day: the 730th day is the last.
    new = replace(BLUE, total_m=0)
    assert forecast(new, 56_000, TODAY, 730_000) == TODAY + 730 * DAY
    assert forecast(new, 56_000, TODAY, 730_001) is None


def test_a_forecast_over_leap_day() -> None:
    today = date(2028, 2, 20)
    # 10 days after 20 February 2028 is 1 March: the 29th is one of them.
    assert forecast(BLUE, 56_000, today, 700_000) == date(2028, 3, 1)


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
    told = [run(ago, 5_000, "Blue") for ago in (1, 30)]
    state = runner([BLUE], told)
    runs = [run(ago, None) for ago in range(5, 5 + unknown)]
    history = History([*told, *runs], known_through=TODAY - DAY, first_run_day=TODAY - 60 * DAY)
    assert (lacking(replace(state, history=history), 28) is None) is knows


def test_what_is_lacking_is_told() -> None:
    assert lacking(runner([], [], first=24), 28, subject="garmin-blue") == NoData(
        lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
        values={"needed_days": 25, "first_day": TODAY - 24 * DAY},
        speaks_from=TODAY + DAY,
        subject="garmin-blue",
    )
    assert lacking(runner([], [], known=5), 28, subject="garmin-blue") == NoData(
        lacks=Text(
            "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
        ),
        values={"recent_days": 28, "known_days": 24, "needed_days": 25},
        subject="garmin-blue",
    )
    # The first run was 25 days ago: old enough, but of yesterday nothing is known.
    assert lacking(runner([], [], first=25, known=2), 28) == NoData(
        lacks=Text(
            "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
        ),
        values={"recent_days": 28, "known_days": 24, "needed_days": 25},
    )
    for known in (29, 40):
        far_behind = lacking(runner([], [], known=known), 28)
        assert far_behind is not None
        assert far_behind.values["known_days"] == 0
    nothing = RunnerState(now=NOW, history=History((), known_through=None))
    assert lacking(nothing, 28, subject="garmin-blue") == NoData(
        lacks=Text("No run is known yet."), subject="garmin-blue"
    )
    assert lacking(nothing, 28) == NoData(lacks=Text("No run is known yet."))


@pytest.mark.parametrize(
    ("worn", "metres"),
    [
        (run(55, 56_000, "Blue"), 56_000),
        (run(56, 56_000, "Blue"), 0),
        (run(0, 56_000, "Blue"), 56_000),
        (run(-1, 56_000, "Blue"), 0),
        (run(20, 56_000, "Red"), 0),
        (run(20, 56_000), 0),
        (run(20, None, "Blue"), 0),
        # Walks count.
        (run(20, 56_000, "Blue", sport=Sport.WALK), 56_000),
    ],
)
def test_use_is_what_the_pair_wore_in_the_56_days_that_end_today(worn: Run, metres: int) -> None:
    assert use_m(runner([BLUE], [worn]), "garmin-blue") == metres


def test_pairs_in_use_are_judged_where_their_distance_is_known_and_of_the_others_several_rules_say_the_same() -> None:
    old, lost, unknown = pair("Old", retired=True), pair("Lost", None, retired=True), pair("Unknown", None)
    state = runner([old, BLUE, lost, unknown], [])
    assert judged(state) == [("garmin-blue", BLUE, 690_000)]
    because = Text("{shoe} is retired.")
    assert not_judged(state) == {
        "garmin-old": Clear(because=because, subject="garmin-old", values={"shoe": "Old"}),
        "garmin-lost": Clear(because=because, subject="garmin-lost", values={"shoe": "Lost"}),
        "garmin-unknown": NoData(
            lacks=Text("The distance of {shoe} is not known."), subject="garmin-unknown", values={"shoe": "Unknown"}
        ),
    }


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
