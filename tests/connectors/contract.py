"""What every connector must do that speaks HTTP: the base of one test class each.

Everything here talks to the sandbox by the real client library, over real HTTP.
"""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from connectors.base import Ask, Clock, Connector, LoginNeeded, RateLimited, SourceError, SourceUnavailable
from connectors.sandbox import Sandbox, World
from rules.records import Sport
from tests.connectors.records_contract import TWO_WEEKS_AGO, Pull, RecordsContract, Spoil, activities_of, shoes_of
from tests.connectors.worlds import AMSTERDAM, NOW, MemoryKeep, daily_world

OUTAGES = ("down", "500", "503", "html")


class ConnectorContract(RecordsContract):
    """Subclasses say how to connect and to log in, and how many activities a page holds."""

    per_page: ClassVar[int]
    surely_last: ClassVar[int]
    """The fullest page that cannot be followed by another one."""
    shoe_requests: ClassVar[int]
    """For the two pairs of the small world."""
    revoked: ClassVar[str] = "revoked"
    """The cause, where access was taken away."""

    def connect(self, sandbox: Sandbox, keep: MemoryKeep, clock: Clock, *, timeout_s: float = 10.0) -> Connector:
        raise NotImplementedError

    def log_in(self, sandbox: Sandbox, keep: MemoryKeep) -> None:
        raise NotImplementedError

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

    @pytest.fixture
    def pull(self, connector: Connector) -> Pull:
        return lambda ask: list(connector.pull(ask))

    @pytest.fixture
    def spoil(self, sandbox: Sandbox) -> Spoil:
        return lambda fault: sandbox.fail(self.source, fault)

    def count(self, sandbox: Sandbox) -> int:
        return sum(sandbox.requests(self.source).values())

    def test_shoes_are_asked_alone(self, connector: Connector, sandbox: Sandbox) -> None:
        (batch,) = connector.pull(Ask(activities=False, shoes=True))
        assert [s.total_m for s in shoes_of([batch])] == [631_100, 13_000]
        assert self.count(sandbox) == self.shoe_requests

    @pytest.mark.parametrize(("full", "requests"), [(True, 2), (False, 1)])
    def test_whole_history_costs_one_request_a_full_page_and_one(self, full: bool, requests: int) -> None:
        # floor(N / page) + 1: a full page may be followed by more, one that is surely not full ends the list.
        count = self.per_page if full else self.surely_last
        with Sandbox(daily_world(count)) as sandbox:
            keep = MemoryKeep()
            self.log_in(sandbox, keep)
            sandbox.reset_requests()
            batches = list(self.connect(sandbox, keep, lambda: NOW).pull(Ask()))
            assert len(activities_of(batches)) == count
            assert self.count(sandbox) == requests
            assert [b.listing is not None for b in batches] == [False] * (requests - 1) + [True]
            assert len(batches[-1].listing.source_ids if batches[-1].listing else ()) == count

    def test_history_of_a_service_that_gives_less_than_it_is_asked_for_comes_whole(self) -> None:
        with Sandbox(daily_world(230)) as sandbox:
            keep = MemoryKeep()
            self.log_in(sandbox, keep)
            sandbox.fail(self.source, "short-pages")
            batches = list(self.connect(sandbox, keep, lambda: NOW).pull(Ask()))
        assert len({a.source_id for a in activities_of(batches)}) == 230
        assert len(activities_of(batches)) == 230
        assert [b.listing is not None for b in batches] == [False] * (len(batches) - 1) + [True]
        assert len(batches[-1].listing.source_ids if batches[-1].listing else ()) == 230

    def test_list_that_breaks_off_after_a_full_page_is_not_whole(self) -> None:
        with Sandbox(daily_world(self.per_page + 50)) as sandbox:
            keep = MemoryKeep()
            self.log_in(sandbox, keep)
            sandbox.fail(self.source, "broken-off")
            pull = self.connect(sandbox, keep, lambda: NOW).pull(Ask())
            assert next(pull).listing is None
            with pytest.raises(SourceUnavailable, match="breaks off"):
                next(pull)

    @pytest.mark.parametrize(("fault", "cause"), [("down", "unreachable"), ("503", ""), ("html", "")])
    def test_what_does_not_answer_is_told_from_what_answers_nonsense(
        self, pull: Pull, spoil: Spoil, fault: str, cause: str
    ) -> None:
        spoil(fault)
        with pytest.raises(SourceUnavailable) as caught:
            pull(Ask())
        assert caught.value.cause == cause

    def test_run_deleted_between_two_pages_takes_no_other_one_away(self) -> None:
        count = self.per_page + 50
        with Sandbox(daily_world(count)) as sandbox:
            keep = MemoryKeep()
            self.log_in(sandbox, keep)
            pull = self.connect(sandbox, keep, lambda: NOW).pull(Ask())
            first = next(pull)
            sandbox.world.delete(count)
            batches = [first, *pull]
        # The newest came with the first page; the next pull finds that it is gone.
        assert len({a.source_id for a in activities_of(batches)}) == count
        assert len(activities_of(batches)) == count

    def test_last_batch_of_the_activities_lists_them_all(self, connector: Connector) -> None:
        batches = list(connector.pull(Ask()))
        assert [b.listing is not None for b in batches] == [False] * (len(batches) - 1) + [True]
        assert batches[-1].listing is not None
        assert batches[-1].listing.since is None
        assert batches[-1].listing.source_ids == {a.source_id for a in activities_of(batches)}

    def test_poll_lists_the_overlap_for_one_request(self, connector: Connector, sandbox: Sandbox) -> None:
        list(connector.pull(Ask()))
        sandbox.reset_requests()
        batches = list(connector.pull(Ask(since=TWO_WEEKS_AGO)))
        assert [a.day.day for a in activities_of(batches)] == [8, 15, 18, 19]
        assert batches[-1].listing is not None
        assert batches[-1].listing.since == TWO_WEEKS_AGO
        assert self.count(sandbox) == 1
        assert sandbox.logins(self.source) == 0

    def test_what_starts_at_the_very_instant_is_listed(self, connector: Connector) -> None:
        since = datetime(2024, 5, 19, 10, 0, tzinfo=AMSTERDAM)
        assert len(activities_of(list(connector.pull(Ask(since=since))))) == 1
        assert not activities_of(list(connector.pull(Ask(since=since + timedelta(seconds=1)))))

    def test_late_evening_west_of_greenwich_is_not_lost(self, connector: Connector) -> None:
        # The 16th in UTC, the 15th in New York.
        since = datetime(2024, 5, 16, 3, 0, tzinfo=UTC)
        assert Sport.TRAIL_RUN in {a.sport for a in activities_of(list(connector.pull(Ask(since=since))))}

    @pytest.mark.parametrize("fault", ["", "empty-listing", "bad-activity"])
    def test_a_page_is_one_batch(self, connector: Connector, sandbox: Sandbox, fault: str) -> None:
        if fault:
            sandbox.fail(self.source, fault)
        (batch,) = connector.pull(Ask())
        assert batch.listing is not None

    def test_what_is_of_no_kind_comes_in_as_no_run_and_is_told(self, connector: Connector, sandbox: Sandbox) -> None:
        sandbox.fail(self.source, "no-kind")
        (batch,) = connector.pull(Ask(since=TWO_WEEKS_AGO))
        activities = activities_of([batch])
        assert {a.sport for a in activities} == {Sport.OTHER}
        told = {each.source_id: (each.unknown_kind, each.day) for each in batch.quarantined}
        assert told == {a.source_id: ("", a.day) for a in activities}
        assert sorted(a.day.day for a in activities) == [8, 15, 18, 19]
        assert batch.listing is not None

    @pytest.mark.parametrize("fault", OUTAGES)
    def test_outage_comes_back_by_itself(self, connector: Connector, sandbox: Sandbox, fault: str) -> None:
        sandbox.fail(self.source, fault)
        with pytest.raises(SourceUnavailable):
            list(connector.pull(Ask(shoes=True)))
        assert self.count(sandbox) == 1
        sandbox.lift()
        assert activities_of(list(connector.pull(Ask())))

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
        assert caught.value.cause == self.revoked
        assert sandbox.logins(self.source) == 0

    def test_nothing_asked_costs_nothing(self, connector: Connector, sandbox: Sandbox, keep: MemoryKeep) -> None:
        assert list(connector.pull(Ask(activities=False))) == []
        assert self.count(sandbox) == 0
        assert keep.puts == []

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


class LoginContract(ConnectorContract):
    """And what those must do that a person logs in to, and that keep tokens."""

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
        assert activities_of(list(self.connect(sandbox, keep, lambda: world.now).pull(Ask())))
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
        assert shoes_of(list(connector.pull(Ask(activities=False, shoes=True))))
        assert keep.puts.count("tokens") == 1

    def test_tokens_are_not_put_when_they_did_not_change(self, connector: Connector, keep: MemoryKeep) -> None:
        list(connector.pull(Ask(shoes=True)))
        assert "tokens" not in keep.puts


def _texts(err: BaseException | None) -> list[str]:
    """The texts of an error and of all that a traceback would show behind it."""
    texts = []
    while err is not None:
        texts.append(f"{err!r} {err}")
        err = err.__cause__ or (None if err.__suppress_context__ else err.__context__)
    return texts
