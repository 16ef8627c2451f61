"""What was put aside, on the screen: named by file and day, and what is said of recordings that may be runs."""

from collections.abc import Iterable, Sequence

from connectors.base import Quarantined
from daemon.language import plural
from daemon.wording import Format

_NAMED = 3
"""More files or days of one kind than this are only counted."""


def of_unknown_kind(items: Sequence[Quarantined], style: Format) -> str:
    """Say in one line that they count as none, and what to do, given one at least."""
    return plural(
        "{count} recording is of a kind that is not known ({which}), and does not count as a run. If it was one: "
        "`shinguard import --again --sport run` and its path.",
        "{count} recordings are of a kind that is not known ({which}), and do not count as runs. If one was: "
        "`shinguard import --again --sport run` and its path.",
        len(items),
        which=few(file_and_day(item, style) for item in items),
    )


def file_and_day(item: Quarantined, style: Format) -> str:
    """Name an item by its file, its day, or both: "" where neither is known."""
    day = style.full_day(item.day) if item.day else ""
    return f"{item.file}: {day}" if item.file and day else item.file or day


def few(names: Iterable[str]) -> str:
    """Name the first few of some files or days, each once."""
    known = [name for name in dict.fromkeys(names) if name]
    return ", ".join(known[:_NAMED] + ["…"] * (len(known) > _NAMED))
