"""What a rule can lack, in one wording for all of them."""

from datetime import date, timedelta

from rules.effort import NEEDED_PERCENT, HardTime
from rules.health import SourceHealth
from rules.history import History, Session
from rules.verdicts import NoData, Text

DAY = timedelta(days=1)
RECENT_DAYS = 28
NEEDED_KNOWN_DAYS = 25
_YOUNG = Text("{needed_days} of history needed, from the first run on {first_day}.")


def before(history: History, day: date, *, needed_days: int, subject: str = "-") -> NoData | None:
    """Return NoData within `needed_days` of the first run, or when fewer than 25 of the 28 days before are known."""
    if _is_known(history, day, days=max(needed_days, RECENT_DAYS)):
        return None
    return _young(history, day, needed_days=needed_days, subject=subject) or _behind(
        history, day, days=RECENT_DAYS, needed_days=NEEDED_KNOWN_DAYS, subject=subject
    )


def any_day(history: History, day: date, *, days: int, subject: str = "-") -> NoData | None:
    """Return NoData unless each of so many days before this one is known: all clear is said of no fewer.

    What one of them may still bring could make the verdict another one.
    """
    if _is_known(history, day, days=days):
        return None
    return _young(history, day, needed_days=days, subject=subject) or _behind(
        history, day, days=days, needed_days=days, subject=subject
    )


def by_now(lacking: NoData, *, run_day: date, today: date) -> NoData:
    """Return what a run on a day lacks, as it is told today: the history may be old enough by now, the run was not."""
    if lacking.lacks != _YOUNG or lacking.speaks_from is None or today < lacking.speaks_from:
        return lacking
    return NoData(
        lacks=Text("The run on {run_day} lies in the first {needed_days} on record: too early to compare it."),
        values={"run_day": run_day, "needed_days": lacking.values["needed_days"]},
        subject=lacking.subject,
    )


def _is_known(history: History, day: date, *, days: int) -> bool:
    """Say whether each of so many days before this one is known, as nearly always."""
    known, stop = history.known, day.toordinal()
    return known.start <= stop - days and stop <= known.stop


def _young(history: History, day: date, *, needed_days: int, subject: str) -> NoData | None:
    first = history.first_run_day or day
    if (day - first).days >= needed_days:
        return None
    return NoData(
        lacks=_YOUNG,
        values={"needed_days": needed_days, "first_day": first},
        speaks_from=first + timedelta(days=needed_days),
        subject=subject,
    )


def _behind(history: History, day: date, *, days: int, needed_days: int, subject: str) -> NoData | None:
    known_days = history.known_days(day - days * DAY, day - DAY)
    if known_days >= needed_days:
        return None
    return NoData(
        lacks=Text(
            "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
        ),
        values={"recent_days": days, "known_days": known_days, "needed_days": needed_days},
        subject=subject,
    )


def distance(unknown: Session, *, compared_for: timedelta | None, subject: str) -> NoData:
    """Return NoData for a session whose distance is not plausible, could not be read or is not kept.

    It counts for nothing any more `compared_for` after its day (None: no such day can be named). Where runs are purged,
    the next one is by then: no day is promised.
    """
    unknown_day = unknown.day
    purged = next((run for run in unknown.runs if run.is_purged), None)
    if purged is not None:
        return NoData(
            lacks=Text(
                "Of the run on {unknown_day} only its day is kept, as retention_days of {source} asks: it cannot be "
                "compared. Bring such runs in from another source or from files too, or keep them longer if the terms "
                "of {source} allow it."
            ),
            values={"unknown_day": unknown_day, "source": purged.run_id.partition("-")[0]},
            subject=subject,
        )
    return NoData(
        lacks=Text("The run on {unknown_day} has no known distance: if it was put aside and is right, accept it."),
        values={"unknown_day": unknown_day},
        speaks_from=None if compared_for is None else unknown_day + compared_for,
        subject=subject,
    )


def hard_time(time: HardTime, *, span_days: int, last_day: date) -> NoData:
    """Return NoData for a span of days of whose running too little is known to be hard or not."""
    return NoData(
        lacks=Text(
            "Whether it was hard is known for {known_percent} of your running in the {span_days} up to {last_day}; "
            "{needed_percent} is needed. Heart rate zones tell it, or heart rate and threshold_heart_rate under "
            "[runner]."
        ),
        values={
            "known_percent": time.known_percent,
            "needed_percent": NEEDED_PERCENT,
            "span_days": span_days,
            "last_day": last_day,
        },
    )


def runs(run_count: int, *, needed_count: int, span_days: int) -> NoData:
    """Return NoData for a span of days with few runs."""
    return NoData(
        lacks=Text("Runs in {span_days}: {run_count}; {needed_count} needed."),
        values={"run_count": run_count, "span_days": span_days, "needed_count": needed_count},
    )


def answer(source: SourceHealth) -> NoData:
    """Return NoData for a source that has other troubles now, or has not been asked yet."""
    return NoData(
        lacks=Text("{source} has not answered lately."), values={"source": source.source}, subject=source.source
    )
