"""Pulling from Intervals.icu: pages by time, what it withholds, a key in the place of a login."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Ask, LoginNeeded, RateLimited, SourceError, SourceUnavailable
from connectors.intervals import Intervals, Settings
from connectors.intervals.parse import WITHHELD
from connectors.sandbox import Sandbox, World
from connectors.sandbox.loopback import Answer, Loopback, Reply, Request, html_reply, json_reply
from rules.records import Sport
from tests.connectors.detours import detour
from tests.connectors.logins import intervals_settings
from tests.connectors.worlds import AMSTERDAM, NOW, MemoryKeep, daily_world, outing, small_world

RUN = {"id": "i1", "type": "Run", "start_date_local": "2024-05-08T09:30:00", "moving_time": 3000, "distance": 10_000}


def connect(sandbox: Sandbox, *, api_key: str = "", athlete_id: str = "0", base_url: str = "") -> Intervals:
    known = intervals_settings(sandbox)
    settings = Settings(api_key=api_key or known.api_key, athlete_id=athlete_id, base_url=base_url or known.base_url)
    return Intervals(settings, MemoryKeep(), lambda: NOW, timeout_s=5)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(small_world()) as sandbox:
        yield sandbox


@pytest.fixture
def asking() -> Iterator[Callable[[Answer], Intervals]]:
    """A connector to a server that answers so."""
    with ExitStack() as stack:

        def connect(answer: Answer) -> Intervals:
            server = Loopback(answer)
            server.start()
            stack.callback(server.stop)
            return Intervals(Settings(api_key="k", base_url=server.url), MemoryKeep(), lambda: NOW, timeout_s=5)

        yield connect


def test_stubs_keep_their_days_and_stay_listed(sandbox: Sandbox) -> None:
    only_strava = frozenset({"strava"})
    for number in (6, 7):
        start = datetime(2024, 5, 10 + number, 7, 0, tzinfo=AMSTERDAM)
        sandbox.world.add(outing(number, start, services=only_strava))
    (batch,) = connect(sandbox).pull(Ask())
    assert [(q.what, q.day and q.day.day) for q in batch.quarantined] == [(WITHHELD, 17), (WITHHELD, 16)]
    assert len(batch.activities) == 5
    assert batch.listing is not None
    assert len(batch.listing.source_ids) == 7


def test_mornings_come_in_one_request(sandbox: Sandbox) -> None:
    (batch,) = connect(sandbox).pull(Ask(activities=False, mornings=(date(2024, 5, 18), date(2024, 5, 20))))
    # 50 + n % 3, 32 days after the first of them.
    assert [(m.day.day, m.resting_heart_rate_bpm, m.asleep_s, m.stress_score) for m in batch.mornings] == [
        (18, 52, 27_000, None),
        (19, 50, 27_000, None),
        (20, 51, 27_000, None),
    ]
    assert sandbox.requests("intervals") == {"GET /api/v1/athlete/0/wellness": 1}


def test_calendar_of_the_days_asked_for(sandbox: Sandbox) -> None:
    (batch,) = connect(sandbox).pull(Ask(activities=False, planned=(date(2024, 5, 20), date(2024, 6, 10))))
    assert batch.planned is not None
    assert [(p.day, p.title, p.sport, p.distance_m, p.is_race) for p in batch.planned] == [
        (date(2024, 5, 22), "Tempo", Sport.RUN, 11_000, False),
        (date(2024, 6, 2), "Half", Sport.RUN, 21_098, True),
    ]


def test_pages_go_on_where_the_last_one_ended() -> None:
    with Sandbox(daily_world(2500)) as sandbox:
        batches = list(connect(sandbox).pull(Ask()))
        # The last of a page opens the next one, and is left out there: 1,000 + 999 + 501.
        assert [len(b.activities) for b in batches] == [1000, 999, 501]
        assert len({a.source_id for b in batches for a in b.activities}) == 2500
        assert sum(sandbox.requests("intervals").values()) == 3


def test_what_was_run_ahead_of_our_clock_is_listed(sandbox: Sandbox) -> None:
    # Noon of the 21st in Auckland is midnight of the 20th in UTC.
    auckland = ZoneInfo("Pacific/Auckland")
    sandbox.world.now = NOW + timedelta(hours=7)
    sandbox.world.add(outing(6, datetime(2024, 5, 21, 11, 30, tzinfo=auckland)))
    (batch,) = connect(sandbox).pull(Ask(since=NOW))
    assert [a.day for a in batch.activities] == [date(2024, 5, 21)]


@pytest.mark.parametrize(
    ("reply", "error", "cause"),
    [
        (json_reply({"status": 401, "error": "Unauthorized"}, status=401), LoginNeeded, "refused"),
        (Reply(status=401), LoginNeeded, "refused"),
        (json_reply({"status": 403, "error": "Access denied"}, status=403), LoginNeeded, "refused"),
        # A firewall's.
        (html_reply("<html>", status=403), SourceUnavailable, ""),
        (json_reply({"status": 422, "error": "?"}, status=422), SourceUnavailable, ""),
        (html_reply("<html>", status=502), SourceUnavailable, ""),
        (json_reply({"activities": []}), SourceUnavailable, ""),
        (json_reply([None] * 1000), SourceUnavailable, ""),
        (json_reply([RUN] * 1000), SourceUnavailable, ""),
    ],
)
def test_answer_that_is_no_list(
    asking: Callable[[Answer], Intervals], reply: Reply, error: type[SourceError], cause: str
) -> None:
    with pytest.raises(error) as caught:
        list(asking(lambda _request: reply).pull(Ask()))
    assert caught.value.cause == cause


def test_refused_key_is_tried_again_at_the_next_pull(sandbox: Sandbox) -> None:
    # A key is changed in the configuration, and nobody tells us: waiting a day would be for nothing.
    with pytest.raises(LoginNeeded) as caught:
        list(connect(sandbox, api_key="another").pull(Ask()))
    assert caught.value.retry_at == NOW


def test_account_of_somebody_else_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(LoginNeeded):
        list(connect(sandbox, athlete_id="i1").pull(Ask()))
    assert list(connect(sandbox, athlete_id="i271828").pull(Ask()))


@pytest.mark.parametrize(("header", "wait"), [("90", timedelta(seconds=90)), ("", timedelta(minutes=15))])
def test_refusal_lasts_as_long_as_it_says(asking: Callable[[Answer], Intervals], header: str, wait: timedelta) -> None:
    with pytest.raises(RateLimited) as caught:
        list(asking(lambda _request: Reply(status=429, headers={"Retry-After": header})).pull(Ask()))
    assert caught.value.retry_at == NOW + wait


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_key_does_not_travel_on(sandbox: Sandbox, status: int) -> None:
    with detour(sandbox.intervals_url) as server:
        # Without a redirect the way round is open.
        assert list(connect(sandbox, base_url=server.url).pull(Ask()))
        server.paths, server.status = ("/api",), status
        with pytest.raises(SourceUnavailable):
            list(connect(sandbox, base_url=server.url).pull(Ask()))
        assert server.came_far == []


def test_neither_coordinates_nor_the_runners_words_are_asked_for(asking: Callable[[Answer], Intervals]) -> None:
    asked: list[str] = []

    def note(request: Request) -> Reply:
        asked.append(request.query["fields"])
        return json_reply([])

    list(asking(note).pull(Ask()))
    (fields,) = asked
    assert [name for name in fields.split(",") if "lat" in name or name in ("name", "description")] == []


def test_outage_midway_loses_no_batch(sandbox: Sandbox) -> None:
    connector = connect(sandbox)
    pull = connector.pull(Ask(shoes=True))
    assert len(next(pull).activities) == 5
    sandbox.fail("intervals", "503")
    with pytest.raises(SourceUnavailable):
        next(pull)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"api_key": ""}, "api_key"),
        ({"api_key": "two words"}, "api_key"),
        ({"athlete_id": "../0"}, "athlete_id"),
        ({"athlete_id": ""}, "athlete_id"),
        ({"base_url": "http://intervals.icu"}, "https://"),
        ({"interval_minutes": 0}, "interval_minutes"),
    ],
)
def test_settings_that_cannot_work_name_the_setting(changed: dict[str, object], said: str) -> None:
    values: dict[str, object] = {"api_key": "k", **changed}
    with pytest.raises(ValueError, match=said):
        Settings(**values)  # type: ignore[arg-type] # a table of wrong values


def test_api_key_is_not_shown() -> None:
    assert "hush" not in repr(Settings(api_key="hush"))


def test_world_without_anything_is_an_empty_list() -> None:
    with Sandbox(World(now=datetime(2024, 5, 20, tzinfo=UTC))) as sandbox:
        (batch,) = connect(sandbox).pull(Ask())
    assert batch.listing is not None
    assert (batch.activities, batch.listing.source_ids) == ((), frozenset())
