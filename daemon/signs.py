"""The gate for signs of the body: two that agree are pushed, or one that speaks alone. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from daemon.records import Alert, Telling
from rules.verdicts import Life, Sign

AGREES_WITHIN = timedelta(hours=36)
"""A sign that was found so lately agrees with another one."""
SIGNALLED_FOR = timedelta(days=7)


def lacks_agreement(alert: Alert, open_alerts: Iterable[Alert], *, lives: Mapping[str, Life], now: datetime) -> bool:
    """Say whether a sign of the body that speaks only together stands alone: it and another were not found lately."""
    if lives[alert.rule].sign is not Sign.TOGETHER:
        return False
    found = {
        other.rule
        for other in open_alerts
        if other.rule in lives and lives[other.rule].sign is not None and now - other.found_at <= AGREES_WITHIN
    }
    return alert.rule not in found or len(found) < 2


def was_signalled(alert: Alert, told: Iterable[Alert], *, lives: Mapping[str, Life], now: datetime) -> bool:
    """Say whether another sign was pushed lately: one more that agrees with it is no news.

    `told` are the open alerts of which nothing waits to go out.
    """
    if lives[alert.rule].sign is not Sign.TOGETHER:
        return False
    return any(
        other.rule != alert.rule
        and other.rule in lives
        and lives[other.rule].sign is not None
        and other.told_by is Telling.PUSH
        and other.told_at is not None
        and now - other.told_at < SIGNALLED_FOR
        for other in told
    )
