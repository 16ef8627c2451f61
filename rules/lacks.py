"""What a rule can lack, in one wording for all of them."""

from datetime import date, timedelta

from rules.history import History, Session
from rules.records import SourceHealth
from rules.verdicts import NoData, Text

RECENT_DAYS = 28
NEEDED_KNOWN_DAYS = 25


def days(history: History, session: Session, *, needed_days: int, subject: str) -> NoData | None:
    """Return NoData within `needed_days` of the first run, or when fewer than 25 of the 28 days before are known."""
    first = history.first_run_day or session.day
    speaks_from = first + timedelta(days=needed_days)
    if session.day < speaks_from:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": needed_days, "first_day": first},
            speaks_from=speaks_from,
            subject=subject,
        )
    known = history.known_days(session.day - timedelta(days=RECENT_DAYS), session.day - timedelta(days=1))
    if known < NEEDED_KNOWN_DAYS:
        return NoData(
            lacks=Text(
                "Of the {recent_days} before, {known_days} are known; {needed_days} needed: a source is behind."
            ),
            values={"recent_days": RECENT_DAYS, "known_days": known, "needed_days": NEEDED_KNOWN_DAYS},
            subject=subject,
        )
    return None


def distance(unknown_day: date, *, speaks_from: date | None, subject: str) -> NoData:
    """Return NoData for a run on `unknown_day` that has no plausible distance."""
    return NoData(
        lacks=Text("The run on {unknown_day} has no plausible distance: accept it if it is right."),
        values={"unknown_day": unknown_day},
        speaks_from=speaks_from,
        subject=subject,
    )


def answer(source: SourceHealth) -> NoData:
    """Return NoData for a source that has other troubles now, or has not been asked yet."""
    return NoData(
        lacks=Text("{source} has not answered lately."), values={"source": source.source}, subject=source.source
    )
