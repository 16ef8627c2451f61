import io
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from daemon import log

SECRET = "s3cr3t-0f-th3-runn3r"


@pytest.fixture(autouse=True)
def logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.raiseExceptions)
    levels = {name: logging.getLogger(name).level for name in log._LIBRARIES}
    monkeypatch.setattr(log, "_secrets", set())
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield
    root.handlers[:] = before[1]
    root.setLevel(before[0])
    logging.raiseExceptions = before[2]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    log.configure(logging.DEBUG, stream=stream)
    return stream


# What must not stand in a log, and the word of the line that must.
LEAKS = [
    ("Authorization: Bearer abc123def456", "abc123def456", "Authorization"),
    ("{'Authorization': 'Bearer abc123def456', 'Accept': 'json'}", "abc123def456", "Accept"),
    ("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "Authorization"),
    ("GET /oauth/token?access_token=abc123def456&page=2", "abc123def456", "page=2"),
    ("client_id=1&client_secret=abc123def456&grant_type=x", "abc123def456", "grant_type=x"),
    ('{"refresh_token": "abc123def456", "expires_at": 5}', "abc123def456", "expires_at"),
    ("{'refresh_token': 'abc123def456', 'expires_at': 5}", "abc123def456", "expires_at"),
    ("refresh_token: abc123def456", "abc123def456", "refresh_token"),
    ('{"password": "with \\" and space", "user": 1}', "and space", "user"),
    ("password=hunter2", "hunter2", "password"),
    ("di_refresh_token='abc123def456'", "abc123def456", "di_refresh_token"),
    ("GET /callback?state=x&code=abc123def456&scope=read", "abc123def456", "scope=read"),
    ("serviceTicketId=ST-0123-abc", "ST-0123-abc", "serviceTicketId"),
    ("jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4", "SflKxwRJSMeKKF2QT4", "jwt"),
    ("postgresql://anna:hunter2@db.lan/runs", "hunter2", "db.lan"),
    ("who is anna.runner+watch@example.org here", "anna.runner", "here"),
    ("GET /user/anna%40example.org/x", "anna", "/x"),
    ("start_latlng=[52.3702, 4.8952] sport=run", "52.37", "sport=run"),
    ('{"startLatitude": 52.37, "startLongitude": 4.89, "id": 7}', "52.37", '"id": 7'),
    ('{"startLatitude": 52.37, "startLongitude": 4.89, "id": 7}', "4.89", '"id": 7'),
    ("lat=52.3 lon=-4.8 run", "-4.8", "run"),
    ("at 52.37021, -4.89517 now", "4.89517", "now"),
    ('{"summary_polyline": "ki{eFvqfiVqAWQIGEEKAYJgBVqDJ{BHa@", "id": 7}', "ki{eF", '"id": 7'),
]


@pytest.mark.parametrize(("line", "leak", "stays"), LEAKS)
def test_what_must_not_be_logged_is_masked(line: str, leak: str, stays: str, out: io.StringIO) -> None:
    logging.getLogger("daemon.test").debug("%s", line)
    assert leak not in out.getvalue()
    assert stays in out.getvalue()
    assert log.MASK in out.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        "strava: 200 activities, 3 new, in 1.250 s",
        "status code: 403, error=404",
        "basic training took 12.5 km at 5.04 min/km",
        "2026-03-08 07:00:00 next run at 07:30",
        "late by 3 minutes, flat out",
        "the token was refreshed",
    ],
)
def test_ordinary_lines_stay_as_they_are(line: str) -> None:
    assert log.masked(line) == line


def test_a_known_secret_is_masked_wherever_it_stands(out: io.StringIO) -> None:
    log.hide(SECRET)
    logger = logging.getLogger("daemon.test")
    logger.info("plain %s", SECRET)
    logger.info("an object %r", {"a": [SECRET]})
    logger.info(f"in the text {SECRET}")
    try:
        raise RuntimeError(f"no way to https://example.org/{SECRET}/x")
    except RuntimeError:
        logger.exception("failed")
    text = out.getvalue()
    assert SECRET not in text
    assert text.count(log.MASK) == 4
    assert "RuntimeError: no way to https://example.org/***/x" in text
    assert "Traceback" in text


def test_a_known_secret_is_masked_as_it_is_written_in_an_address(out: io.StringIO) -> None:
    log.hide("pass word/&1")
    logging.getLogger("daemon.test").info("GET /x?a=pass%20word/%261 and /pass%20word%2F%261")
    assert "GET /x?a=*** and /***" in out.getvalue()


def test_a_secret_inside_a_longer_one_leaves_no_rest(out: io.StringIO) -> None:
    log.hide("topic", "topic-of-anna")
    logging.getLogger("daemon.test").info("sent to topic-of-anna")
    assert out.getvalue().endswith("sent to ***\n")


def test_a_value_too_short_to_be_secret_blots_out_nothing(out: io.StringIO) -> None:
    log.hide("", "run")
    logging.getLogger("daemon.test").info("one run")
    assert "one run" in out.getvalue()


def test_times_are_in_utc() -> None:
    stream = io.StringIO()
    log.configure(stream=stream)
    record = logging.makeLogRecord(
        {"name": "daemon", "levelno": 20, "levelname": "INFO", "msg": "hello", "created": 0.0}
    )
    logging.getLogger().handle(record)
    assert stream.getvalue() == "1970-01-01T00:00:00Z INFO daemon: hello\n"


def test_there_is_one_handler_however_often_it_is_set_up() -> None:
    first, second = io.StringIO(), io.StringIO()
    log.configure(stream=first)
    log.configure(stream=second)
    logging.getLogger("daemon.test").info("once")
    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1


@pytest.mark.parametrize("library", ["stravalib", "garminconnect", "urllib3", "apscheduler.scheduler"])
def test_libraries_speak_from_warnings_on_and_at_debug_of_everything(library: str) -> None:
    stream = io.StringIO()
    log.configure(logging.INFO, stream=stream)
    logging.getLogger(library).info("chatter")
    logging.getLogger(library).warning("trouble")
    assert "chatter" not in stream.getvalue()
    assert "trouble" in stream.getvalue()
    log.configure(logging.DEBUG, stream=stream)
    logging.getLogger(library).debug("chatter")
    assert "chatter" in stream.getvalue()


def test_apprise_never_writes_out_what_a_message_says() -> None:
    stream = io.StringIO()
    log.configure(logging.DEBUG, stream=stream)
    logging.getLogger("apprise").debug("Payload: Resting heart rate 56 bpm")
    logging.getLogger("apprise").info("Sent")
    logging.getLogger("apprise").warning("error=500")
    assert [line.rpartition(": ")[2] for line in stream.getvalue().splitlines()] == ["error=500"]


@pytest.mark.parametrize("library", ["apprise", "sqlalchemy.engine.Engine"])
def test_what_the_messages_say_is_written_out_at_no_level(library: str) -> None:
    stream = io.StringIO()
    log.configure(logging.DEBUG, stream=stream)
    logging.getLogger(library).debug("Row (1, 'Pain 6 of 10 (knee).')")
    logging.getLogger(library).warning("raw words of a library")
    assert [line.rpartition(": ")[2] for line in stream.getvalue().splitlines()] == ["raw words of a library"]


@pytest.mark.parametrize(
    "library", ["apprise", "alembic.runtime.migration", "garminconnect.client", "sqlalchemy.pool.impl.QueuePool"]
)
def test_where_a_command_speaks_itself_the_libraries_are_not_heard(library: str) -> None:
    stream = io.StringIO()
    log.configure(logging.ERROR, stream=stream)
    logging.getLogger(library).error("raw words of a library")
    logging.getLogger("daemon.test").warning("a warning")
    logging.getLogger("daemon.test").error("an error of ours")
    assert [line.rpartition(": ")[2] for line in stream.getvalue().splitlines()] == ["an error of ours"]


def test_what_apprise_warns_of_can_be_read_back_while_it_is_not_heard() -> None:
    log.configure(logging.ERROR, stream=io.StringIO())
    assert logging.getLogger("apprise").isEnabledFor(logging.WARNING)


def test_importing_stravalib_before_does_no_harm() -> None:
    import stravalib  # noqa: F401 - what is tested is its side effect on logging

    stream = io.StringIO()
    log.configure(logging.DEBUG, stream=stream)
    logging.getLogger("stravalib.protocol").debug("token refresh_token=abc123def456")
    assert "abc123def456" not in stream.getvalue()
    assert "refresh_token=***" in stream.getvalue()


def test_a_line_that_cannot_be_formatted_shows_nothing(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("daemon.test").info("%d", SECRET)
    assert SECRET not in out.getvalue() + capsys.readouterr().err


def test_an_exception_that_nobody_caught_is_masked_too() -> None:
    script = (
        "from daemon.log import configure, hide; configure(); hide('planted-topic');"
        "raise RuntimeError('planted-topic access_token=planted-token')"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.endswith("RuntimeError: *** access_token=***\n")
    assert "planted" not in ran.stderr


def test_the_rows_that_postgresql_shows_are_masked() -> None:
    said = (
        'null value in column "at"\nDETAIL:  Failing row contains (me, 7, achilles, 2026-03-20).\nCONTEXT:  JSON data'
    )
    assert log.masked(said) == f'null value in column "at"\nDETAIL:  {log.MASK}\nCONTEXT:  {log.MASK}'
