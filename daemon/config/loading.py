"""From a TOML file to a `Config`, or to all that is wrong with it."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import BaseModel, ValidationError

from daemon.config.checking import athlete_model, refused
from daemon.config.inboxes import inbox_problems
from daemon.config.model import WEEKDAYS, Athlete, Config, Digest, Notify
from daemon.config.names import name_problems
from daemon.config.problems import Place, Problem, blamed, problems_of
from daemon.config.secrets import read_secret
from daemon.language import _
from daemon.reasons import reason as reason_of

_ALONE = "me"
"""The name of the athlete of a configuration without `[athletes]`."""
_OF_ALL = ("database", "athletes")
"""The only keys that an athlete cannot override."""


class ConfigError(Exception):
    """The configuration cannot be used. `problems` are all of them, each with its path."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def load(path: Path) -> Config:
    """Read and check the file. Raise ConfigError with every problem of it."""
    raw = read(path)
    problems: list[Problem] = []
    database = _database(raw.get("database"), path.parent, problems)
    own = _athletes(raw.get("athletes", {_ALONE: {}}), problems)
    shared = {key: value for key, value in raw.items() if key not in _OF_ALL}
    if "athletes" in raw:
        # By itself too: a mistake in what every athlete overrides is one all the same.
        _check(shared, path.parent, partial=True, tell=lambda place, text: problems.append(_problem(place, text)))
    athletes = tuple(
        _athlete(name, table, shared, path.parent, problems, alone=len(own) == 1) for name, table in own.items()
    )
    sound = tuple(athlete for athlete in athletes if athlete is not None)
    problems += inbox_problems(sound, database=database)
    if problems:
        # What the athletes share is wrong for each of them, and told once.
        raise ConfigError(tuple(dict.fromkeys(problems)))
    return Config(database=database, athletes=sound)


def read(path: Path) -> dict[str, Any]:
    """Return what the file says, as TOML has it. Raise ConfigError."""
    try:
        # With the mark that Windows' editors put before the text, or without.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = _("cannot be read: {reason}", reason=reason_of(error))
    except UnicodeDecodeError:
        message = _("is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        reason = str(error)[: place.start()] if place else str(error)
        message = _("is not TOML: {reason}", reason=reason)
        if place:
            message = _("line {line}, column {column}: {reason}", line=place[1], column=place[2], reason=reason)
    except RecursionError:
        message = _("is not TOML: {reason}", reason=_("too many brackets within each other"))
    raise ConfigError([Problem(path=str(path), message=message)])


def _database(value: object, folder: Path, problems: list[Problem]) -> str:
    if value is None:
        return f"sqlite:///{user_data_path('shinguard') / 'shinguard.db'}"
    try:
        return read_secret(value, folder).reveal()
    except ValueError as error:
        problems.append(Problem(path="database", message=str(error)))
        return ""


def _athletes(value: object, problems: list[Problem]) -> dict[str, dict[str, Any]]:
    """Return what each athlete overrides."""
    if not isinstance(value, dict) or not value:
        problems.append(Problem(path="athletes", message=_("must be a table with a table for each athlete")))
        return {}
    for name, own in value.items():
        if not isinstance(own, dict):
            problems.append(Problem(path=f"athletes.{name}", message=_("must be a table")))
    problems += name_problems(value)
    return {name: own for name, own in value.items() if isinstance(own, dict)}


def _athlete(
    name: str,
    own: dict[str, Any],
    shared: dict[str, Any],
    folder: Path,
    problems: list[Problem],
    *,
    alone: bool,
) -> Athlete | None:
    def tell(path: Place, message: str) -> None:
        depth = _depth(own, path)
        is_own = depth == len(path) or depth > _depth(shared, path)
        problems.append(_problem(("athletes", name, *path) if is_own else path, message))

    checked = _check(_merged(shared, own), folder, partial=False, tell=tell)
    if checked is None:
        return None
    return Athlete(
        name=name,
        alone=alone,
        timezone=checked.timezone or _zone_of_the_machine(),
        language=checked.language,
        units=checked.units,
        week_starts=checked.week_starts,
        notify=Notify(**dict(checked.notify)),
        digest=_digest(checked.digest),
        threshold_bpm=checked.runner.threshold_heart_rate,
        maximal_bpm=checked.runner.maximal_heart_rate,
        connectors=_present(checked.connectors),
        rules=_present(checked.rules),
    )


def _digest(table: Any) -> Digest | None:
    if not table.enabled:
        return None
    return Digest(weekday=WEEKDAYS.index(table.day), at=table.at, picture=table.picture)


def _check(table: dict[str, Any], folder: Path, *, partial: bool, tell: Callable[[Place, str], None]) -> Any:
    """Return the checked table, or None when there is something to tell."""
    connectors = table.get("connectors")
    model = athlete_model(folder, connectors if isinstance(connectors, dict) else {})
    try:
        return model.model_validate(table)
    except ValidationError as error:
        for path, message in problems_of(error, model, also=_OF_ALL, partial=partial):
            tell(path, message)
    for path, message in refused(table, folder):
        tell(*blamed(path, _(message), model))
    return None


def _problem(path: Place, message: str) -> Problem:
    return Problem(path=".".join(path), message=message)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another, deeply. A secret is replaced as a whole, however it is written."""
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        both = isinstance(value, dict) and isinstance(lower, dict) and not _is_secret(value) and not _is_secret(lower)
        merged[key] = _merged(lower, value) if both and isinstance(lower, dict) else value
    return merged


def _is_secret(table: Mapping[str, Any]) -> bool:
    return set(table) in ({"file"}, {"env"})


def _depth(table: object, path: Sequence[str]) -> int:
    """Return how much of the path stands in the table."""
    for depth, part in enumerate(path):
        if not isinstance(table, dict) or part not in table:
            return depth
        table = table[part]
    return len(path)


def _present(table: BaseModel) -> dict[str, Any]:
    """Return what is enabled, by the name that the file has for it."""
    return {
        field.alias or name: getattr(table, name)
        for name, field in type(table).model_fields.items()
        if getattr(table, name) is not None
    }


def _zone_of_the_machine() -> ZoneInfo:
    from tzlocal import reload_localzone

    # Not get_localzone, which remembers its first answer.
    return reload_localzone()
