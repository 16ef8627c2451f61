"""All that is kept of an athlete, as an export has it: no tokens, and nothing that the program notes for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.base import Quarantined
from daemon.footwear import Defaults
from daemon.merge import Merged
from daemon.outings import Pairings
from rules.records import Activity, DailyWellness, Run, Shoe
from rules.said import Injury, Mark, PainEntry

Row = Mapping[str, Any]
"""Of a table, by its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """Records as they are kept, and what the program makes of them. The order means nothing."""

    athlete: str
    records: tuple[Activity, ...]
    runs: tuple[Merged, ...]
    """Runs and walks that count, each once."""
    left_out: tuple[Run, ...]
    """Those that the runner excluded."""
    pairs: tuple[Shoe, ...]
    dressed: tuple[Run, ...]
    """The runs and walks that count, each in its pair."""
    shoes: tuple[Row, ...]
    """As their sources tell them."""
    shoe_options: tuple[Row, ...]
    shoe_splits: tuple[Row, ...]
    defaults: Defaults
    mornings: tuple[DailyWellness, ...]
    mornings_from: date | None
    planned: tuple[Row, ...]
    pain: tuple[PainEntry, ...]
    injuries: tuple[Injury, ...]
    marks: tuple[Mark, ...]
    exertions: Mapping[str, int]
    pairings: Pairings
    alerts: tuple[Row, ...]
    unreadable: tuple[Quarantined, ...]
    purged_days: tuple[Row, ...]
