"""What `doctor` looks at, from the ground up: each check needs those before it."""

import stat
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

from daemon.config import Athlete, ConfigError, load
from daemon.config.loading import read
from daemon.config.secrets import secret_file
from daemon.language import _, active, speaking
from daemon.starting import no_configuration, no_receiver, no_source
from daemon.status import status
from daemon.store.database import Database
from daemon.store.failing import DatabaseUnusable
from daemon.store.keep import DatabaseKeep
from daemon.troubles import by_hand, doubt, first_import, next_step, stuck_import
from daemon.vocabulary import source_name
from daemon.wording import style_of
from rules.health import SourceHealth, Trouble

PACKAGES = ("daemon", "connectors", "rules")
_SECRETS = ("api_key", "client_secret", "receivers", "database")
"""Keys of the configuration under which a text is a secret, or may hold one."""
_GIVEN_TO_A_CONTAINER = Path("/run/secrets")
"""Where Docker puts secrets, readable to all of a machine on which nobody else lives."""

_LITTLE_MB = 100
_TOO_LITTLE_MB = 10
"""Not enough for the next import."""


class Mark(Enum):
    """How it is."""

    WELL = "well"
    WARNING = "warning"
    """It works, and could be better."""
    NOT_WELL = "not-well"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line, under the name of the runner of a household that it is about."""

    mark: Mark
    text: str
    athlete: str = ""


def checkup(config_path: Path, *, now: datetime) -> Iterator[Finding]:
    """Yield what was found; stop where nothing further can be said."""
    yield from _packages()
    if not config_path.exists():
        yield Finding(Mark.NOT_WELL, no_configuration(config_path))
        return
    try:
        config = load(config_path)
    except ConfigError as error:
        for problem in error.problems:
            yield Finding(Mark.NOT_WELL, f"{problem.path}: {problem.message}")
        return
    yield Finding(Mark.WELL, _("The configuration {path} is sound.", path=config_path))
    yield from _readable_secrets(config_path)
    try:
        with closing(Database(config.database)) as database:
            database.upgrade()
            try:
                database.try_writing()
                yield Finding(Mark.WELL, _("The database {name} opens.", name=database.name))
                yield from _room(database)
            except DatabaseUnusable as error:
                # What can be read is still worth reading.
                yield Finding(Mark.NOT_WELL, str(error))
            for athlete in config.athletes:
                yield from _of(athlete, database, now=now)
    except DatabaseUnusable as error:
        yield Finding(Mark.NOT_WELL, str(error))


def _room(database: Database) -> Iterator[Finding]:
    """Yield that little is left on the disk of the database, where that is so."""
    left_mb = database.room_mb()
    if left_mb is not None and left_mb < _LITTLE_MB:
        text = _(
            "The disk of the database {name} is nearly full: {left} MB are left. Once it is full no run and no pain "
            "is recorded: make room.",
            name=database.name,
            left=left_mb,
        )
        yield Finding(Mark.NOT_WELL if left_mb < _TOO_LITTLE_MB else Mark.WARNING, text)


def _packages() -> Iterator[Finding]:
    """Strangers' packages with our names would silently replace ours (`rules` and `daemon` are common words)."""
    homes = {Path(str(import_module(name).__file__)).parent.parent for name in PACKAGES}
    owners = {owner for name in PACKAGES for owner in packages_distributions().get(name, [])} - {"shinguard"}
    if len(homes) > 1 or owners:
        strangers = ", ".join(sorted(owners)) or ", ".join(sorted(str(home) for home in homes))
        text = _("Another package has the name of one of ours ({names}): install Shinguard alone.", names=strangers)
        yield Finding(Mark.NOT_WELL, text)
    else:
        yield Finding(Mark.WELL, _("The program comes from one place: {path}", path=homes.pop()))


def _readable_secrets(config_path: Path) -> Iterator[Finding]:
    """Yield each file that others can read although a secret stands in it."""
    raw = read(config_path)
    if config_path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH) and _holds_secrets(raw):
        text = _("Others on this machine can read {path}, and secrets stand in it: chmod 600 {path}", path=config_path)
        yield Finding(Mark.WARNING, text)
    for path in sorted({secret_file(name, config_path.parent) for name in _secret_files(raw)}):
        # A group may: that of the service, where the file is root's. What lies in Docker's place is the container's.
        is_open = path.exists() and path.stat().st_mode & stat.S_IROTH
        if is_open and path.parent != _GIVEN_TO_A_CONTAINER:
            text = _("Others on this machine can read the secret in {path}: chmod o= {path}", path=path)
            yield Finding(Mark.WARNING, text)


def _secret_files(table: Mapping[str, object]) -> Iterator[str]:
    """Yield what stands as `{ file = "path" }`, at any depth."""
    for value in table.values():
        match value:
            case {"file": str(path), **more} if not more:
                yield path
            case dict():
                yield from _secret_files(value)


def _holds_secrets(raw: Mapping[str, object]) -> bool:
    """Say whether a secret is written out in the file itself: a group of the service may read one that is not."""

    def within(key: str, value: object, *, secret: bool) -> bool:
        secret = secret or key in _SECRETS
        if isinstance(value, dict):
            return set(value) not in ({"file"}, {"env"}) and any(
                within(name, inner, secret=secret) for name, inner in value.items()
            )
        # A database that is a file of this machine is no secret.
        return secret and isinstance(value, str) and not value.startswith("sqlite:")

    return within("", raw, secret=False)


def _of(athlete: Athlete, database: Database, *, now: datetime) -> Iterator[Finding]:
    """Check one runner, in the runner's language."""
    name = "" if athlete.alone else athlete.name
    with speaking(athlete.language):
        for finding in (*_sources(database, athlete, now=now), *_receivers(athlete)):
            yield replace(finding, athlete=name)


def _sources(database: Database, athlete: Athlete, *, now: datetime) -> Iterator[Finding]:
    found, style = status(database, athlete, now=now), style_of(athlete)
    if not found.sources:
        yield Finding(Mark.NOT_WELL, no_source())
    for source in found.sources:
        if source.interval is None:
            yield Finding(Mark.WARNING, f"{source_name(source.source, active())}: {by_hand(source, style)}")
        else:
            yield _source(source, database, athlete, now=now)
    for name, until in found.awaited.items():
        yield Finding(Mark.WARNING, first_import(name, until=until, style=style))
    for name in found.stuck:
        yield Finding(Mark.NOT_WELL, stuck_import(name, style))


def _source(source: SourceHealth, database: Database, athlete: Athlete, *, now: datetime) -> Finding:
    name, style = source_name(source.source, active()), style_of(athlete)
    trouble, cause = source.trouble, source.cause
    needs_login = athlete.connectors[source.source].needs_login
    if trouble is None and needs_login and DatabaseKeep(database, athlete.name, source.source).get("tokens") is None:
        trouble, cause = Trouble.LOGIN_DEAD, "never-logged-in"
    if trouble is not None:
        text = next_step(source.source, trouble, cause, now=now, style=style)
        return Finding(Mark.NOT_WELL, f"{name}: {text}")
    if source.doubted_since is not None:
        text = " ".join(doubt(source.source, since=source.doubted_since, style=style))
        return Finding(Mark.NOT_WELL, f"{name}: {text}")
    if source.last_success is None:
        return Finding(Mark.NOT_WELL, f"{name}: " + _("Not synced yet: `shinguard sync` asks it."))
    return Finding(Mark.WELL, f"{name}: " + _("Synced {at}.", at=style.moment(source.last_success)))


def _receivers(athlete: Athlete) -> Iterator[Finding]:
    from daemon.notify import check_url, encrypted, label

    if not athlete.notify.receivers:
        yield Finding(Mark.NOT_WELL, no_receiver())
    for name, address in athlete.notify.receivers.items():
        problem = check_url(address)
        better = None if problem else encrypted(address)
        if problem is not None:
            yield Finding(Mark.NOT_WELL, f"{name}: {problem}")
        elif better is not None:
            scheme = label(address).partition("://")[0]
            text = _("{scheme}://... is not encrypted: use {better}://", scheme=scheme, better=better)
            yield Finding(Mark.WARNING, f"{name}: {text}")
        else:
            text = _("{label}... is an address; `shinguard notify test` tries it", label=label(address))
            yield Finding(Mark.WELL, f"{name}: {text}")
