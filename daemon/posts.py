"""When a letter is to be written: the morning push and the weekly digest, by the runner's own clock. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daemon.records import Kind

if TYPE_CHECKING:
    from daemon.config import Athlete

LATEST = timedelta(hours=12)
"""A service that was off writes what it missed, but not so late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A letter that an athlete gets again and again, at a time of day of their zone."""

    athlete: str
    kind: Kind
    zone: ZoneInfo
    at: time
    weekday: int | None = None
    """Monday is 0; None: each day."""

    def last(self, now: datetime) -> datetime:
        """Return the last time that it was to be written, at `now` or before.

        A time that the clocks skip in spring is an hour later; of one that they repeat in autumn it is the first.
        """
        today = now.astimezone(self.zone).date()
        for back in range(8):
            day = today - timedelta(days=back)
            if self.weekday not in (None, day.weekday()):
                continue
            moment = datetime.combine(day, self.at, tzinfo=self.zone)
            if moment.timestamp() <= now.timestamp():
                return moment
        raise AssertionError("a week has every day")


def is_due(post: Post, *, written: datetime | None, now: datetime) -> bool:
    """Say whether the letter is to be written now. `written` is when the last of its kind was."""
    last = post.last(now)
    is_late = now.timestamp() - last.timestamp() > LATEST.total_seconds()
    return not is_late and (written is None or written.timestamp() < last.timestamp())


def posts_of(athlete: "Athlete") -> Iterator[Post]:
    """Yield the letters of an athlete, none where there is no receiver to send them to."""
    if not athlete.notify.receivers:
        return
    if athlete.notify.morning is not None:
        yield Post(athlete=athlete.name, kind=Kind.MORNING, zone=athlete.timezone, at=athlete.notify.morning)
    if athlete.digest is not None:
        yield Post(
            athlete=athlete.name,
            kind=Kind.DIGEST,
            zone=athlete.timezone,
            at=athlete.digest.at,
            weekday=athlete.digest.weekday,
        )


def post_as_json(post: Post) -> dict[str, Any]:
    """Return plain JSON types, for the resident process."""
    return {
        "athlete": post.athlete,
        "kind": post.kind.value,
        "zone": post.zone.key,
        "at": post.at.isoformat(),
        "weekday": post.weekday,
    }


def _zone(key: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(key or "")
    except (ZoneInfoNotFoundError, ValueError):
        # The machine's own zone, of which only the rules are known (a bare /etc/localtime in a container).
        from tzlocal import reload_localzone

        return reload_localzone()


def post_from_json(table: Mapping[str, Any]) -> Post:
    """Read `post_as_json` back."""
    return Post(
        athlete=table["athlete"],
        kind=Kind(table["kind"]),
        zone=_zone(table["zone"]),
        at=time.fromisoformat(table["at"]),
        weekday=table["weekday"],
    )
