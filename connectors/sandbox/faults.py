"""What goes wrong on demand, and what was asked."""

from collections import Counter
from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import Any

from connectors.sandbox.loopback import Reply, Request, html_reply, json_reply

FAULTS = {
    "down": "hangs up without an answer",
    "timeout": "takes the request and never answers",
    "500": "answers 500",
    "503": "answers 503",
    "404": "knows of no such thing",
    "html": "answers 200 with a page instead of JSON",
    "429": "too many requests; Strava: until the quarter of an hour is over",
    "429-day": "Strava: too many requests until midnight UTC",
    "expired": "access tokens die once, refresh tokens live",
    "revoked": "all tokens die once; logging in anew helps. Intervals.icu: the key is none any more",
    "application-inactive": "Strava: the owner of the app has no paid subscription",
    "missing-scope": "Strava: the runner did not tick the box for activities",
    "denied": "Strava: the runner refused",
    "login-blocked": "Garmin: no login goes through, data does",
    "null-fields": "what may be null is null",
    "unknown-fields": "fields that nobody has seen before",
    "bad-activity": "the newest activity has a word for its distance",
    "no-kind": "no activity says of what sport it is",
    "short-pages": "gives fifty activities on a page, whatever it is asked for",
    "empty-listing": "no activities, as if there had never been any",
    "broken-off": "no activities on any page but the first",
}
SERVICES = ("strava", "garmin", "intervals")
SHORT_PAGE = 50
"""Activities on a page of `short-pages`."""
_HELD_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one service. `times`: for so many requests, None until it is lifted. `path`: only below it."""

    service: str
    name: str
    times: int | None = None
    path: str = "/"


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()
        self._closing = Event()

    def add(self, fault: Fault) -> None:
        """Put a fault in force. Raise ValueError for an unknown service or fault."""
        if fault.service not in SERVICES:
            raise ValueError(f"unknown service {fault.service!r}: one of {', '.join(SERVICES)}")
        if fault.name not in FAULTS:
            raise ValueError(f"unknown fault {fault.name!r}: one of {', '.join(FAULTS)}")
        with self._lock:
            self._faults.append(fault)

    def lift(self, service: str | None = None) -> None:
        """Lift the faults of one service, or all."""
        with self._lock:
            self._faults = [f for f in self._faults if service is not None and f.service != service]

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults in force as JSON."""
        with self._lock:
            return [{"service": f.service, "fault": f.name, "times": f.times, "path": f.path} for f in self._faults]

    def strike(self, service: str, path: str, *names: str) -> str | None:
        """Return the first of these faults that is in force for the path, and count it as used; None for none."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if fault.service == service and fault.name in names and path.startswith(fault.path):
                    if fault.times is not None:
                        self._faults[index : index + 1] = (
                            [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                        )
                    return fault.name
        return None

    def transport(self, service: str, request: Request) -> Reply | str | None:
        """Strike as the network or the front server would: a reply, the word `hang-up`, or None for no fault."""
        match self.strike(service, request.path, "down", "timeout", "404", "500", "503", "html"):
            case "down":
                return "hang-up"
            case "timeout":
                self._closing.wait(_HELD_S)
                return "hang-up"
            case "404" | "500" | "503" as status:
                return json_reply({"message": "error"}, status=int(status))
            case "html":
                return html_reply("<!DOCTYPE html><html><head><title>One moment, please</title></head></html>")
        return None

    def close(self) -> None:
        """Let go of the requests that are held."""
        self._closing.set()


class Requests:
    """How often each address was asked, by service, and how often somebody logged in."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, Counter[str]] = {service: Counter() for service in SERVICES}
        self._logins: Counter[str] = Counter()

    def count(self, service: str, request: Request) -> None:
        """Count a request under `GET /path`."""
        with self._lock:
            self._counts[service][f"{request.method} {request.path}"] += 1

    def count_login(self, service: str) -> None:
        """Count an attempt to log in: a password sent to Garmin, a code of Strava's brought to the token address."""
        with self._lock:
            self._logins[service] += 1

    def of(self, service: str) -> dict[str, int]:
        """Return the counts of one service."""
        with self._lock:
            return dict(self._counts[service])

    def logins(self, service: str) -> int:
        """Return how often somebody logged in there."""
        with self._lock:
            return self._logins[service]

    def reset(self) -> None:
        """Begin at zero."""
        with self._lock:
            self._logins.clear()
            for counts in self._counts.values():
                counts.clear()
