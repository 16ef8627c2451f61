"""What is due to be asked of a source, and since when. Pure."""

from datetime import date, datetime, timedelta, tzinfo

from connectors.base import Ask
from daemon.plans import PLANS_AHEAD
from daemon.store.sources import SourceState

OVERLAP = timedelta(days=14)
"""Asked again with each pull, so that edits and deletions upstream are found."""
FIRST_MORNINGS = timedelta(days=70)
"""The longest baseline, that of heart rate variability, is the 60 days before the last 7. Garmin: seven requests."""
CALENDAR_EVERY = timedelta(hours=6)
"""A plan that is changed in the afternoon must be known on the eve."""
MORNINGS_OVERLAP = timedelta(days=3)
USUAL = timedelta(days=7)
"""A source that gave a morning this lately usually gives one a day."""


def what_to_ask(state: SourceState | None, *, now: datetime, newest_morning: date | None, by_hand: bool = False) -> Ask:
    """Return the fewest questions that keep the runner's state true. `now` is aware, in the runner's time zone.

    Activities each time, from the cursor less the overlap. Shoes and mornings once a local day; mornings also while
    today's is missing from a source that usually has it. The calendar every six hours, and at once when a person asks:
    it is one request or two.
    """
    today, timezone = now.date(), now.tzinfo
    calendar = (today, today + PLANS_AHEAD)
    if state is None:
        return Ask(shoes=True, mornings=(today - FIRST_MORNINGS, today), planned=calendar)
    usual = newest_morning is not None and today - newest_morning <= USUAL
    misses_today = usual and newest_morning != today
    first = min(newest_morning or today - FIRST_MORNINGS, today) - MORNINGS_OVERLAP
    asks_mornings = misses_today or not _was_today(state.mornings_asked_at, today, timezone)
    return Ask(
        since=None if state.cursor is None else state.cursor - OVERLAP,
        shoes=not _was_today(state.shoes_asked_at, today, timezone),
        mornings=(max(first, today - FIRST_MORNINGS), today) if asks_mornings else None,
        planned=calendar if by_hand or _is_stale(state.calendar_asked_at, now) else None,
    )


def first_to_ask(
    state: SourceState | None, since: datetime | None, *, retention: timedelta | None, now: datetime
) -> datetime | None:
    """Return since when activities are asked for, where what came `retention` ago is purged: it must not come again.

    After an outage that was longer, what never came is asked for all the same: what started after the newest known.
    """
    if retention is None:
        return since
    purged = now - retention
    if state is not None and state.cursor is not None:
        purged = min(purged, state.cursor + timedelta(seconds=1))
    return purged if since is None else max(since, purged)


def _is_stale(calendar_asked_at: datetime | None, now: datetime) -> bool:
    return calendar_asked_at is None or not timedelta(0) <= now - calendar_asked_at < CALENDAR_EVERY


def _was_today(asked_at: datetime | None, today: date, timezone: tzinfo | None) -> bool:
    return asked_at is not None and asked_at.astimezone(timezone).date() == today
