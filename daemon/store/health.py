"""The health of sources and receivers, as the rules see it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from daemon.connect import FILES
from daemon.schema import activities, receiver_state, sync_runs
from daemon.store.purged import last_purged_day
from daemon.store.records import is_present, is_run
from daemon.store.rows import ATHLETE, SOURCE, of
from daemon.store.sources import source_state
from rules.health import ReceiverHealth, SourceHealth

_LONGEST_PULL = timedelta(minutes=20)
_LAST_PULL = (
    select(sync_runs.c.started_at, sync_runs.c.outcome)
    .where(of(sync_runs, ATHLETE, SOURCE))
    .order_by(sync_runs.c.started_at.desc(), sync_runs.c.id.desc())
    .limit(1)
)
_LAST_RUN_DAY = (
    select(activities.c.local_day)
    .where(of(activities, ATHLETE, SOURCE), is_run, is_present)
    .order_by(activities.c.local_day.desc())
    .limit(1)
)
_RECEIVERS = select(receiver_state).where(receiver_state.c.athlete == ATHLETE)


def source_health(
    connection: Connection, athlete: str, intervals: Mapping[str, timedelta | None], *, now: datetime
) -> tuple[SourceHealth, ...]:
    """Return the health of the enabled sources, those of `intervals`, by name.

    What nothing asks (None: `shinguard import`) has no troubles: whoever brings something in sees at once how it goes.
    """
    return tuple(_health(connection, athlete, source, intervals[source], now=now) for source in sorted(intervals))


def receiver_health(connection: Connection, athlete: str, names: Iterable[str]) -> tuple[ReceiverHealth, ...]:
    """Return the health of the receivers of these names, in their order."""
    rows = connection.execute(_RECEIVERS, {"athlete": athlete})
    known = {
        row.receiver: ReceiverHealth(name=row.receiver, failing_since=row.failing_since, last_success=row.last_success)
        for row in rows
    }
    return tuple(known.get(name, ReceiverHealth(name=name)) for name in names)


def _health(
    connection: Connection, athlete: str, source: str, interval: timedelta | None, *, now: datetime
) -> SourceHealth:
    state = source_state(connection, athlete, source)
    never_asked = SourceHealth(
        source=source,
        interval=interval,
        enabled_at=now,
        last_run_day=_last_run_day(connection, athlete, source),
        has_login=source != FILES,
    )
    if state is None:
        return never_asked
    return replace(
        never_asked,
        enabled_at=state.enabled_at,
        last_success=state.last_success,
        trouble=state.trouble if interval is not None else None,
        trouble_since=state.trouble_since if interval is not None else None,
        retry_at=state.waits_until(now),
        cause=state.cause,
        doubted_since=state.suspicious_since,
        asked_in_vain=bool(state.failures or state.suspicious_since) or _hangs(connection, athlete, source, now),
    )


def _hangs(connection: Connection, athlete: str, source: str, now: datetime) -> bool:
    """Say whether the last pull never came to an end: its process was killed, time and again perhaps."""
    last = connection.execute(_LAST_PULL, {"athlete": athlete, "source": source}).one_or_none()
    return last is not None and last.outcome == "running" and now - last.started_at > _LONGEST_PULL


def _last_run_day(connection: Connection, athlete: str, source: str) -> date | None:
    found: date | None = connection.scalar(_LAST_RUN_DAY, {"athlete": athlete, "source": source})
    return max(filter(None, (found, last_purged_day(connection, athlete, source))), default=None)
