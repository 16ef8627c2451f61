"""Settings of `[connectors.strava]`."""

from dataclasses import dataclass, field
from typing import ClassVar

from connectors.address import check_base_url

LONGEST_RETENTION_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Raise ValueError, in a sentence, for what cannot work."""

    gives_mornings: ClassVar[bool] = False
    needs_login: ClassVar[bool] = True
    client_id: str
    """The number of the runner's own API application (www.strava.com/settings/api)."""
    client_secret: str = field(repr=False)
    base_url: str = "https://www.strava.com"
    interval_minutes: int = 60
    daily_reserve: int = 100
    """Requests of each day that Shinguard leaves alone."""
    retention_days: int = 0
    """What Strava delivered is purged after so many days; 0: it is kept. What other sources bring stays."""

    def __post_init__(self) -> None:
        check_base_url(self.base_url)
        if not (self.client_id.isascii() and self.client_id.isdigit()):
            raise ValueError("client_id must be the number that www.strava.com/settings/api shows")
        if not self.client_secret:
            raise ValueError("client_secret must be the secret that www.strava.com/settings/api shows")
        if self.interval_minutes < 1:
            raise ValueError("interval_minutes must be 1 or more")
        if self.daily_reserve < 0:
            raise ValueError("daily_reserve must be 0 or more")
        if not 0 <= self.retention_days <= LONGEST_RETENTION_DAYS:
            raise ValueError("retention_days must be a number of days up to 36500, or 0 to keep everything")
