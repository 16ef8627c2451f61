"""What the configuration says, frozen and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from daemon.config.secrets import Secret
from daemon.records import Policy

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ConnectorSettings(Protocol):
    """What the Settings of every connector have."""

    @property
    def interval_minutes(self) -> int:
        """How often the source is asked."""
        ...

    @property
    def gives_mornings(self) -> bool:
        """It tells what a watch measures at night: resting heart rate, sleep."""
        ...

    @property
    def needs_login(self) -> bool:
        """A person logs in to it with a command; else all that it needs stands in the configuration."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """How and where an athlete is told. Times are local."""

    quiet_from: time
    quiet_until: time
    per_day: int
    per_7_days: int
    numbers: bool = True
    """False keeps health figures off the lock screen: a message only says that there is one."""
    morning: time | None = None
    """When the morning push goes out; None: there is none."""
    receivers: Mapping[str, Secret]
    """The runner's word for it -> its address."""

    @property
    def policy(self) -> Policy:
        """The part that decisions are made by."""
        return Policy(
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            per_day=self.per_day,
            per_7_days=self.per_7_days,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The weekly letter. The time is local."""

    weekday: int = 0
    """Monday is 0."""
    at: time = time(7, 0)
    picture: str = "light"
    """"light", "dark" or "none"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One runner of the household."""

    name: str
    timezone: ZoneInfo
    language: str
    units: str
    """"metric" or "imperial"."""
    week_starts: str
    """"monday" or "sunday"."""
    notify: Notify
    connectors: Mapping[str, ConnectorSettings]
    """Enabled source -> an instance of its Settings."""
    rules: Mapping[str, object]
    """Enabled rule -> an instance of its Settings."""
    digest: Digest | None = None
    """None: switched off."""
    threshold_bpm: int | None = None
    """Threshold heart rate."""
    maximal_bpm: int | None = None
    """Maximal heart rate."""
    alone: bool = True
    """The only runner of this installation: no message and no command needs the name."""

    @property
    def intervals(self) -> dict[str, timedelta]:
        """How often each enabled source is asked."""
        return {source: timedelta(minutes=settings.interval_minutes) for source, settings in self.connectors.items()}

    @property
    def retentions(self) -> dict[str, timedelta]:
        """How long what a source delivered is kept, of those whose Settings know such a time and set it."""
        days = {source: getattr(settings, "retention_days", 0) for source, settings in self.connectors.items()}
        return {source: timedelta(days=count) for source, count in days.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole file."""

    database: str = field(repr=False)
    """Its URL, which may hold a password."""
    athletes: tuple[Athlete, ...]
