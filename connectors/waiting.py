"""How long a source that refuses a request asks to be left alone: its Retry-After, and what of a wait is believed."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)
"""Nobody asks for more. What is to be waited for longer was noted by a clock that was ahead."""


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Return the wait that the header states, in seconds or as a date, up to a day; None if it states none."""
    try:
        if header.isascii() and header.isdigit():
            wait = timedelta(seconds=min(int(header), LONGEST_WAIT.total_seconds()))
        else:
            until = parsedate_to_datetime(header)
            wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        # The second: a year or an offset of a hundred digits.
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def is_ahead(until: datetime, now: datetime) -> bool:
    """Say whether it is still to be waited for this instant; for one that is further off than a day it is not."""
    return now < until <= now + LONGEST_WAIT
