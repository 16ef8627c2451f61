"""What every connector must do, whatever its source: the base of one test class a connector.

Everything here talks to the sandbox by the real client library, over real HTTP.
"""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest

from connectors.base import Ask, Batch, Clock, Connector, LoginNeeded, RateLimited, SourceError, SourceUnavailable
from connectors.sandbox import Sandbox, World
from rules.records import Activity, Shoe, Sport
from tests.connectors.worlds import AMSTERDAM, NEW_YORK, NOW, OLD, MemoryKeep, daily_world, small_world

OUTAGES = ("down", "500", "503", "html")
TWO_WEEKS_AGO = NOW - timedelta(days=14)


class ConnectorContract:
    """Subclasses say how to connect and to log in, and how many activities a page holds."""

    source: ClassVar[str]
    per_page: ClassVar[int]
    surely_last: ClassVar[int]
    """The fullest page that cannot be followed by another one."""
    shoe_requests: ClassVar[int]
    """For the two pairs of the small world."""
    hard_s: ClassVar[int | None]
    """Of the first run of the small world."""
    tells_workouts: ClassVar[bool]

    def connect(self, sandbox: Sandbox, keep: MemoryKeep, clock: Clock, *, timeout_s: float = 10.0) -> Connector:
        raise NotImplementedError

    def log_in(self, sandbox: Sandbox, keep: MemoryKeep) -> None:
        raise NotImplementedError

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        """The shoe of an activity, wherever this source tells it."""
        raise NotImplementedError

    @pytest.fixture
    def world(self) -> World:
        return small_world()

    @pytest.fixture
    def sandbox(self, world: World) -> Iterator[Sandbox]:
        with Sandbox(world) as sandbox:
            yield sandbox

    @pytest.fixture
    def keep(self, sandbox: Sandbox) -> MemoryKeep:
        keep = MemoryKeep()
        self.log_in(sandbox, keep)
        keep.puts.clear()
        sandbox.reset_requests()
        return keep

    @pytest.fixture
    def connector(self, sandbox: Sandbox, world: World, keep: MemoryKeep) -> Connector:
        return self.connect(sandbox, keep, lambda: world.now)

    def count(self, sandbox: Sandbox) -> int:
        return sum(sandbox.requests(self.source).values())

    def test_first_import_brings_every_activity(self, connector: Connector) -> None:
        activities = _activities(list(connector.pull(Ask())))
        assert [(a.sport, a.day, a.start.utcoffset(), a.distance_m, a.moving_s, a.elapsed_s) for a in activities] == [
            (Sport.RUN, date(2024, 4, 20), timedelta(hours=2), 10_000, 3000, 3060),
            (Sport.RUN, date(2024, 5, 8), timedelta(hours=2), 21_100, 3000, 3060),
            (Sport.TRAIL_RUN, date(2024, 5, 15), timedelta(hours=-4), 8000, 3000, 3060),
            (Sport.OTHER, date(2024, 5, 18), timedelta(hours=2), 0, 3000, 3060),
            (Sport.WALK, date(2024, 5, 19), timedelta(hours=2), 5000, 3000, 3060),
        ]
        assert [a.start for a in activities][2] == datetime(2024, 5, 15, 23, 30, tzinfo=NEW_YORK)
        assert [a.is_race for a in activities] == [False, True, False, False, False]
        assert [a.average_heart_rate_bpm for a in activities] == [150.0, None, None, None, None]
        assert activities[0].average_cadence_spm == 172.0
        assert [a.climb_m for a in activities] == [85, 0, 0, 0, 0]
        assert [a.hard_s for a in activities] == [self.hard_s, None, None, None, None]
        assert [a.is_workout for a in activities] == [False, False, self.tells_workouts, False, False]
        assert {a.source for a in activities} == {self.source}

    def test_shoes_come_with_their_totals(self, connector: Connector, sandbox: Sandbox) -> None:
        shoes = _shoes(list(connector.pull(Ask(activities=False, shoes=True))))
        # 600,000 before, and 10,000 + 21,100 in runs 1 and 2; 8,000 + 5,000 in run 3 and the walk.
        assert [(s.name, s.total_m, s.retired) for s in shoes] == [
            ("Old ones", 631_100, False),
            ("New ones", 13_000, True),
        ]
        assert self.count(sandbox) == self.shoe_requests

    def test_activities_name_the_shoe_that_the_shoes_are_listed_by(self, connector: Connector) -> None:
        batches = list(connector.pull(Ask(shoes=True)))
        by_name = {s.name: s.source_id for s in _shoes(batches)}
        old, new = by_name["Old ones"], by_name["New ones"]
        assert [self.gear_of(batches, a) for a in _activities(batches)] == [old, old, new, None, new]

    @pytest.mark.parametrize(("full", "requests"), [(True, 2), (False, 1)])
    def test_whole_history_costs_one_request_a_full_page_and_one(self, full: bool, requests: int) -> None:
        # floor(N / page) + 1: a full page may be followed by more, one that is surely not full ends the list.
        count = self.per_page if full else self.surely_last
        with Sandbox(daily_world(count)) as sandbox:
            keep = MemoryKeep()
            self.log_in(sandbox, keep)
            sandbox.reset_requests()
            batches = list(self.connect(sandbox, keep, lambda: NOW).pull(Ask()))
            assert len(_activities(batches)) == count
            assert self.count(sandbox) == requests
            assert [b.listing is not None for b in batches] == [False] * (requests - 1) + [True]
            assert len(batches[-1].listing.source_ids if batches[-1].listing else ()) == count

    def test_last_batch_of_the_activities_lists_them_all(self, connector: Connector) -> None:
        batches = list(connector.pull(Ask()))
        assert [b.listing is not None for b in batches] == [False] * (len(batches) - 1) + [True]
        assert batches[-1].listing is not None
        assert batches[-1].listing.since is None
        assert batches[-1].listing.source_ids == {a.source_id for a in _activities(batches)}

    def test_poll_lists_the_overlap_for_one_request(self, connector: Connector, sandbox: Sandbox) -> None:
        list(connector.pull(Ask()))
        sandbox.reset_requests()
        batches = list(connector.pull(Ask(since=TWO_WEEKS_AGO)))
        assert [a.day.day for a in _activities(batches)] == [8, 15, 18, 19]
        assert batches[-1].listing is not None
        assert batches[-1].listing.since == TWO_WEEKS_AGO
        assert self.count(sandbox) == 1
        assert sandbox.logins(self.source) == 0

    def test_what_starts_at_the_very_instant_is_listed(self, connector: Connector) -> None:
        since = datetime(2024, 5, 19, 10, 0, tzinfo=AMSTERDAM)
        assert len(_activities(list(connector.pull(Ask(since=since))))) == 1
        assert not _activities(list(connector.pull(Ask(since=since + timedelta(seconds=1)))))

    def test_late_evening_west_of_greenwich_is_not_lost(self, connector: Connector) -> None:
        # The 16th in UTC, the 15th in New York.
        since = datetime(2024, 5, 16, 3, 0, tzinfo=UTC)
        assert Sport.TRAIL_RUN in {a.sport for a in _activities(list(connector.pull(Ask(since=since))))}

    def test_edits_and_deletions_are_seen(self, connector: Connector, world: World) -> None:
        before = list(connector.pull(Ask(since=TWO_WEEKS_AGO)))
        world.edit(2, distance_m=21_300.0)
        world.delete(3)
        after = list(connector.pull(Ask(since=TWO_WEEKS_AGO)))
        assert [a.distance_m for a in _activities(after)] == [21_300, 0, 5000]
        assert before[-1].listing is not None
        assert after[-1].listing is not None
        assert before[-1].listing.source_ids - after[-1].listing.source_ids == {_activities(before)[1].source_id}

    def test_shoe_given_to_another_activity_is_seen(self, connector: Connector, world: World) -> None:
        world.wear(3, OLD)
        world.wear(5, None)
        batches = list(connector.pull(Ask(shoes=True)))
        old = next(s for s in _shoes(batches) if s.name == "Old ones")
        assert [self.gear_of(batches, a) for a in _activities(batches)[2:]] == [old.source_id, None, None]
        assert old.total_m == 639_100

    def test_empty_listing_is_told_as_it_is(self, connector: Connector, sandbox: Sandbox) -> None:
        sandbox.fail(self.source, "empty-listing")
        (batch,) = connector.pull(Ask(since=TWO_WEEKS_AGO))
        assert batch.activities == ()
        assert batch.listing is not None
        assert batch.listing.source_ids == frozenset()

    def test_one_bad_activity_is_set_aside_and_the_rest_kept(
        self, connector: Connector, sandbox: Sandbox, world: World
    ) -> None:
        world.edit(5, sport="Run")
        sandbox.fail(self.source, "bad-activity")
        (batch,) = connector.pull(Ask())
        assert len(batch.activities) == 4
        (bad,) = batch.quarantined
        assert bad.day == date(2024, 5, 19)
        assert "distance" in bad.what
        assert "far" not in bad.what
        assert batch.listing is not None
        assert bad.source_id in batch.listing.source_ids

    def test_null_fields_are_unknown(self, connector: Connector, sandbox: Sandbox) -> None:
        sandbox.fail(self.source, "null-fields")
        batches = list(connector.pull(Ask(shoes=True)))
        activities = _activities(batches)
        assert len(activities) == 5
        assert not any(b.quarantined for b in batches)
        assert (activities[0].average_heart_rate_bpm, activities[0].climb_m, activities[0].hard_s) == (None, None, None)
        assert activities[2].day == date(2024, 5, 15)
        assert all(s.name for s in _shoes(batches))

    def test_unknown_fields_change_nothing(self, connector: Connector, sandbox: Sandbox) -> None:
        before = list(connector.pull(Ask(shoes=True)))
        sandbox.fail(self.source, "unknown-fields")
        assert list(connector.pull(Ask(shoes=True))) == before

    @pytest.mark.parametrize("fault", OUTAGES)
    def test_outage_comes_back_by_itself(self, connector: Connector, sandbox: Sandbox, fault: str) -> None:
        sandbox.fail(self.source, fault)
        with pytest.raises(SourceUnavailable):
            list(connector.pull(Ask(shoes=True)))
        assert self.count(sandbox) == 1
        sandbox.lift()
        assert _activities(list(connector.pull(Ask())))

    def test_source_that_hangs_is_left_after_the_timeout(
        self, sandbox: Sandbox, keep: MemoryKeep, world: World
    ) -> None:
        sandbox.fail(self.source, "timeout")
        began = time.monotonic()
        with pytest.raises(SourceUnavailable):
            list(self.connect(sandbox, keep, lambda: world.now, timeout_s=0.3).pull(Ask()))
        # The libraries would wait for 15 s, or for ever.
        assert time.monotonic() - began < 5

    def test_source_that_is_not_there_comes_back_by_itself(self, world: World) -> None:
        with Sandbox(world) as sandbox:
            keep = MemoryKeep()
            self.log_in(sandbox, keep)
            connector = self.connect(sandbox, keep, lambda: world.now)
        with pytest.raises(SourceUnavailable):
            list(connector.pull(Ask()))

    def test_refusal_says_when_to_try_again(self, connector: Connector, sandbox: Sandbox, world: World) -> None:
        sandbox.fail(self.source, "429")
        with pytest.raises(RateLimited) as caught:
            list(connector.pull(Ask()))
        assert caught.value.retry_at is not None
        assert caught.value.retry_at > world.now
        assert self.count(sandbox) == 1

    def test_revoked_access_needs_a_person(self, connector: Connector, sandbox: Sandbox) -> None:
        sandbox.fail(self.source, "revoked")
        with pytest.raises(LoginNeeded) as caught:
            list(connector.pull(Ask()))
        assert caught.value.cause == "revoked"
        assert sandbox.logins(self.source) == 0

    def test_without_a_login_nothing_is_asked(self, sandbox: Sandbox, world: World) -> None:
        with pytest.raises(LoginNeeded) as caught:
            list(self.connect(sandbox, MemoryKeep(), lambda: world.now).pull(Ask()))
        assert caught.value.cause == "never-logged-in"
        assert self.count(sandbox) == 0

    def test_new_tokens_are_kept_before_the_first_batch(
        self, connector: Connector, sandbox: Sandbox, keep: MemoryKeep, world: World
    ) -> None:
        before = keep.get("tokens")
        sandbox.fail(self.source, "expired")
        pull = connector.pull(Ask(shoes=True))
        next(pull)
        after = keep.get("tokens")
        assert after != before
        # The pull dies here, as after a kill: a new one goes on with what was kept.
        sandbox.reset_requests()
        assert _activities(list(self.connect(sandbox, keep, lambda: world.now).pull(Ask())))
        assert self.count(sandbox) == 1
        assert keep.get("tokens") == after

    def test_outage_midway_loses_no_tokens_and_no_batch(
        self, connector: Connector, sandbox: Sandbox, keep: MemoryKeep
    ) -> None:
        sandbox.fail(self.source, "expired")
        pull = connector.pull(Ask(shoes=True))
        assert len(next(pull).activities) == 5
        sandbox.fail(self.source, "503")
        with pytest.raises(SourceUnavailable):
            next(pull)
        sandbox.lift()
        assert _shoes(list(connector.pull(Ask(activities=False, shoes=True))))
        assert keep.puts.count("tokens") == 1

    def test_nothing_asked_costs_nothing(self, connector: Connector, sandbox: Sandbox, keep: MemoryKeep) -> None:
        assert list(connector.pull(Ask(activities=False))) == []
        assert self.count(sandbox) == 0
        assert keep.puts == []

    def test_tokens_are_not_put_when_they_did_not_change(self, connector: Connector, keep: MemoryKeep) -> None:
        list(connector.pull(Ask(shoes=True)))
        assert "tokens" not in keep.puts

    def test_no_secret_is_logged_or_raised(
        self, connector: Connector, sandbox: Sandbox, keep: MemoryKeep, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        said = []
        list(connector.pull(Ask(shoes=True)))
        for fault in ("expired", *OUTAGES, "429", "null-fields", "bad-activity", "revoked"):
            sandbox.lift()
            sandbox.fail(self.source, fault)
            # The budget of a refused window would hide what comes after it.
            keep.put("budget", {"told_at": NOW.isoformat(), "usages": [], "refused_until": None})
            try:
                list(connector.pull(Ask(shoes=True)))
            except SourceError as err:
                said += _texts(err)
        shown = "\n".join([caplog.text, *said])
        assert len(said) >= 6
        assert "GET" in caplog.text
        assert [secret for secret in sandbox.planted() if secret in shown] == []


def _activities(batches: list[Batch]) -> list[Activity]:
    return sorted((a for b in batches for a in b.activities), key=lambda a: a.start)


def _shoes(batches: list[Batch]) -> list[Shoe]:
    return sorted((s for b in batches for s in b.shoes or ()), key=lambda s: s.name, reverse=True)


def _texts(err: BaseException | None) -> list[str]:
    """The texts of an error and of all that a traceback would show behind it."""
    texts = []
    while err is not None:
        texts.append(f"{err!r} {err}")
        err = err.__cause__ or (None if err.__suppress_context__ else err.__context__)
    return texts
