from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.sandbox import Morning, Outing, Pair, World

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def outing(number: int, start: datetime = START) -> Outing:
    return Outing(
        number=number, start=start, sport="Run", name="Run", distance_m=10_000, moving_s=3600, elapsed_s=3700, pair="a"
    )


@pytest.fixture
def small() -> World:
    pair = Pair(key="a", number=1, name="A", brand="B", model="C", first_day=date(2026, 3, 1), before_m=500)
    return World(
        outings=[outing(1), outing(2, START + timedelta(days=1))],
        pairs=[pair],
        mornings=[Morning(day=date(2026, 3, 1), resting_heart_rate_bpm=50)],
        now=START + timedelta(days=2),
    )


@pytest.mark.parametrize(("seconds", "known"), [(3699, 0), (3700, 1)])
def test_outing_appears_when_it_has_ended(small: World, seconds: int, known: int) -> None:
    small.now = START + timedelta(seconds=seconds)
    assert len(small.outings("garmin")) == len(small.outings("strava")) == known


@pytest.mark.parametrize(("minute", "known"), [(29, 0), (30, 1)])
def test_morning_appears_at_half_past_six_local_time(small: World, minute: int, known: int) -> None:
    # Amsterdam is an hour ahead of UTC in winter.
    small.now = datetime(2026, 3, 1, 5, minute, tzinfo=UTC)
    assert len(list(small.mornings(date(2026, 2, 1), date(2026, 4, 1)))) == known


def test_pair_appears_on_its_first_day(small: World) -> None:
    small.now = datetime(2026, 2, 28, 12, 0, tzinfo=UTC)
    assert small.pairs() == []
    small.now = datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
    assert [pair.key for pair in small.pairs()] == ["a"]


def test_newest_outing_is_first(small: World) -> None:
    assert [o.number for o in small.outings("strava")] == [2, 1]


def test_deleted_in_one_service_it_stays_in_the_other(small: World) -> None:
    small.delete(2, service="strava")
    assert [o.number for o in small.outings("strava")] == [1]
    assert [o.number for o in small.outings("garmin")] == [2, 1]
    small.delete(2)
    assert [o.number for o in small.outings("garmin")] == [1]


def test_other_shoes_take_the_distance_along(small: World) -> None:
    pair = small.every_pair()[0]
    assert small.worn_m(pair, "garmin") == (20_500, 2)
    small.wear(1, None)
    assert small.worn_m(pair, "garmin") == (10_500, 1)
    with pytest.raises(KeyError):
        small.wear(1, "unheard of")


def test_edit_changes_what_both_tell(small: World) -> None:
    small.edit(1, distance_m=12_000, is_race=True)
    assert small.outing(1).distance_in("strava") == 12_000
    assert small.outing(1).is_race


def test_clock_wants_an_offset(small: World) -> None:
    with pytest.raises(ValueError, match="UTC offset"):
        small.now = datetime(2026, 3, 1, 9, 0)


def test_unset_clock_is_the_machines() -> None:
    before = datetime.now(UTC)
    assert before <= World().now <= datetime.now(UTC)
