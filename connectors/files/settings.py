"""Settings of `[connectors.files]`."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rules.records import Sport


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Raise ValueError, in a sentence, for what cannot work."""

    gives_mornings: ClassVar[bool] = False
    """Garmin's export does tell of mornings, and is no daily habit: nobody waits for this morning's."""
    needs_login: ClassVar[bool] = False
    inbox: Path
    """The watched folder."""
    interval_minutes: int = 5
    sport: str = ""
    """What a file is that names no sport, or none that is known ("Other"): a word such as run or ride. Empty: what its
    speed says, and none of those is a run whose sport is not known."""

    def __post_init__(self) -> None:
        if self.interval_minutes < 1:
            raise ValueError("interval_minutes must be 1 or more")
        if self.sport and self.sport not in tuple(Sport):
            raise ValueError("sport must be empty or a word such as run, trail-run, walk, ride, swim or strength")
