"""What a record tells of itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rules.records import Activity, Run, Shoe, Sport, is_hidden
from rules.said import Moment, PainEntry, Site

TOKYO = timezone(timedelta(hours=9))
START = datetime(2025, 3, 2, 6, 0, tzinfo=TOKYO)  # 21:00 on the day before in UTC


@pytest.mark.parametrize(
    ("sport", "family", "is_run"),
    [
        (Sport.RUN, "run", True),
        (Sport.TRAIL_RUN, "run", True),
        (Sport.TREADMILL_RUN, "run", True),
        (Sport.VIRTUAL_RUN, "run", True),
        (Sport.WALK, "walk", False),
        (Sport.HIKE, "walk", False),
        (Sport.RIDE, "ride", False),
        (Sport.SWIM, "swim", False),
        (Sport.STRENGTH, "strength", False),
        (Sport.OTHER, "other", False),
    ],
)
def test_sports_are_of_families_and_only_one_of_them_is_load(sport: Sport, family: str, is_run: bool) -> None:
    assert (sport.family, sport.is_run) == (family, is_run)


@pytest.mark.usefixtures("machine_in_tokyo")
@pytest.mark.parametrize(
    ("start", "hidden"),
    [
        (datetime(2025, 3, 2, 0, 0, 1, tzinfo=TOKYO), True),
        (datetime(2025, 3, 2, 0, 0, 1, tzinfo=UTC), True),
        (datetime(2025, 3, 2, 9, 0, 1, tzinfo=TOKYO), True),  # 00:00:01 in UTC
        (datetime(2025, 3, 2, 7, 30, 1, tzinfo=TOKYO), False),
        (datetime(2025, 3, 2, 0, 1, 1, tzinfo=TOKYO), False),
        (datetime(2025, 3, 2, 0, 0, 0, tzinfo=TOKYO), False),
        (datetime(2025, 3, 2, 0, 0, 2, tzinfo=TOKYO), False),
    ],
)
def test_the_first_second_of_a_day_is_a_start_that_a_service_hides(start: datetime, hidden: bool) -> None:
    assert is_hidden(start) is hidden


def test_an_activity_is_named_after_its_source_and_belongs_to_the_day_of_its_place() -> None:
    activity = Activity(
        source="strava", source_id="7", sport=Sport.RUN, start=START, elapsed_s=1_900, moving_s=1_800, distance_m=5_000
    )
    assert activity.key == "strava-7"
    assert activity.day == date(2025, 3, 2)
    assert activity.end == datetime(2025, 3, 1, 21, 31, 40, tzinfo=UTC)  # 1,900 s are 31 min 40 s


def test_a_run_belongs_to_the_day_of_its_place_and_ends_when_its_time_is_over() -> None:
    run = Run(run_id="strava-7", sport=Sport.RUN, start=START, elapsed_s=1_900, moving_s=1_800, distance_m=None)
    assert run.day == date(2025, 3, 2)
    assert run.end == datetime(2025, 3, 1, 21, 31, 40, tzinfo=UTC)


def test_a_pair_is_named_after_its_source() -> None:
    pair = Shoe(source="garmin", source_id="a1", name="Blue", other_ids=(("strava", "g7"),))
    assert pair.key == "garmin-a1"
    assert pair.ids == {("garmin", "a1"), ("strava", "g7")}


def test_pain_belongs_to_the_day_of_its_place_and_is_known_when_it_is_logged() -> None:
    entry = PainEntry(entry_id=1, at=START, site=Site.KNEE, moment=Moment.DURING, level=3)
    assert entry.day == date(2025, 3, 2)
    assert entry.known_at == START
    assert replace(entry, logged_at=START + timedelta(days=2)).known_at == START + timedelta(days=2)
