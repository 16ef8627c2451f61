from collections.abc import Iterator

import pytest

from connectors.base import Ask, LoginFailed, SourceUnavailable
from connectors.garmin import Garmin, Settings, login
from connectors.sandbox import MFA_CODE, Sandbox
from connectors.sandbox.loopback import Loopback, Reply
from tests.connectors.detours import Detour, detour
from tests.connectors.logins import log_in_to_garmin
from tests.connectors.worlds import NOW, MemoryKeep, small_world

REDIRECTS = (301, 302, 303, 307, 308)
PAGE = "/mobile/sso/en_US/sign-in"
OTHER_PAGE = "/portal/sso/en-US/sign-in"
PASSWORD = "/mobile/api/login"
CODES = ("/mobile/api/mfa/verifyCode", "/portal/api/mfa/verifyCode")
TOKENS = "/di-oauth2-service/oauth/token"
PROFILE = "/userprofile-service/socialProfile"
LIST = "/activitylist-service/activities/search/activities"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(small_world(), mfa_code=MFA_CODE) as sandbox:
        yield sandbox


@pytest.fixture
def elsewhere(sandbox: Sandbox) -> Iterator[Detour]:
    with detour(sandbox.garmin_url) as server:
        yield server


def _log_in(sandbox: Sandbox, server: Detour, keep: MemoryKeep) -> None:
    login.login(
        Settings(base_url=server.url),
        keep,
        email=sandbox.email,
        password=sandbox.password,
        ask_mfa=lambda: MFA_CODE,
        timeout_s=5,
    )


def test_without_a_redirect_the_way_round_is_open(sandbox: Sandbox, elsewhere: Detour) -> None:
    # Without this the other tests here would prove nothing.
    keep = MemoryKeep()
    _log_in(sandbox, elsewhere, keep)
    assert list(Garmin(Settings(base_url=elsewhere.url), keep, lambda: NOW).pull(Ask()))


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("paths", [(PAGE,), (PASSWORD,), CODES, (TOKENS,), (PROFILE,)])
def test_nothing_of_a_login_is_carried_on(
    sandbox: Sandbox, elsewhere: Detour, status: int, paths: tuple[str, ...]
) -> None:
    elsewhere.paths, elsewhere.status = paths, status
    keep = MemoryKeep()
    with pytest.raises(LoginFailed) as caught:
        _log_in(sandbox, elsewhere, keep)
    assert caught.value.cause == "unavailable"
    assert set(paths) <= {asked.split()[1] for asked in elsewhere.asked}
    assert elsewhere.came_far == []
    assert keep.puts == []


def test_password_is_not_carried_on_within_garmin_either(sandbox: Sandbox, elsewhere: Detour) -> None:
    elsewhere.paths, elsewhere.target = (PASSWORD,), "/portal/api/login"
    with pytest.raises(LoginFailed):
        _log_in(sandbox, elsewhere, MemoryKeep())
    assert sandbox.logins("garmin") == 0


@pytest.mark.parametrize("whole", [True, False])
def test_sign_in_page_may_move_within_its_host(sandbox: Sandbox, elsewhere: Detour, whole: bool) -> None:
    elsewhere.paths, elsewhere.target = (PAGE,), (elsewhere.url if whole else "") + OTHER_PAGE
    keep = MemoryKeep()
    _log_in(sandbox, elsewhere, keep)
    assert elsewhere.asked[:3] == [f"GET {PAGE}", f"GET {OTHER_PAGE}", f"POST {PASSWORD}"]
    assert keep.puts == ["tokens"]


def test_sign_in_page_that_moves_in_a_circle_is_left(sandbox: Sandbox, elsewhere: Detour) -> None:
    elsewhere.paths, elsewhere.target = (PAGE,), PAGE
    with pytest.raises(LoginFailed) as caught:
        _log_in(sandbox, elsewhere, MemoryKeep())
    assert caught.value.cause == "unavailable"
    # Once and three times after it, for each of two fingerprints.
    assert elsewhere.asked == [f"GET {PAGE}"] * 8


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("path", [LIST, TOKENS])
def test_tokens_are_not_carried_on(sandbox: Sandbox, elsewhere: Detour, status: int, path: str) -> None:
    keep = MemoryKeep()
    log_in_to_garmin(sandbox, keep, code=MFA_CODE)
    before = keep.get("tokens")
    if path == TOKENS:
        sandbox.fail("garmin", "expired")
    elsewhere.paths, elsewhere.status = (path,), status
    with pytest.raises(SourceUnavailable):
        list(Garmin(Settings(base_url=elsewhere.url), keep, lambda: NOW).pull(Ask()))
    assert path in {asked.split()[1] for asked in elsewhere.asked}
    assert elsewhere.came_far == []
    assert keep.get("tokens") == before


def test_redirect_to_nowhere_is_no_empty_list(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    log_in_to_garmin(sandbox, keep, code=MFA_CODE)
    server = Loopback(lambda request: Reply(status=300, body=b"[]"))
    server.start()
    with pytest.raises(SourceUnavailable):
        list(Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(Ask()))
    server.stop()
