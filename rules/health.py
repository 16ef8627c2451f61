"""How the sources and the receivers are, as the service sees them: frozen records; all datetimes are aware."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Trouble(StrEnum):
    """Why a source gives nothing now."""

    FAILING = "failing"
    RATE_LIMITED = "rate-limited"
    LOGIN_DEAD = "login-dead"
    SUBSCRIPTION_LAPSED = "subscription-lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """An enabled source as the service sees it."""

    source: str
    interval: timedelta | None
    """How often it is asked; None: never. A person brings in by hand what there is."""
    enabled_at: datetime
    """Since when it is asked: silence is counted from here until the first success."""
    last_success: datetime | None = None
    last_run_day: date | None = None
    """The newest day on which it delivered a run."""
    trouble: Trouble | None = None
    trouble_since: datetime | None = None
    retry_at: datetime | None = None
    """Not asked again before this."""
    cause: str = ""
    """A word of a closed list for the login: never-logged-in, revoked, missing-scope, refused, blocked."""
    has_login: bool = True
    """It has to let the program in: by a login or a key, and perhaps only with a subscription. Files do not."""
    doubted_since: datetime | None = None
    """Since when its list lacks too much of what is known to be believed; None: it is believed."""
    asked_in_vain: bool = True
    """Since its last success it was asked and gave nothing. Else the silence is our own: the service was off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverHealth:
    """A receiver as the service sees it. `name` is the runner's word for it, never its address."""

    name: str
    failing_since: datetime | None = None
    last_success: datetime | None = None
