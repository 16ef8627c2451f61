"""Where log lines go, and what never stands in them: tokens, passwords, addresses, e-mail and places."""

import logging
import re
import sys
import time
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

MASK = "***"
SHORTEST_SECRET = 4
"""Shorter values are not masked by themselves: they would blot out ordinary words."""

_LIBRARIES = (
    "alembic",
    "apprise",
    "apscheduler",
    "garminconnect",
    "matplotlib",
    "oauthlib",
    "requests_oauthlib",
    "sqlalchemy",
    "stravalib",
    "urllib3",
)
_WRITE_OUT = {"apprise", "sqlalchemy"}
"""At DEBUG they would write out what the messages say: as it is sent, as a row."""
_secrets: set[str] = set()

_KEY = (
    r"[\w.-]*(?:token|secret|passw(?:or)?d|pwd|api_?key|jwt|cookie|polyline|ticket(?:_?id)?|mfa_?code|verificationcode)"
)
_VALUE = r"""b?"(?:\\.|[^"\\])*"|b?'(?:\\.|[^'\\])*'|[^\s&,;})\]]+"""
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PLACE = rf"[\[(]?{_NUMBER}(?:\s*,\s*{_NUMBER})?[\])]?"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


# Each masks what follows its first group.
_PATTERNS = (
    # Authorization: Bearer abc, and the same in a printed dictionary
    _pattern(r"(\bauthorization\b['\"]?\s*[:=]\s*['\"]?)[^'\"\r\n,}]+"),
    _pattern(r"(\bbearer\s+)[^\s'\",]+"),
    # access_token=abc, "password": "abc def", client_secret: abc
    _pattern(rf"(\b{_KEY}\b['\"]?\s*[:=]\s*)(?:{_VALUE})"),
    _pattern(r"([?&](?:code|state|ticket)=)[^\s&'\"]+"),
    # A JSON web token, wherever it stands
    _pattern(r"()\beyJ[\w-]{5,}\.[\w-]+\.?[\w-]*"),
    # user:password@ in an address
    _pattern(r"(\w://)[^\s/@]+(?=@)"),
    _pattern(r"()[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"),
    # "startLatitude": 52.37, lat=52.37, latlng=[52.37, 4.89]
    _pattern(rf"((?:lat(?:itude)?|lon(?:gitude)?|lng)['\"]?\s*[:=]\s*){_PLACE}"),
    # What PostgreSQL adds to an error: whole rows stand in it
    _pattern(r"(\b(?:DETAIL|CONTEXT):\s+)\S.*"),
    # A bare pair: 52.3702, 4.8952
    _pattern(r"()[-+]?\b\d{1,2}\.\d{3,}\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{3,}"),
)


def configure(level: int = logging.INFO, *, stream: TextIO | None = None) -> None:
    """Log to one stream (standard error), with times in UTC and everything masked; safe to call again.

    Call it after the imports: stravalib sets up logging of its own. The libraries speak from warnings on, and at
    DEBUG as much as they have, but for those that write out too much. Above INFO, where a person reads what the
    command itself says, they are not heard at all.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setLevel(level)
    if level > logging.INFO:
        handler.addFilter(lambda record: record.name.partition(".")[0] not in _LIBRARIES)
    handler.setFormatter(_Masking())
    root = logging.getLogger()
    for other in list(root.handlers):
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _LIBRARIES:
        # Apprise's own warnings are read back to tell why a receiver refused (daemon/notify.py).
        chatty = level <= logging.DEBUG and name not in _WRITE_OUT
        logging.getLogger(name).setLevel(logging.NOTSET if chatty else logging.WARNING)
    # A line that cannot be formatted would be reported to standard error with its arguments as they are.
    logging.raiseExceptions = False
    # So would an exception that nobody catches.
    sys.excepthook = _uncaught


def hide(*values: str) -> None:
    """Mask these values in every line from now on, also as they are written inside an address."""
    for value in values:
        if len(value) >= SHORTEST_SECRET:
            _secrets.update((value, quote(value), quote(value, safe="")))


def masked(text: str) -> str:
    """Return a text without what must not be logged."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(__name__).critical("ended by what nobody caught", exc_info=(kind, error, trace))


class _Masking(logging.Formatter):
    """Masks the finished line: message, arguments, traceback and all."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
