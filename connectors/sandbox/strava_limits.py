"""Strava's limits on requests: 15-minute windows that begin at :00 :15 :30 :45, and the day from midnight UTC."""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock

Pair = tuple[int, int]


class Limits:
    """Counts all requests and the reading ones, on the sandbox's clock."""

    def __init__(self, *, overall: Pair = (200, 2000), read: Pair = (100, 1000)) -> None:
        self._limits = {"overall": overall, "read": read}
        self._window: dict[str, int] = {}
        self._day: dict[str, int] = {}
        self._at: tuple[str, str] = ("", "")
        self._lock = Lock()

    def count(self, now: datetime, *, read: bool) -> str | None:
        """Count one request. Return `overall rate limit` or `read rate limit` where it is one too many, else None.

        One too many counts as well, as it does at the real service.
        """
        with self._lock:
            self._turn(now)
            exceeded = None
            for kind in ("overall", "read") if read else ("overall",):
                self._window[kind] += 1
                self._day[kind] += 1
                window, day = self._limits[kind]
                if self._window[kind] > window or self._day[kind] > day:
                    exceeded = f"{kind} rate limit"
            return exceeded

    def exhaust(self, now: datetime, *, day: bool) -> None:
        """Use up what is left of the reads, of this window or of the whole day."""
        with self._lock:
            self._turn(now)
            used, limit = (self._day, self._limits["read"][1]) if day else (self._window, self._limits["read"][0])
            used["read"] = max(used["read"], limit)

    def headers(self, now: datetime) -> Mapping[str, str]:
        """Return the four headers that tell the limits and what is used of them."""
        with self._lock:
            self._turn(now)
            headers = {}
            for kind, name in (("overall", "X-RateLimit"), ("read", "X-ReadRateLimit")):
                headers[f"{name}-Limit"] = "{},{}".format(*self._limits[kind])
                headers[f"{name}-Usage"] = f"{self._window[kind]},{self._day[kind]}"
            return headers

    def _turn(self, now: datetime) -> None:
        """Begin anew where a window or a day is over."""
        day = now.strftime("%Y-%m-%d")
        window = f"{day} {now.hour:02}:{now.minute // 15}"
        if window != self._at[0]:
            self._window = {"overall": 0, "read": 0}
        if day != self._at[1]:
            self._day = {"overall": 0, "read": 0}
        self._at = (window, day)
