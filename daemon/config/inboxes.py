"""What can be wrong with inboxes that are sound one by one."""

from collections.abc import Iterator
from pathlib import Path

from daemon.config.model import Athlete
from daemon.config.problems import Problem
from daemon.language import _


def inbox_problems(athletes: tuple[Athlete, ...], *, database: str) -> Iterator[Problem]:
    """Yield what would take one runner's files for another's, or the database for a file that cannot be read."""
    inboxes = {each.name: _inbox(each) for each in athletes}
    taken: dict[Path, str] = {}
    for name, inbox in inboxes.items():
        if inbox is None:
            continue
        place = "connectors.files.inbox" if len(athletes) == 1 else f"athletes.{name}.connectors.files.inbox"
        if _holds(inbox, database):
            yield Problem(path=place, message=_("must be a folder of its own: the database lies in it"))
        for other, owner in taken.items():
            if inbox.is_relative_to(other) or other.is_relative_to(inbox):
                yield Problem(
                    path=place, message=_("is the inbox of {name} too: every runner needs one of their own", name=owner)
                )
        taken[inbox] = name


def _inbox(athlete: Athlete) -> Path | None:
    return getattr(athlete.connectors.get("files"), "inbox", None)


def _holds(inbox: Path, database: str) -> bool:
    file = database.removeprefix("sqlite:///").partition("?")[0]
    return file != database and Path(file).resolve().is_relative_to(inbox)
