"""What a connector must make of the records of its source, whatever way they come: the base of all contract tests."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest

from connectors.base import Ask, Batch, Quarantined
from connectors.sandbox import World
from rules.records import Activity, Shoe, Sport
from tests.connectors.worlds import AMSTERDAM, NEW_YORK, NOW, OLD, small_world

TWO_WEEKS_AGO = NOW - timedelta(days=14)
ZONE = AMSTERDAM
"""The athlete's own."""
STARTS = (
    datetime(2024, 4, 20, 7, 0, tzinfo=AMSTERDAM),
    datetime(2024, 5, 8, 9, 30, tzinfo=AMSTERDAM),
    # Half past eleven in the evening, in New York.
    datetime(2024, 5, 15, 23, 30, tzinfo=NEW_YORK),
    datetime(2024, 5, 18, 10, 0, tzinfo=AMSTERDAM),
    datetime(2024, 5, 19, 10, 0, tzinfo=AMSTERDAM),
)

Pull = Callable[[Ask], list[Batch]]
"""Makes one pull of the world as it is now."""
Spoil = Callable[[str], None]
"""From now on the source has a fault: bad-activity, null-fields, unknown-fields or empty-listing."""


class RecordsContract:
    """Subclasses give the fixtures `pull` and `spoil`, and say what their source does not tell."""

    source: ClassVar[str]
    hard_s: ClassVar[int | None]
    """Of the first run of the small world."""
    tells_workouts: ClassVar[bool]
    tells_totals: ClassVar[bool] = True
    tells_retired: ClassVar[bool] = True

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        """The shoe of an activity, wherever this source tells it."""
        raise NotImplementedError

    def put_aside(self, batches: list[Batch]) -> list[Quarantined]:
        """The records that could not be read."""
        return [each for batch in batches for each in batch.quarantined]

    @pytest.fixture
    def world(self) -> World:
        return small_world()

    @pytest.fixture
    def pull(self) -> Pull:
        raise NotImplementedError

    @pytest.fixture
    def spoil(self) -> Spoil:
        raise NotImplementedError

    def test_first_import_brings_every_activity(self, pull: Pull) -> None:
        activities = activities_of(pull(Ask(zone=ZONE)))
        assert [(a.sport, a.start, a.start.utcoffset(), a.distance_m, a.moving_s, a.elapsed_s) for a in activities] == [
            (Sport.RUN, STARTS[0], STARTS[0].utcoffset(), 10_000, 3000, 3060),
            (Sport.RUN, STARTS[1], STARTS[1].utcoffset(), 21_100, 3000, 3060),
            (Sport.TRAIL_RUN, STARTS[2], STARTS[2].utcoffset(), 8000, 3000, 3060),
            (Sport.OTHER, STARTS[3], STARTS[3].utcoffset(), 0, 3000, 3060),
            (Sport.WALK, STARTS[4], STARTS[4].utcoffset(), 5000, 3000, 3060),
        ]
        # The third is of the 15th in New York, where it was run, and not of the 16th in Amsterdam.
        assert [a.day.day for a in activities] == [20, 8, 15, 18, 19]
        assert [a.is_race for a in activities] == [False, True, False, False, False]
        assert [a.average_heart_rate_bpm for a in activities] == [150.0, None, None, None, None]
        assert activities[0].average_cadence_spm == 172.0
        assert [a.climb_m for a in activities] == [85, 0, 0, 0, 0]
        assert [a.hard_s for a in activities] == [self.hard_s, None, None, None, None]
        assert [a.is_workout for a in activities] == [False, False, self.tells_workouts, False, False]
        assert {a.source for a in activities} == {self.source}

    def test_shoes_come_with_their_totals(self, pull: Pull) -> None:
        shoes = shoes_of(pull(Ask(shoes=True)))
        # 600,000 before, and 10,000 + 21,100 in runs 1 and 2; 8,000 + 5,000 in run 3 and the walk.
        assert [(s.name, s.total_m, s.retired) for s in shoes] == [
            ("Old ones", 631_100 if self.tells_totals else None, False),
            ("New ones", 13_000 if self.tells_totals else None, self.tells_retired),
        ]

    def test_activities_name_the_shoe_that_the_shoes_are_listed_by(self, pull: Pull) -> None:
        batches = pull(Ask(shoes=True))
        by_name = {s.name: s.source_id for s in shoes_of(batches)}
        old, new = by_name["Old ones"], by_name["New ones"]
        assert [self.gear_of(batches, a) for a in activities_of(batches)] == [old, old, new, None, new]

    def test_what_completes_the_activities_lists_them_all(self, pull: Pull) -> None:
        batches = pull(Ask())
        (listing,) = [batch.listing for batch in batches if batch.listing is not None]
        assert listing.since is None
        assert listing.source_ids == {a.source_id for a in activities_of(batches)}
        last = max(number for number, batch in enumerate(batches) if batch.activities)
        assert batches[last].listing is listing

    def test_edits_and_deletions_are_seen(self, pull: Pull, world: World) -> None:
        before = pull(Ask(since=TWO_WEEKS_AGO))
        world.edit(2, distance_m=21_300.0)
        world.delete(3)
        after = pull(Ask(since=TWO_WEEKS_AGO))
        assert [a.distance_m for a in activities_of(after) if a.start >= TWO_WEEKS_AGO] == [21_300, 0, 5000]
        gone = next(a for a in activities_of(before) if a.sport is Sport.TRAIL_RUN)
        assert listed(before) - listed(after) == {gone.source_id}

    def test_shoe_given_to_another_activity_is_seen(self, pull: Pull, world: World) -> None:
        world.wear(3, OLD)
        world.wear(5, None)
        batches = pull(Ask(shoes=True))
        old = next(s for s in shoes_of(batches) if s.name == "Old ones")
        assert [self.gear_of(batches, a) for a in activities_of(batches)[2:]] == [old.source_id, None, None]
        assert old.total_m == (639_100 if self.tells_totals else None)

    def test_empty_listing_is_told_as_it_is(self, pull: Pull, spoil: Spoil) -> None:
        spoil("empty-listing")
        batches = pull(Ask(since=TWO_WEEKS_AGO))
        assert activities_of(batches) == []
        assert listed(batches) == frozenset()

    def test_one_bad_activity_is_set_aside_and_the_rest_kept(self, pull: Pull, spoil: Spoil, world: World) -> None:
        world.edit(5, sport="Run")
        spoil("bad-activity")
        batches = pull(Ask(zone=ZONE))
        assert len(activities_of(batches)) == 4
        (bad,) = self.put_aside(batches)
        assert bad.day == date(2024, 5, 19)
        assert "distance" in bad.what.casefold()
        assert "far" not in bad.what
        assert bad.source_id in listed(batches)

    def test_null_fields_are_unknown(self, pull: Pull, spoil: Spoil) -> None:
        spoil("null-fields")
        batches = pull(Ask(shoes=True, zone=ZONE))
        activities = activities_of(batches)
        assert len(activities) == 5
        assert self.put_aside(batches) == []
        assert (activities[0].average_heart_rate_bpm, activities[0].climb_m, activities[0].hard_s) == (None, None, None)
        assert activities[2].day == date(2024, 5, 15)
        assert all(s.name for s in shoes_of(batches))

    def test_unknown_fields_change_nothing(self, pull: Pull, spoil: Spoil) -> None:
        before = pull(Ask(shoes=True))
        spoil("unknown-fields")
        assert pull(Ask(shoes=True)) == before

    def test_nothing_asked_brings_nothing(self, pull: Pull) -> None:
        assert pull(Ask(activities=False)) == []


def activities_of(batches: list[Batch]) -> list[Activity]:
    return sorted((a for b in batches for a in b.activities), key=lambda a: a.start)


def shoes_of(batches: list[Batch]) -> list[Shoe]:
    return sorted((s for b in batches for s in b.shoes or ()), key=lambda s: s.name, reverse=True)


def listed(batches: list[Batch]) -> frozenset[str]:
    (listing,) = [batch.listing for batch in batches if batch.listing is not None]
    return listing.source_ids
