import logging
import time
from collections.abc import Callable, Iterator

import pytest

from connectors.base import AnotherAccount, Ask, LoginFailed
from connectors.garmin import Garmin, Settings, login
from connectors.sandbox import MFA_CODE, Sandbox
from connectors.sandbox.garmin_days import PROFILE_ID
from connectors.sandbox.loopback import Loopback, Reply, Request, html_reply, json_reply
from tests.connectors.worlds import NOW, MemoryKeep, small_world


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(small_world(), mfa_code=MFA_CODE) as sandbox:
        yield sandbox


def _never() -> str:
    raise AssertionError("nobody asked for a code")


def _log_in(
    sandbox: Sandbox,
    keep: MemoryKeep,
    *,
    password: str | None = None,
    ask_mfa: Callable[[], str] = _never,
    same_account: bool = False,
    within_s: float = 60.0,
    seconds: Callable[[], float] = time.monotonic,
) -> None:
    login.login(
        Settings(base_url=sandbox.garmin_url),
        keep,
        email=sandbox.email,
        password=password or sandbox.password,
        ask_mfa=ask_mfa,
        same_account=same_account,
        timeout_s=5,
        within_s=within_s,
        seconds=seconds,
    )


def _failure(sandbox: Sandbox, *, password: str | None = None, code: str | None = None) -> LoginFailed:
    keep = MemoryKeep()
    with pytest.raises(LoginFailed) as caught:
        _log_in(sandbox, keep, password=password, ask_mfa=_never if code is None else lambda: code)
    assert keep.puts == []
    return caught.value


def test_another_profile_is_let_in_only_where_the_account_may_change(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    old = {"session": {}, "display_name": "old", "profile_id": "7"}
    keep.put("tokens", old)
    with pytest.raises(AnotherAccount) as caught:
        _log_in(sandbox, keep, ask_mfa=lambda: MFA_CODE, same_account=True)
    assert caught.value.cause == "another-account"
    assert keep.get("tokens") == old
    _log_in(sandbox, keep, ask_mfa=lambda: MFA_CODE)
    assert (keep.get("tokens") or {})["profile_id"] == str(PROFILE_ID)
    # And the same one again, though its runs are on record.
    _log_in(sandbox, keep, ask_mfa=lambda: MFA_CODE, same_account=True)


def test_login_with_a_code_keeps_tokens_that_work(sandbox: Sandbox) -> None:
    keep = MemoryKeep()
    _log_in(sandbox, keep, ask_mfa=lambda: f" {MFA_CODE}\n")
    tokens = keep.get("tokens")
    assert tokens is not None
    assert set(tokens) == {"session", "display_name", "profile_id"}
    kept = str(tokens)
    assert [s for s in (sandbox.email, sandbox.password, MFA_CODE) if s in kept] == []
    (batch,) = Garmin(Settings(base_url=sandbox.garmin_url), keep, lambda: NOW).pull(Ask())
    assert len(batch.activities) == 5


def test_login_without_a_code_does_not_ask_for_one() -> None:
    with Sandbox(small_world()) as sandbox:
        keep = MemoryKeep()
        _log_in(sandbox, keep)
        assert keep.puts == ["tokens"]


def test_wrong_password_is_tried_once(sandbox: Sandbox) -> None:
    assert _failure(sandbox, password="wrong").cause == "wrong-password"
    assert sandbox.logins("garmin") == 1


def test_code_that_is_not_given_is_missed(sandbox: Sandbox) -> None:
    assert _failure(sandbox, code="").cause == "mfa-needed"


def test_wrong_code_is_said(sandbox: Sandbox) -> None:
    assert _failure(sandbox, code="000000").cause == "wrong-mfa-code"


def test_blocked_login_sends_no_password(sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "login-blocked")
    assert _failure(sandbox).cause == "blocked"
    assert sandbox.logins("garmin") == 0


def _posts(sandbox: Sandbox) -> int:
    """How often the password was sent, also where a fault came before it was read."""
    asked = sandbox.requests("garmin")
    return sum(count for what, count in asked.items() if what.startswith("POST "))


@pytest.mark.parametrize("fault", ["500", "503", "down"])
def test_host_that_is_down_is_sent_no_password(sandbox: Sandbox, fault: str) -> None:
    sandbox.fail("garmin", fault)
    assert _failure(sandbox).cause == "unavailable"
    assert _posts(sandbox) == 0


@pytest.mark.parametrize(
    ("fault", "posts", "cause"),
    [
        ("500", 1, "unavailable"),
        ("503", 1, "unavailable"),
        ("html", 1, "unavailable"),
        # curl itself tries a fresh connection where one that it had used before is closed without a word.
        ("down", 2, "unavailable"),
        # Refused unread: once more, with another fingerprint.
        ("429", 2, "blocked"),
    ],
)
def test_password_is_sent_once_unless_it_was_refused_unread(
    sandbox: Sandbox, fault: str, posts: int, cause: str
) -> None:
    sandbox.fail("garmin", fault, path="/mobile/api/login")
    assert _failure(sandbox).cause == cause
    assert _posts(sandbox) == posts


def test_second_fingerprint_may_be_let_in(sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "429", path="/mobile/api/login", times=1)
    keep = MemoryKeep()
    _log_in(sandbox, keep, ask_mfa=lambda: MFA_CODE)
    assert keep.puts == ["tokens"]


@pytest.mark.parametrize(("fault", "cause"), [("503", "unavailable"), ("429", "blocked"), ("down", "unavailable")])
def test_password_is_not_sent_again_where_the_tokens_do_not_come(fault: str, cause: str) -> None:
    with Sandbox(small_world()) as sandbox:
        sandbox.fail("garmin", fault, path="/di-oauth2-service")
        assert _failure(sandbox).cause == cause
        assert sandbox.logins("garmin") == 1


def test_after_the_end_of_its_time_a_login_asks_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(LoginFailed) as caught:
        _log_in(sandbox, MemoryKeep(), within_s=0)
    assert caught.value.cause == "unavailable"
    assert sandbox.requests("garmin") == {}


def test_login_that_hangs_is_left_when_its_time_is_over(sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "timeout")
    began = time.monotonic()
    with pytest.raises(LoginFailed) as caught:
        _log_in(sandbox, MemoryKeep(), within_s=0.3)
    assert caught.value.cause == "unavailable"
    # A request alone may take 5 s.
    assert time.monotonic() - began < 3


def test_time_that_a_person_takes_for_the_code_is_not_counted(sandbox: Sandbox) -> None:
    passed_s = [0.0]

    def look_for_it() -> str:
        passed_s[0] += 3600
        return MFA_CODE

    keep = MemoryKeep()
    _log_in(sandbox, keep, ask_mfa=look_for_it, seconds=lambda: passed_s[0])
    assert keep.puts == ["tokens"]


@pytest.mark.parametrize("fault", ["500", "503", "down", "html"])
def test_outage_is_no_wrong_code(sandbox: Sandbox, fault: str) -> None:
    def fail_now() -> str:
        sandbox.fail("garmin", fault)
        return MFA_CODE

    with pytest.raises(LoginFailed) as caught:
        _log_in(sandbox, MemoryKeep(), ask_mfa=fail_now)
    assert caught.value.cause == "unavailable"


@pytest.mark.parametrize("fault", ["503", "down"])
def test_code_may_be_right_and_the_tokens_not_come(sandbox: Sandbox, fault: str) -> None:
    sandbox.fail("garmin", fault, path="/di-oauth2-service")
    assert _failure(sandbox, code=MFA_CODE).cause == "unavailable"


def test_session_by_a_cookie_is_no_login_for_a_daemon() -> None:
    # Where the tokens do not come the library makes do with a cookie, which it cannot keep.
    def answer(request: Request) -> Reply:
        match request.path:
            case "/mobile/api/login":
                return json_reply({"responseStatus": {"type": "SUCCESSFUL"}, "serviceTicketId": "ST-1"})
            case "/di-oauth2-service/oauth/token":
                return json_reply({}, status=400)
            case "/userprofile-service/socialProfile":
                return json_reply({"displayName": "robin", "profileId": 1})
        return html_reply("", headers={"Set-Cookie": "JWT_WEB=a-cookie; Path=/"})

    server = Loopback(answer)
    server.start()
    keep = MemoryKeep()
    with pytest.raises(LoginFailed) as caught:
        login.login(Settings(base_url=server.url), keep, email="e@x.org", password="p", ask_mfa=_never)
    server.stop()
    assert caught.value.cause == "unavailable"
    assert keep.puts == []


def test_profile_that_does_not_come_is_an_outage(sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "503", path="/userprofile-service")
    assert _failure(sandbox, code=MFA_CODE).cause == "unavailable"


def test_no_secret_is_logged_raised_or_printed(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said = [str(_failure(sandbox, password="wrong-" + sandbox.password))]
    said.append(str(_failure(sandbox, code="000000")))
    sandbox.fail("garmin", "503", path="/di-oauth2-service")
    said.append(str(_failure(sandbox, code=MFA_CODE)))
    sandbox.lift()
    _log_in(sandbox, MemoryKeep(), ask_mfa=lambda: MFA_CODE)
    shown = "".join([caplog.text, *said, *capfd.readouterr()])
    assert "socialProfile" in caplog.text
    assert [secret for secret in sandbox.planted() if secret in shown] == []
