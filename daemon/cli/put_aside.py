"""What was put aside, on the screen: named by file and day, and what is said of recordings that may be runs."""

from collections.abc import Iterable, Iterator, Sequence

from connectors.base import Quarantined
from daemon.connect import FILES
from daemon.language import active, plural
from daemon.vocabulary import source_name
from daemon.wording import Format

_NAMED = 3
"""More files or days of one kind than this are only counted."""


def of_unknown_kind(items: Sequence[Quarantined], style: Format) -> Iterator[str]:
    """Say that they count as none, and what to do, in a line for those of files and one for those of services."""
    of_files = [item for item in items if item.source == FILES]
    of_services = [item for item in items if item.source != FILES]
    if of_files:
        yield _of_files(of_files, style)
    if of_services:
        yield _of_services(of_services, style)


def _of_services(items: Sequence[Quarantined], style: Format) -> str:
    named = (f"{source_name(item.source, active())}: {file_and_day(item, style)}" for item in items)
    return plural(
        "{count} recording is of a kind that is not known ({which}), and does not count as a run. If it was one: say "
        "so in the app that it is from.",
        "{count} recordings are of a kind that is not known ({which}), and do not count as runs. If one was: say so in "
        "the app that it is from.",
        len(items),
        which=few(named),
    )


def _of_files(items: Sequence[Quarantined], style: Format) -> str:
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
