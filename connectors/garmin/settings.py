"""Settings of `[connectors.garmin]`."""

from dataclasses import dataclass
from typing import ClassVar

from connectors.address import check_base_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Raise ValueError, in a sentence, for what cannot work."""

    gives_mornings: ClassVar[bool] = True
    needs_login: ClassVar[bool] = True
    base_url: str = ""
    """Empty: Garmin's own addresses. Else one address that stands for all of them."""
    interval_minutes: int = 60

    def __post_init__(self) -> None:
        if self.base_url:
            check_base_url(self.base_url)
        if self.interval_minutes < 1:
            raise ValueError("interval_minutes must be 1 or more")
