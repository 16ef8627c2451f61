"""How long a source that refuses a request asks to be left alone: its Retry-After."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)


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
