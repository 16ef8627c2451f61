"""How many requests are left: Strava's two windows, by the usage that its last answer told. Pure arithmetic.

Strava counts by the quarter of an hour (from :00, :15, :30 and :45) and by the day (from midnight UTC), each once
for all requests and once for those that only read. Source: developers.strava.com/docs/rate-limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from connectors.waiting import is_ahead

_QUARTER = timedelta(minutes=15)
_HEADERS = ("x-ratelimit", "x-readratelimit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One pair of windows: requests made in each, and how many are allowed."""

    quarter_count: int
    quarter_limit: int
    day_count: int
    day_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What Strava's last answer told, at `told_at`; `refused_until` if it was a refusal."""

    told_at: datetime
    usages: tuple[Usage, ...] = ()
    refused_until: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "told_at": self.told_at.isoformat(),
            "usages": [[u.quarter_count, u.quarter_limit, u.day_count, u.day_limit] for u in self.usages],
            "refused_until": self.refused_until.isoformat() if self.refused_until else None,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept by `to_json`."""
        until = kept["refused_until"]
        return cls(
            told_at=datetime.fromisoformat(kept["told_at"]),
            usages=tuple(
                Usage(quarter_count=a, quarter_limit=b, day_count=c, day_limit=d) for a, b, c, d in kept["usages"]
            ),
            refused_until=datetime.fromisoformat(until) if until else None,
        )


def read_usages(headers: Mapping[str, str]) -> tuple[Usage, ...]:
    """Return what the headers of an answer tell; a header that is missing or makes no sense tells nothing."""
    by_name = {name.casefold(): value for name, value in headers.items()}
    usages = []
    for name in _HEADERS:
        try:
            quarter_count, day_count = (int(part) for part in by_name[f"{name}-usage"].split(","))
            quarter_limit, day_limit = (int(part) for part in by_name[f"{name}-limit"].split(","))
        except (KeyError, ValueError):
            continue
        usages.append(
            Usage(quarter_count=quarter_count, quarter_limit=quarter_limit, day_count=day_count, day_limit=day_limit)
        )
    return tuple(usages)


def wait_until(budget: Budget, *, daily_reserve: int, now: datetime) -> datetime | None:
    """Return when the next request may be made, or None: now.

    A request is refused when it would be one more than the quarter allows, or would take from the day's reserve.
    """
    if budget.refused_until is not None and is_ahead(budget.refused_until, now):
        return budget.refused_until
    same_quarter = _quarter(now) == _quarter(budget.told_at)
    same_day = _day(now) == _day(budget.told_at)
    if same_day and any(u.day_count + daily_reserve >= u.day_limit for u in budget.usages):
        return _day(now) + timedelta(days=1)
    if same_quarter and any(u.quarter_count >= u.quarter_limit for u in budget.usages):
        return _quarter(now) + _QUARTER
    return None


def refused_until(usages: tuple[Usage, ...], *, now: datetime) -> datetime:
    """Return when to try again after a refusal: the next day if the day is used up, else the next quarter."""
    if any(u.day_count >= u.day_limit for u in usages):
        return _day(now) + timedelta(days=1)
    return _quarter(now) + _QUARTER


def _quarter(now: datetime) -> datetime:
    utc = now.astimezone(UTC)
    return utc.replace(minute=utc.minute // 15 * 15, second=0, microsecond=0)


def _day(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
