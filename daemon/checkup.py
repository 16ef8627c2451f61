"""What `doctor` looks at, from the ground up: each check needs those before it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

from daemon.config import Athlete, ConfigError, load
from daemon.language import _
from daemon.status import status
from daemon.store.database import Database, DatabaseUnusable
from daemon.troubles import next_step
from daemon.wording import Format

PACKAGES = ("daemon", "connectors", "rules")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    well: bool
    text: str


def checkup(config_path: Path, *, now: datetime) -> Iterator[Finding]:
    """Yield what was found; stop where nothing further can be said."""
    yield from _packages()
    try:
        config = load(config_path)
    except ConfigError as error:
        for problem in error.problems:
            yield Finding(False, f"{problem.path}: {problem.message}")
        return
    yield Finding(True, _("The configuration {path} is sound.", path=config_path))
    try:
        with closing(Database(config.database)) as database:
            database.upgrade()
            yield Finding(True, _("The database {name} opens.", name=database.name))
            for athlete in config.athletes:
                yield from _sources(database, athlete, now=now)
                yield from _receivers(athlete)
    except DatabaseUnusable as error:
        yield Finding(False, str(error))


def _packages() -> Iterator[Finding]:
    """Strangers' packages with our names would silently replace ours (`rules` and `daemon` are common words)."""
    homes = {Path(str(import_module(name).__file__)).parent.parent for name in PACKAGES}
    owners = {owner for name in PACKAGES for owner in packages_distributions().get(name, [])} - {"shinguard"}
    if len(homes) > 1 or owners:
        strangers = ", ".join(sorted(owners)) or ", ".join(sorted(str(home) for home in homes))
        text = _("Another package has the name of one of ours ({names}): install Shinguard alone.", names=strangers)
        yield Finding(False, text)
    else:
        yield Finding(True, _("The program comes from one place: {path}", path=homes.pop()))


def _sources(database: Database, athlete: Athlete, *, now: datetime) -> Iterator[Finding]:
    if not athlete.connectors:
        yield Finding(False, _("{athlete} has no source: nothing comes in.", athlete=athlete.name))
        return
    style = Format(athlete.language, athlete.units, athlete.timezone)
    for source in status(database, athlete, now=now).sources:
        name = f"{athlete.name}/{source.source}"
        if source.trouble is not None:
            text = next_step(source.source, source.trouble, source.cause, now=now, style=style)
            yield Finding(False, f"{name}: {text}")
        elif source.last_success is None:
            yield Finding(False, f"{name}: " + _("Not synced yet."))
        else:
            yield Finding(True, f"{name}: " + _("Synced {at}.", at=style.moment(source.last_success)))


def _receivers(athlete: Athlete) -> Iterator[Finding]:
    from daemon.notify import check_url, label

    if not athlete.notify.receivers:
        yield Finding(False, _("{athlete} has no receiver: add one under notify.receivers.", athlete=athlete.name))
    for name, address in athlete.notify.receivers.items():
        problem = check_url(address)
        text = problem or _("{label}... is an address; `shinguard notify test` tries it", label=label(address))
        yield Finding(problem is None, f"{athlete.name}/{name}: {text}")
