"""One line of the table, and how it is written."""

from dataclasses import dataclass
from typing import Any

from rich.table import Table

DECIMALS = {"MiB": 1, "s": 2, "ms": 1, "ms/min": 2, "requests": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure beside its floor. One of the two goals is set; what is None could not be measured here."""

    what: str
    unit: str
    measured: float | None
    floor: float | None
    floor_is: str
    at_most: float | None = None
    """The goal, in the unit of the figure."""
    ratio_at_most: float | None = None
    """The goal, in times the floor."""
    median_ratio: float | None = None
    """Of the rounds, where each of them has a ratio: noise that lasts hits both sides of a round alike."""

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is, None where there is no floor to speak of."""
        if self.median_ratio is not None:
            return self.median_ratio
        return self.measured / self.floor if self.measured is not None and self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met, None where nothing was measured."""
        if self.at_most is not None:
            return None if self.measured is None else self.measured <= self.at_most
        return None if self.ratio is None or self.ratio_at_most is None else self.ratio <= self.ratio_at_most

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.at_most is not None:
            return written(self.at_most, self.unit)
        return "the floor" if self.ratio_at_most == 1 else f"{self.ratio_at_most:g} x"


def written(value: float | None, unit: str) -> str:
    """A figure with its unit."""
    if value is None:
        return "Linux only"
    return f"{value:.{DECIMALS[unit]}f}" + ("" if unit == "requests" else f" {unit}")


def as_json(row: Row) -> dict[str, Any]:
    """A row for machines."""
    return {
        "what": row.what,
        "unit": row.unit,
        "measured": row.measured,
        "floor": row.floor,
        "floor_is": row.floor_is,
        "ratio": row.ratio,
        "goal": row.goal,
        "met": row.met,
    }


def table(rows: list[Row]) -> Table:
    """All rows for people."""
    made = Table(title="Measured side by side in this run", title_justify="left", caption_justify="left")
    for name in ("what", "measured", "floor", "the floor is", "ratio", "goal", "met?"):
        made.add_column(name, justify="left" if name in ("what", "the floor is", "met?") else "right")
    for row in rows:
        made.add_row(
            row.what,
            written(row.measured, row.unit),
            "-" if row.floor is None else written(row.floor, row.unit),
            row.floor_is,
            "-" if row.ratio is None else f"{row.ratio:.2f}",
            row.goal,
            {True: "yes", False: "[bold red]MISSED[/]", None: "-"}[row.met],
        )
    missed = sum(row.met is False for row in rows)
    made.caption = f"{missed} of {len(rows)} goals missed." if missed else f"All {len(rows)} goals met."
    return made
