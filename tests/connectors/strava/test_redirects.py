from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.base import Ask, LoginFailed, SourceUnavailable
from connectors.sandbox import Sandbox
from connectors.sandbox.loopback import Loopback, Reply
from connectors.strava import Settings, Strava, login
from tests.connectors.detours import Detour, detour
from tests.connectors.logins import STATE, log_in_to_strava, press_authorize
from tests.connectors.worlds import NOW, MemoryKeep, small_world

REDIRECTS = (301, 302, 303, 307, 308)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(small_world()) as sandbox:
        yield sandbox


@pytest.fixture
def elsewhere(sandbox: Sandbox) -> Iterator[Detour]:
    with detour(sandbox.strava_url) as server:
        yield server


def _settings(sandbox: Sandbox, server: Detour) -> Settings:
    return Settings(client_id=sandbox.client_id, client_secret=sandbox.client_secret, base_url=server.url)


def test_without_a_redirect_the_way_round_is_open(sandbox: Sandbox, elsewhere: Detour) -> None:
    # Without this the other tests here would prove nothing.
    keep = MemoryKeep()
    login.finish(_settings(sandbox, elsewhere), keep, address=press_authorize(sandbox), state=STATE)
    assert list(Strava(_settings(sandbox, elsewhere), keep, lambda: NOW).pull(Ask()))


@pytest.mark.parametrize("status", REDIRECTS)
def test_code_and_client_secret_are_not_carried_on(sandbox: Sandbox, elsewhere: Detour, status: int) -> None:
    address = press_authorize(sandbox)
    elsewhere.paths, elsewhere.status = ("/oauth/token",), status
    keep = MemoryKeep()
    with pytest.raises(LoginFailed) as caught:
        login.finish(_settings(sandbox, elsewhere), keep, address=address, state=STATE)
    assert caught.value.cause == "unavailable"
    assert elsewhere.asked == ["POST /oauth/token"]
    assert elsewhere.came_far == []
    assert keep.puts == []


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize(
    ("path", "passed"), [("/oauth/token", timedelta(hours=7)), ("/api/v3/athlete/activities", timedelta(0))]
)
def test_tokens_are_not_carried_on(
    sandbox: Sandbox, elsewhere: Detour, status: int, path: str, passed: timedelta
) -> None:
    keep = MemoryKeep()
    log_in_to_strava(sandbox, keep)
    before = keep.get("tokens")
    elsewhere.paths, elsewhere.status = (path,), status
    with pytest.raises(SourceUnavailable):
        list(Strava(_settings(sandbox, elsewhere), keep, lambda: NOW + passed).pull(Ask()))
    assert [asked.split()[1] for asked in elsewhere.asked] == [path]
    assert elsewhere.came_far == []
    assert keep.get("tokens") == before


def test_redirect_to_nowhere_is_no_empty_list(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    log_in_to_strava(sandbox, keep)
    server = Loopback(lambda request: Reply(status=300, body=b"[]"))
    server.start()
    with pytest.raises(SourceUnavailable):
        list(Strava(Settings(client_id="1", client_secret="s", base_url=server.url), keep, lambda: NOW).pull(Ask()))
    server.stop()
