"""Settings of `[connectors.intervals]`."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from connectors.address import check_base_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Raise ValueError, in a sentence, for what cannot work."""

    gives_mornings: ClassVar[bool] = True
    needs_login: ClassVar[bool] = False
    api_key: str = field(repr=False)
    athlete_id: str = "0"
    """"0": whose key it is."""
    base_url: str = "https://intervals.icu"
    interval_minutes: int = 60
    withheld_are_runs: bool = True
    """What it may not pass on could be a run: its day is no day of rest. False: the runner knows that none was."""

    def __post_init__(self) -> None:
        check_base_url(self.base_url)
        if not re.fullmatch(r"[!-~]+", self.api_key):
            raise ValueError("api_key must be the key that intervals.icu shows (Settings, Developer Settings)")
        if not re.fullmatch(r"i?[0-9]+", self.athlete_id):
            raise ValueError('athlete_id must be an id such as "i12345", or "0" for whose key it is')
        if self.interval_minutes < 1:
            raise ValueError("interval_minutes must be 1 or more")
