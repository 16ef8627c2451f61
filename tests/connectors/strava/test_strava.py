import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Ask, LoginNeeded, RateLimited, SourceUnavailable, SubscriptionLapsed
from connectors.sandbox import Sandbox, World
from connectors.sandbox.loopback import Loopback, Reply, Request, html_reply, json_reply
from connectors.sandbox.strava_limits import Limits
from connectors.strava import Settings, Strava
from connectors.strava.pull import following
from tests.connectors.logins import log_in_to_strava, strava_settings
from tests.connectors.worlds import NOW, MemoryKeep, daily_world, small_world

LIST = "GET /api/v3/athlete/activities"
REFRESH = "POST /oauth/token"


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def keep(sandbox: Sandbox) -> MemoryKeep:
    keep = MemoryKeep()
    log_in_to_strava(sandbox, keep)
    sandbox.reset_requests()
    return keep


@pytest.fixture
def strava(sandbox: Sandbox, world: World, keep: MemoryKeep) -> Strava:
    return Strava(strava_settings(sandbox), keep, lambda: world.now)


@pytest.mark.parametrize(
    ("passed", "refreshes"),
    [
        # Tokens live for six hours: with exactly one left they are used, with a second less replaced.
        (timedelta(hours=5), 0),
        (timedelta(hours=5, seconds=1), 1),
        (timedelta(hours=7), 1),
    ],
)
def test_tokens_are_replaced_when_less_than_an_hour_is_left(
    strava: Strava, sandbox: Sandbox, world: World, keep: MemoryKeep, passed: timedelta, refreshes: int
) -> None:
    before = keep.get("tokens")
    world.now = NOW + passed
    list(strava.pull(Ask()))
    assert sandbox.requests("strava").get(REFRESH, 0) == refreshes
    assert (keep.get("tokens") != before) == bool(refreshes)


@pytest.mark.parametrize("fault", ["503", "html", "down"])
def test_outage_of_the_refresh_is_no_dead_login(
    strava: Strava, sandbox: Sandbox, world: World, keep: MemoryKeep, fault: str
) -> None:
    before = keep.get("tokens")
    world.now = NOW + timedelta(hours=7)
    sandbox.fail("strava", fault, path="/oauth/token")
    with pytest.raises(SourceUnavailable):
        list(strava.pull(Ask()))
    assert keep.get("tokens") == before
    sandbox.lift()
    assert list(strava.pull(Ask()))


def test_stale_refresh_token_needs_a_person(strava: Strava, sandbox: Sandbox, world: World) -> None:
    world.now = NOW + timedelta(hours=7)
    sandbox.fail("strava", "revoked")
    with pytest.raises(LoginNeeded) as caught:
        list(strava.pull(Ask()))
    assert caught.value.cause == "revoked"
    assert sandbox.requests("strava") == {REFRESH: 1}


def test_wrong_client_secret_is_not_called_revoked(sandbox: Sandbox, world: World, keep: MemoryKeep) -> None:
    world.now = NOW + timedelta(hours=7)
    settings = Settings(client_id=sandbox.client_id, client_secret="another", base_url=sandbox.strava_url)
    with pytest.raises(LoginNeeded) as caught:
        list(Strava(settings, keep, lambda: world.now).pull(Ask()))
    assert caught.value.cause == "refused"


@pytest.mark.parametrize("path", ["/api/v3", "/oauth/token"])
def test_app_that_was_switched_off_is_its_own_trouble(
    strava: Strava, sandbox: Sandbox, world: World, path: str
) -> None:
    world.now = NOW + timedelta(hours=7)
    sandbox.fail("strava", "application-inactive", path=path)
    with pytest.raises(SubscriptionLapsed):
        list(strava.pull(Ask()))


def test_scope_that_was_taken_back_is_named(strava: Strava, sandbox: Sandbox) -> None:
    sandbox.fail("strava", "missing-scope")
    with pytest.raises(LoginNeeded) as caught:
        list(strava.pull(Ask()))
    assert caught.value.cause == "missing-scope"
    assert sandbox.requests("strava") == {LIST: 1}


def test_scope_for_the_shoes_is_missed_after_the_activities(strava: Strava, keep: MemoryKeep) -> None:
    tokens = keep.get("tokens") or {}
    keep.put("tokens", {**tokens, "scopes": ["activity:read_all", "read"]})
    pull = strava.pull(Ask(shoes=True))
    assert len(next(pull).activities) == 5
    with pytest.raises(LoginNeeded) as caught:
        next(pull)
    assert caught.value.cause == "missing-scope"


def test_first_import_stops_before_the_limit_and_keeps_what_came() -> None:
    # Three pages are wanted of 401 runs, two requests are allowed in a quarter of an hour.
    limits = Limits(overall=(200, 2000), read=(2, 1000))
    with Sandbox(daily_world(401), limits=limits) as sandbox:
        keep = MemoryKeep()
        log_in_to_strava(sandbox, keep)
        sandbox.reset_requests()
        world = sandbox.world
        world.now = datetime(2024, 5, 20, 18, 7, tzinfo=UTC)
        strava = Strava(strava_settings(sandbox), keep, lambda: world.now)
        pull = strava.pull(Ask())
        # The second page is one of 199, and its first run the last of the first page.
        assert [len(next(pull).activities) for _ in range(2)] == [200, 198]
        with pytest.raises(RateLimited) as caught:
            next(pull)
        assert caught.value.retry_at == datetime(2024, 5, 20, 18, 15, tzinfo=UTC)
        # Another process asks again too soon: what was kept refuses it, without a request.
        with pytest.raises(RateLimited):
            list(Strava(strava_settings(sandbox), keep, lambda: world.now).pull(Ask()))
        assert sandbox.requests("strava") == {LIST: 2}
        world.now = datetime(2024, 5, 20, 18, 15, tzinfo=UTC)
        assert len(next(strava.pull(Ask())).activities) == 200


def test_reserve_of_the_day_is_left_alone() -> None:
    # Ten reads a day, eight of them in reserve: two are made, the third waits for midnight.
    with Sandbox(small_world(), limits=Limits(overall=(200, 2000), read=(100, 10))) as sandbox:
        keep = MemoryKeep()
        log_in_to_strava(sandbox, keep)
        strava = Strava(strava_settings(sandbox, daily_reserve=8), keep, lambda: NOW)
        list(strava.pull(Ask()))
        list(strava.pull(Ask()))
        with pytest.raises(RateLimited) as caught:
            list(strava.pull(Ask()))
        assert caught.value.retry_at == datetime(2024, 5, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fault", "retry_at"),
    [
        ("429", datetime(2024, 5, 20, 18, 15, tzinfo=UTC)),
        ("429-day", datetime(2024, 5, 21, tzinfo=UTC)),
    ],
)
def test_refusal_is_not_asked_about_again_before_its_time(
    strava: Strava, sandbox: Sandbox, world: World, fault: str, retry_at: datetime
) -> None:
    sandbox.fail("strava", fault, times=1)
    for _ in range(3):
        with pytest.raises(RateLimited) as caught:
            list(strava.pull(Ask()))
        assert caught.value.retry_at == retry_at
    assert sandbox.requests("strava") == {LIST: 1}
    world.now = retry_at
    assert list(strava.pull(Ask()))


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, datetime(2024, 5, 20, 18, 15, tzinfo=UTC)),
        ({"Retry-After": "7200"}, datetime(2024, 5, 20, 20, 0, tzinfo=UTC)),
        ({"Retry-After": "Mon, 20 May 2024 21:30:00 GMT"}, datetime(2024, 5, 20, 21, 30, tzinfo=UTC)),
        # Less than Strava's own window, past, or nothing that can be read.
        ({"Retry-After": "60"}, datetime(2024, 5, 20, 18, 15, tzinfo=UTC)),
        ({"Retry-After": "Mon, 20 May 2024 12:00:00 GMT"}, datetime(2024, 5, 20, 18, 15, tzinfo=UTC)),
        ({"Retry-After": "soon"}, datetime(2024, 5, 20, 18, 15, tzinfo=UTC)),
    ],
)
def test_refusal_without_the_usages_is_kept_as_well(
    sandbox: Sandbox, keep: MemoryKeep, headers: dict[str, str], until: datetime
) -> None:
    asked = []

    def refuse(request: Request) -> Reply:
        asked.append(request.path)
        return json_reply({}, status=429, headers=headers)

    server = Loopback(refuse)
    server.start()
    settings = Settings(client_id="1", client_secret="s", base_url=server.url)
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            list(Strava(settings, keep, lambda: NOW).pull(Ask()))
        assert caught.value.retry_at == until
    server.stop()
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_reply({"a": 1}), SourceUnavailable),
        (json_reply(None), SourceUnavailable),
        (json_reply({"message": "Forbidden", "errors": [{"code": "denied"}]}, status=403), LoginNeeded),
        # A firewall's page is not Strava's word.
        (html_reply("<html></html>", status=403), SourceUnavailable),
        (json_reply({"message": "gone"}, status=404), SourceUnavailable),
    ],
)
def test_answer_that_nobody_expects_is_a_source_error(keep: MemoryKeep, answer: Reply, said: type[Exception]) -> None:
    server = Loopback(lambda request: answer)
    server.start()
    settings = Settings(client_id="1", client_secret="s", base_url=server.url)
    with pytest.raises(said):
        list(Strava(settings, keep, lambda: NOW).pull(Ask()))
    server.stop()


def test_activity_without_an_identifier_makes_no_listing(keep: MemoryKeep) -> None:
    server = Loopback(lambda request: json_reply([{"id": None, "sport_type": "Run"}]))
    server.start()
    settings = Settings(client_id="1", client_secret="s", base_url=server.url)
    (batch,) = Strava(settings, keep, lambda: NOW).pull(Ask())
    server.stop()
    assert batch.listing is None
    assert len(batch.quarantined) == 1


def test_credentials_in_the_environment_change_nothing(
    strava: Strava, sandbox: Sandbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # stravalib would refresh with them by itself, and keep the new tokens to itself.
    monkeypatch.setenv("STRAVA_CLIENT_ID", "999")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "of-another-program")
    world.now = NOW + timedelta(hours=5, seconds=1)
    assert list(strava.pull(Ask()))
    assert sandbox.requests("strava") == {REFRESH: 1, LIST: 1}


def test_page_that_lacks_a_few_is_not_taken_for_the_last() -> None:
    # 199 of 200: Strava may have left one out. The second page is empty, and ends the list.
    with Sandbox(daily_world(199)) as sandbox:
        keep = MemoryKeep()
        log_in_to_strava(sandbox, keep)
        batches = list(Strava(strava_settings(sandbox), keep, lambda: NOW).pull(Ask()))
        assert sandbox.requests("strava")[LIST] == 2
        assert [len(batch.activities) for batch in batches] == [199, 0]


def test_pull_says_nothing_in_the_ordinary_log(strava: Strava, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    list(strava.pull(Ask(shoes=True)))
    assert caplog.text == ""


def test_library_changes_no_warnings_of_the_process() -> None:
    # Its import would turn all of them on and send them to the log. requests, which adds its own, comes first.
    code = """
import logging, warnings, requests
before, shown_by = list(warnings.filters), warnings.showwarning
import connectors.strava.api, connectors.strava.login
assert warnings.filters == before, warnings.filters
assert warnings.showwarning is shown_by
logging.captureWarnings(True)
assert warnings.showwarning is not shown_by
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_log_goes_on_with_warnings_that_it_had_before() -> None:
    code = """
import logging, warnings
logging.captureWarnings(True)
shown_by = warnings.showwarning
import connectors.strava.api
assert warnings.showwarning is shown_by
logging.captureWarnings(False)
assert warnings.showwarning is not shown_by
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("body", ["[" * 200_000, '[{"id": ' + "9" * 5000 + "}]"], ids=["too deep", "too long a number"])
def test_json_that_no_machine_takes_is_an_outage(keep: MemoryKeep, body: str) -> None:
    server = Loopback(lambda request: Reply(body=body.encode(), content_type="application/json"))
    server.start()
    settings = Settings(client_id="1", client_secret="s", base_url=server.url)
    with pytest.raises(SourceUnavailable):
        list(Strava(settings, keep, lambda: NOW).pull(Ask()))
    server.stop()


def test_answer_without_content_in_the_place_of_the_athlete_is_an_outage(keep: MemoryKeep) -> None:
    server = Loopback(lambda request: Reply(status=204))
    server.start()
    settings = Settings(client_id="1", client_secret="s", base_url=server.url)
    with pytest.raises(SourceUnavailable):
        list(Strava(settings, keep, lambda: NOW).pull(Ask(activities=False, shoes=True)))
    server.stop()


def test_pages_overlap_and_lose_next_to_nothing() -> None:
    page, per_page, ends = 1, 200, [200]
    for _ in range(100):
        page, per_page = following(page, per_page)
        assert 150 <= per_page <= 200
        # Begins with what was read already, and goes on.
        assert (page - 1) * per_page < ends[-1] < page * per_page
        ends.append(page * per_page)
    # 2 x 199, 3 x 198, 4 x 197; without an overlap they would be 400, 600, 800.
    assert ends[:4] == [200, 398, 594, 788]
    # 4,000 cost 22 requests instead of 21.
    assert ends[20] < 4000 < ends[21]


def test_list_that_does_not_go_on_is_left(keep: MemoryKeep) -> None:
    asked: list[str] = []

    def the_same(request: Request) -> Reply:
        asked.append(request.query["page"])
        return json_reply([{"id": number} for number in range(200)])

    server = Loopback(the_same)
    server.start()
    settings = Settings(client_id="1", client_secret="s", base_url=server.url)
    with pytest.raises(SourceUnavailable, match="does not go on"):
        for _ in zip(range(5), Strava(settings, keep, lambda: NOW).pull(Ask()), strict=False):
            pass
    server.stop()
    assert len(asked) == 2


def test_long_history_in_less_a_page_than_was_asked_for_comes_whole(keep: MemoryKeep) -> None:
    # 50 a page, however many are asked for: 16 pages, of which the last is empty.
    with Sandbox(daily_world(750)) as sandbox:
        log_in_to_strava(sandbox, keep)
        sandbox.fail("strava", "short-pages")
        batches = list(Strava(strava_settings(sandbox), keep, lambda: NOW).pull(Ask()))
    assert [len(batch.activities) for batch in batches] == [*[50] * 15, 0]
    assert len({each.source_id for batch in batches for each in batch.activities}) == 750
