import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.base import AnotherAccount, LoginFailed
from connectors.sandbox import Sandbox
from connectors.sandbox.strava_shapes import ATHLETE_ID
from connectors.strava import Settings, login
from tests.connectors.logins import STATE, press_authorize, strava_settings
from tests.connectors.worlds import MemoryKeep, small_world

REDIRECT = "http://localhost/shinguard"
SCOPE = "read,activity:read_all,profile:read_all"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(small_world()) as sandbox:
        yield sandbox


def _finish(sandbox: Sandbox, keep: MemoryKeep, address: str) -> None:
    login.finish(strava_settings(sandbox), keep, address=address, state=STATE)


def test_address_to_open_asks_for_what_is_needed() -> None:
    settings = Settings(client_id="31415", client_secret="s")
    url = urlsplit(login.authorize_url(settings, redirect=REDIRECT, state="x"))
    assert (url.scheme, url.netloc, url.path) == ("https", "www.strava.com", "/oauth/authorize")
    assert parse_qs(url.query) == {
        "client_id": ["31415"],
        "redirect_uri": [REDIRECT],
        "approval_prompt": ["auto"],
        "scope": [SCOPE],
        "response_type": ["code"],
        "state": ["x"],
    }


def test_login_by_the_listener(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    with login.listen(STATE) as callback:
        url = login.authorize_url(strava_settings(sandbox), redirect=callback.redirect, state=STATE)
        page = requests.get(url, timeout=5)
        assert page.text == "Shinguard has what it needs."
        _finish(sandbox, keep, callback.wait(5))
    tokens = keep.get("tokens")
    assert tokens is not None
    assert set(tokens) == {"access_token", "refresh_token", "expires_at", "scopes", "athlete_id"}
    assert tokens["athlete_id"] == str(ATHLETE_ID)
    assert tokens["scopes"] == ["activity:read_all", "profile:read_all", "read"]


def test_another_athlete_is_let_in_only_where_the_account_may_change(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    keep.put("tokens", {"access_token": "old", "athlete_id": "7"})
    with pytest.raises(AnotherAccount) as caught:
        login.finish(strava_settings(sandbox), keep, address=press_authorize(sandbox), state=STATE, same_account=True)
    assert caught.value.cause == "another-account"
    assert keep.get("tokens") == {"access_token": "old", "athlete_id": "7"}
    _finish(sandbox, keep, press_authorize(sandbox))
    assert (keep.get("tokens") or {})["athlete_id"] == str(ATHLETE_ID)


@pytest.mark.parametrize("kept", [{}, {"athlete_id": str(ATHLETE_ID)}])
def test_the_same_athlete_or_one_who_was_never_told_may_log_in_again(sandbox: Sandbox, kept: dict[str, str]) -> None:
    keep = MemoryKeep()
    keep.put("tokens", {"access_token": "old", **kept})
    login.finish(strava_settings(sandbox), keep, address=press_authorize(sandbox), state=STATE, same_account=True)
    assert (keep.get("tokens") or {})["athlete_id"] == str(ATHLETE_ID)


def test_listener_waits_for_its_own_visitor() -> None:
    with login.listen(STATE) as callback:
        base = callback.redirect
        for stranger in (f"{base}?code=x&state=other", f"{base}?code=x", base.replace("callback", "favicon.ico")):
            assert requests.get(stranger, timeout=5).status_code == 404
        with pytest.raises(LoginFailed, match="in time"):
            callback.wait(0.05)
        requests.get(f"{base}?code=y&state={STATE}", timeout=5)
        assert "code=y" in callback.wait(5)


@pytest.mark.parametrize(
    ("query", "status", "page"),
    [
        (f"state={STATE}&code=c&scope={SCOPE}", 200, "all well"),
        (f"state={STATE}&error=access_denied", 200, "not well"),
        (f"state={STATE}&code=c&scope=read,activity:read_all", 200, "not well"),
        (f"state={STATE}&code=c&scope=read,activity:read,profile:read_all", 200, "not well"),
        (f"state={STATE}&scope={SCOPE}", 200, "not well"),
        (f"state=another&code=c&scope={SCOPE}", 404, "not well"),
        (f"code=c&scope={SCOPE}", 404, "not well"),
    ],
)
def test_page_says_thanks_only_for_what_is_needed(query: str, status: int, page: str) -> None:
    with login.listen(STATE, thanks="all well", denied="not well") as callback:
        answer = requests.get(f"{callback.redirect}?{query}", timeout=5)
        assert (answer.status_code, answer.text) == (status, page)
        if status == 200:
            # The command hears of it as well, and says why.
            assert callback.wait(5).endswith(query)


def test_port_that_is_taken_is_said() -> None:
    with (
        login.listen(STATE) as callback,
        pytest.raises(LoginFailed, match="--port"),
        login.listen(STATE, port=urlsplit(callback.redirect).port or 0),
    ):
        raise AssertionError("two listeners on one port")


@pytest.mark.parametrize("port", [-1, 65_536, 10**20])
def test_port_that_is_none_is_said(port: int) -> None:
    with pytest.raises(LoginFailed, match="--port"), login.listen(STATE, port=port):
        raise AssertionError("a listener on no port")


def test_listener_is_gone_afterwards() -> None:
    with login.listen(STATE) as callback:
        pass
    with pytest.raises(requests.ConnectionError):
        requests.get(callback.redirect, timeout=5)


def test_login_by_a_pasted_address(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    _finish(sandbox, keep, f"  {press_authorize(sandbox)}\n")
    assert keep.puts == ["tokens"]


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        (f"{REDIRECT}?state=another&code=c&scope={SCOPE}", "refused"),
        (f"{REDIRECT}?code=c&scope={SCOPE}", "refused"),
        ("not an address", "refused"),
        (f"{REDIRECT}?state={STATE}&error=access_denied", "refused"),
        (f"{REDIRECT}?state={STATE}&scope={SCOPE}", "refused"),
        (f"{REDIRECT}?state={STATE}&code=c&scope=read,activity:read_all", "missing-scope"),
        (f"{REDIRECT}?state={STATE}&code=c&scope=read,activity:read,profile:read_all", "missing-scope"),
    ],
)
def test_address_that_is_not_good_is_refused_without_a_request(sandbox: Sandbox, address: str, cause: str) -> None:
    with pytest.raises(LoginFailed) as caught:
        _finish(sandbox, MemoryKeep(), address)
    assert caught.value.cause == cause
    assert sandbox.requests("strava") == {}


@pytest.mark.parametrize(("fault", "cause"), [("denied", "refused"), ("missing-scope", "missing-scope")])
def test_what_the_runner_does_not_allow_is_said(sandbox: Sandbox, fault: str, cause: str) -> None:
    sandbox.fail("strava", fault)
    keep = MemoryKeep()
    with pytest.raises(LoginFailed) as caught:
        _finish(sandbox, keep, press_authorize(sandbox))
    assert caught.value.cause == cause
    assert keep.puts == []


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("application-inactive", "subscription-lapsed"),
        ("503", "unavailable"),
        ("html", "unavailable"),
        ("down", "unavailable"),
    ],
)
def test_exchange_that_fails_says_why(sandbox: Sandbox, fault: str, cause: str) -> None:
    address = press_authorize(sandbox)
    sandbox.fail("strava", fault, path="/oauth/token")
    keep = MemoryKeep()
    with pytest.raises(LoginFailed) as caught:
        _finish(sandbox, keep, address)
    assert caught.value.cause == cause
    assert keep.puts == []


def test_code_works_once(sandbox: Sandbox) -> None:
    address = press_authorize(sandbox)
    _finish(sandbox, MemoryKeep(), address)
    with pytest.raises(LoginFailed, match="Start again"):
        _finish(sandbox, MemoryKeep(), address)


def test_wrong_client_secret_is_said(sandbox: Sandbox) -> None:
    settings = Settings(client_id=sandbox.client_id, client_secret="another", base_url=sandbox.strava_url)
    with pytest.raises(LoginFailed, match="client_secret"):
        login.finish(settings, MemoryKeep(), address=press_authorize(sandbox), state=STATE)


def test_states_differ() -> None:
    assert login.new_state() != login.new_state()


def test_no_secret_is_logged(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with login.listen(STATE) as callback:
        address = press_authorize(sandbox, redirect=callback.redirect)
        # The test's own visit would log the code; the program logs from here on.
        requests.get(address, timeout=5)
        caplog.clear()
        caplog.set_level(logging.DEBUG)
        _finish(sandbox, MemoryKeep(), callback.wait(5))
    shown = caplog.text + "".join(capfd.readouterr())
    assert "/oauth/token" in caplog.text
    assert [secret for secret in sandbox.planted() if secret in shown] == []
