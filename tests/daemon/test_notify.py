"""The real Apprise against receivers on this machine."""

import io
import json
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from daemon import log
from daemon.config.secrets import Secret
from daemon.message import Message
from daemon.notify import Delivered, Refused, check_url, encrypted, label, send
from rules.verdicts import Severity

TOPIC = "shinguard-k7w2q9"
MESSAGE = Message(
    title="Shinguard: take it easy",
    says="Resting heart rate 56 bpm, two mornings at least 8 bpm above your normal 48 bpm.",
    do="Easy or rest today; if you feel ill, do not run.",
    severity=Severity.NOTICE,
)


@dataclass
class Phone:
    """A receiver on this machine: keeps what it gets, and answers with `status`, or not while `hangs`."""

    port: int = 0
    status: int = 200
    hangs: threading.Event | None = None
    got: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    def url(self, scheme: str, path: str = "inbox") -> Secret:
        return Secret(f"{scheme}://127.0.0.1:{self.port}/{path}")


@pytest.fixture
def phone() -> Iterator[Phone]:
    phone = Phone()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            phone.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if phone.hangs:
                phone.hangs.wait(30)
            self.send_response(phone.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Not to the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    phone.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield phone
    if phone.hangs:
        phone.hangs.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, at DEBUG, as the program would log it."""
    monkeypatch.setattr(log, "_secrets", set())
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.raiseExceptions)
    stream = io.StringIO()
    log.configure(logging.DEBUG, stream=stream)
    yield stream
    root.handlers[:] = before[1]
    root.setLevel(before[0])
    logging.raiseExceptions = before[2]


def test_a_message_arrives(phone: Phone) -> None:
    assert send(phone.url("json"), MESSAGE) == Delivered()
    [(path, _headers, body)] = phone.got
    assert path == "/inbox"
    assert (body["title"], body["message"], body["type"]) == (MESSAGE.title, MESSAGE.body, "info")


def test_ntfy_gets_the_topic_the_text_and_no_icon(phone: Phone) -> None:
    assert send(phone.url("ntfy", TOPIC), MESSAGE) == Delivered()
    [(_path, headers, body)] = phone.got
    assert body == {"topic": TOPIC, "title": MESSAGE.title, "message": MESSAGE.body}
    assert "x-icon" not in headers


@pytest.mark.parametrize(
    ("severity", "priority"),
    [
        (Severity.INFO, None),
        (Severity.NOTICE, None),
        (Severity.WARNING, "high"),
        (Severity.ALARM, "max"),
    ],
)
def test_ntfy_rings_louder_for_a_warning(phone: Phone, severity: Severity, priority: str | None) -> None:
    message = Message(title="Shinguard: a test", says="Says.", do="Do.", severity=severity)
    send(phone.url("ntfy", TOPIC), message)
    assert phone.got[0][1].get("x-priority") == priority


def test_the_runners_own_priority_stands(phone: Phone) -> None:
    message = Message(title="Shinguard: a test", says="Says.", do="Do.", severity=Severity.WARNING)
    send(phone.url("ntfy", f"{TOPIC}?priority=low"), message)
    assert phone.got[0][1]["x-priority"] == "low"


def test_a_long_message_is_cut_to_what_the_service_takes_and_keeps_the_action(phone: Phone) -> None:
    # ntfy takes 7,800 characters of title and body together: here 23 + 2 for the title leave 7,775.
    message = Message(title=MESSAGE.title, says="word " * 4000, do="Rest today.", severity=Severity.NOTICE)
    assert send(phone.url("ntfy", TOPIC), message) == Delivered()
    text = phone.got[0][2]["message"]
    assert len(phone.got) == 1
    assert 7_760 < len(text) <= 7_775
    assert text.endswith("word…\nRest today.")


def test_a_long_title_is_cut_at_a_word(phone: Phone) -> None:
    message = Message(title="word " * 100, says="Says.", do="Do.", severity=Severity.NOTICE)
    send(phone.url("json"), message)
    title = phone.got[0][2]["title"]
    assert len(title) <= 250
    assert title.endswith("word…")


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
@pytest.mark.parametrize("scheme", ["json", "ntfy"])
def test_a_receiver_that_refuses_says_how(phone: Phone, scheme: str, status: int) -> None:
    phone.status = status
    outcome = send(phone.url(scheme, TOPIC), MESSAGE)
    assert isinstance(outcome, Refused)
    assert outcome.reason == f"it answered with the error {status}"


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = send(Secret(f"json://127.0.0.1:{port}/inbox"), MESSAGE)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "it could not be reached"


def test_a_receiver_that_never_answers_holds_up_nothing(phone: Phone) -> None:
    phone.hangs = threading.Event()
    started = time.monotonic()
    outcome = send(phone.url("json"), MESSAGE, timeout_s=0.2)
    assert isinstance(outcome, Refused)
    assert time.monotonic() - started < 3  # 0.2 s and Apprise's import; by its own defaults it would take 4 s


@pytest.mark.parametrize(
    "address",
    ["nosuchservice://shinguard-k7w2q9", "json://", "tgram://not-a-token", "ntfy.sh/topic", "", "https://"],
)
def test_a_bad_address_is_told_without_it(address: str) -> None:
    problem = check_url(Secret(address))
    assert problem is not None
    assert "k7w2q9" not in problem
    assert "not-a-token" not in problem
    outcome = send(Secret(address), MESSAGE)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "its address is not one that Apprise understands"


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1:8080/inbox",
        f"ntfys://ntfy.sh/{TOPIC}",
        f"https://ntfy.sh/{TOPIC}",
        "tgram://123456789:AAEiS7Sxvbeb1FJLyDjHmbuP9IvbH9Bzxyz/12345",
        "mailto://anna:hunter2@example.org?smtp=smtp.example.org&to=anna@example.org",
    ],
)
def test_a_good_address_is_not_complained_of(address: str) -> None:
    assert check_url(Secret(address)) is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"ntfys://ntfy.sh/{TOPIC}", "ntfys://ntfy.sh"),
        (f"ntfys://anna:hunter2@ntfy.example.org:8443/{TOPIC}?priority=low", "ntfys://ntfy.example.org"),
        (f"ntfy://{TOPIC}", "ntfy://"),
        (f"ntfys://{TOPIC}/other?mode=cloud", "ntfys://"),
        ("json://127.0.0.1:8080/inbox", "json://127.0.0.1"),
        ("json://localhost/inbox", "json://localhost"),
        ("json://[::1]:8080/inbox", "json://[::1]"),
        ("mailto://anna:hunter2@example.org?to=anna@example.org", "mailto://example.org"),
        ("mailto://anna%40example.org:hunter2@smtp.example.org", "mailto://smtp.example.org"),
        ("tgram://123456789:AAEiS7Sxvbeb1FJ/12345", "tgram://"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord://"),
        ("pover://user@token.with.dots", "pover://"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack://"),
        ("no address at all", "?"),
        ("secret words://x", "?"),
    ],
)
def test_what_may_be_shown_of_an_address(address: str, shown: str) -> None:
    assert label(Secret(address)) == shown


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(
    ("scheme", "path"),
    [
        ("json", "box-k7w2q9/sub-m4x8"),
        ("ntfy", TOPIC),
        ("json", "hook?-token=t0k3n-k7w2q9&+X-Key=k3y-m4x8"),
        ("json", "hook%20k7w2q9/m4x8"),
    ],
)
def test_no_address_stands_in_any_log(phone: Phone, out: io.StringIO, scheme: str, path: str, status: int) -> None:
    phone.status = status
    send(phone.url(scheme, path), MESSAGE)
    text = out.getvalue()
    assert "urllib3" in text  # or this test would prove nothing
    assert "k7w2q9" not in text
    assert "m4x8" not in text


def test_no_user_or_password_stands_in_any_log(phone: Phone, out: io.StringIO) -> None:
    send(Secret(f"json://anna-k7w2q9:pa%24%24-m4x8@127.0.0.1:{phone.port}/inbox"), MESSAGE)
    send(Secret("nosuchservice://k7w2q9-anna:m4x8-word@example.org/k7w2q9"), MESSAGE)
    send(Secret("tgram://m4x8-token/k7w2q9"), MESSAGE)
    text = out.getvalue()
    assert phone.got[0][1]["authorization"].startswith("Basic ")
    assert "k7w2q9" not in text
    assert "m4x8" not in text
    assert log.masked("the password is pa$$-m4x8") == "the password is ***"


@pytest.mark.parametrize("status", [200, 500])
def test_neither_the_machine_nor_the_message_stands_in_any_log(phone: Phone, out: io.StringIO, status: int) -> None:
    phone.status = status
    send(phone.url("json"), MESSAGE)
    assert "urllib3" in out.getvalue()
    assert [word for word in ("127.0.0.1", "heart", " 56 bpm", "Easy or rest") if word in out.getvalue()] == []


def test_while_a_command_speaks_itself_the_reason_of_a_refusal_is_known(phone: Phone, out: io.StringIO) -> None:
    stream = io.StringIO()
    log.configure(logging.ERROR, stream=stream)
    phone.status = 403
    outcome = send(phone.url("json"), MESSAGE)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "it answered with the error 403"
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("address", "better"),
    [
        ("ntfy://ntfy.example.org/topic", "ntfys"),
        ("json://nas/inbox", "jsons"),
        ("mailto://anna:hunter2@example.org", "mailtos"),
        ("gotify://gotify.example.org/token", "gotifys"),
        ("http://ntfy.sh/topic", "https"),
        ("ntfys://ntfy.sh/topic", None),
        ("mailtos://anna:hunter2@example.org", None),
        ("json://127.0.0.1:8080/inbox", None),
        ("json://localhost/inbox", None),
        ("json://[::1]:8080/inbox", None),
        # Without a machine's name it is a topic of ntfy.sh, for which Apprise takes https.
        ("ntfy://topic", None),
        ("tgram://123456789:AAEiS7Sxvbeb1FJ/12345", None),
    ],
)
def test_what_travels_readable_to_another_machine_is_known(address: str, better: str | None) -> None:
    assert encrypted(Secret(address)) == better


def test_apprise_is_loaded_only_to_send() -> None:
    code = "import daemon.notify, sys; print('apprise' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
