"""The pydantic models that the configuration is checked by, made from the Settings of connectors and rules.

They are imported where a configuration is loaded, and hold what TOML can say; `daemon.config.loading` turns what
they found into records.
"""

import dataclasses
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator, Mapping
from datetime import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
)

import connectors
from daemon.config.refusing import refusals
from daemon.config.secrets import Secret, read_secret
from daemon.config.suggesting import closest
from daemon.language import _, languages
from rules import discover
from rules.settings import Between

_STRICT = ConfigDict(
    extra="forbid",
    strict=True,
    frozen=True,
    arbitrary_types_allowed=True,
    populate_by_name=False,
    allow_inf_nan=False,
)
_ALONE = ConfigDict(strict=True, arbitrary_types_allowed=True, allow_inf_nan=False)
"""For one field by itself."""
_LONGEST_INTERVAL_MINUTES = 366 * 24 * 60
"""How rarely a source may be asked: a bound, so that no sum with it ends beyond the calendar."""


def athlete_model(folder: Path, enabled_connectors: Mapping[str, object]) -> type[BaseModel]:
    """Return the model of one athlete's settings; files of secrets are relative to `folder`.

    Of the connectors, only those in `enabled_connectors` are imported.
    """
    address = Annotated[Secret, BeforeValidator(lambda value: read_secret(value, folder)), AfterValidator(_address)]
    notify = create_model(
        "notify",
        __config__=_STRICT,
        quiet_from=(_TIME, time(21, 30)),
        quiet_until=(_TIME, time(7, 0)),
        per_day=(Annotated[int, Field(ge=0, le=100)], 1),
        per_7_days=(Annotated[int, Field(ge=0, le=700)], 3),
        numbers=(bool, True),
        morning=(_TIME | None, None),
        receivers=(dict[str, address], {}),
    )
    digest = create_model(
        "digest",
        __config__=_STRICT,
        enabled=(bool, True),
        day=(_WEEKDAY, "monday"),
        at=(_TIME, time(7, 0)),
        picture=(_PICTURE, "light"),
    )
    runner = create_model(
        "runner",
        __config__=_STRICT,
        threshold_heart_rate=(Annotated[int, Field(ge=80, le=230)] | None, None),
        maximal_heart_rate=(Annotated[int, Field(ge=100, le=240)] | None, None),
    )
    return create_model(
        "athlete",
        __config__=_STRICT,
        language=(Annotated[str, BeforeValidator(_language)], "en"),
        timezone=(Annotated[ZoneInfo, BeforeValidator(_timezone)] | None, None),
        units=(_UNITS, "metric"),
        week_starts=(_WEEK_STARTS, "monday"),
        notify=(notify, notify()),
        digest=(digest, digest()),
        runner=(runner, runner()),
        connectors=_table("connectors", _connectors(enabled_connectors, folder)),
        rules=_table("rules", {rule.name: _rule(rule.settings_type) for rule in discover()}),
    )


def refused(merged: Mapping[str, Any], folder: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what Settings refuse in a configuration that has mistakes, with the path of the table.

    A table with a mistake in one field is not shown to its Settings, and they stop at their own first one: here
    they see what is well-formed, until they find no more.
    """
    tables = {("connectors", name): _settings_of(name) for name in known_connectors()}
    tables |= {("rules", rule.name): rule.settings_type for rule in discover()}
    for (room, name), settings in tables.items():
        table = merged.get(room)
        table = table.get(name) if isinstance(table, Mapping) else None
        if not isinstance(table, Mapping) or table.get("enabled") is False:
            continue
        fields = _fields(settings, folder)
        values: dict[str, Any] = {}
        spoilt = set()
        for key in table.keys() & fields.keys():
            try:
                values[key] = _plain(TypeAdapter(fields[key][0], config=_ALONE).validate_python(table[key]))
            except ValidationError:
                spoilt.add(key)
        for sentence in refusals(settings, values, spoilt=spoilt):
            yield (room, name), sentence


def known_connectors() -> tuple[str, ...]:
    """Return the names of all connectors, without importing one: the packages that have a module `settings`."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(connectors.__path__) if _has_settings(found)))


def _has_settings(found: pkgutil.ModuleInfo) -> bool:
    folders = [str(Path(folder) / found.name) for folder in connectors.__path__]
    return any(module.name == "settings" for module in pkgutil.iter_modules(folders))


def _connectors(enabled: Mapping[str, object], folder: Path) -> dict[str, tuple[Any, Any]]:
    """Return the fields of `[connectors]`. Settings are imported where enabled, which loads no library of a source."""
    fields: dict[str, tuple[Any, Any]] = {}
    for name in known_connectors():
        kind: Any = BaseModel
        if name in enabled:
            settings = _settings_of(name)
            model = create_model(name, __config__=_STRICT, **_fields(settings, folder))
            kind = Annotated[model, AfterValidator(partial(_made, settings))]
        fields[name] = (kind | None, None)
    return fields


def _settings_of(connector: str) -> type[Any]:
    settings: type[Any] = importlib.import_module(f"connectors.{connector}").Settings
    return settings


def _secret(folder: Path) -> Any:
    return Annotated[Secret, BeforeValidator(lambda value: read_secret(value, folder))]


def _rule(settings: type[Any]) -> tuple[Any, Any]:
    model = create_model("rule", __config__=_STRICT, enabled=(bool, True), **_fields(settings))
    return Annotated[model, AfterValidator(partial(_made_if_enabled, settings))] | None, settings()


def _table(name: str, fields: Mapping[str, tuple[Any, Any]]) -> tuple[Any, Any]:
    """Return a table of tables as a field of the model above it; all of them may be absent."""
    inner: dict[str, Any] = {
        key.replace("-", "_"): (kind, Field(default=default, alias=key)) for key, (kind, default) in fields.items()
    }
    model = create_model(name, __config__=_STRICT, **inner)
    return model, model()


def _fields(settings: type[Any], folder: Path = Path()) -> dict[str, Any]:
    """Return the fields of a frozen dataclass. One with repr=False is a secret: it may stand in a file.

    Paths, of folders and of the files of secrets, are relative to `folder`.
    """
    hints = get_type_hints(settings, include_extras=True)
    kinds = {Path: Annotated[Path, BeforeValidator(partial(_path, folder))]}
    fields: dict[str, Any] = {}
    for each in dataclasses.fields(settings):
        default: Any = ...
        if each.default is not dataclasses.MISSING:
            default = each.default
        elif each.default_factory is not dataclasses.MISSING:
            default = each.default_factory()
        hint = hints[each.name]
        kind = kinds.get(hint) or _bounded(hint)
        if each.name == "interval_minutes":
            kind = Annotated[kind, Field(le=_LONGEST_INTERVAL_MINUTES)]
        fields[each.name] = (kind if each.repr else _secret(folder), default)
    return fields


def _made(settings: type[Any], table: BaseModel) -> Any:
    return settings(**{name: _plain(value) for name, value in table})


def _plain(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else value


def _made_if_enabled(settings: type[Any], table: Any) -> Any:
    """A rule's Settings, or None where it is switched off."""
    return settings(**{name: value for name, value in table if name != "enabled"}) if table.enabled else None


def _bounded(hint: Any) -> Any:
    if get_origin(hint) is not Annotated:
        return hint
    kind, *marks = get_args(hint)
    for mark in marks:
        if isinstance(mark, Between):
            kind = Annotated[kind, Field(ge=mark.low, le=mark.high)]
    return kind


def _address(value: Secret) -> Secret:
    if "://" not in value.reveal():
        raise ValueError(_("is not an address: it begins with the service, such as ntfys://ntfy.sh/your-topic"))
    return value


def _language(value: object) -> object:
    if value not in languages():
        raise ValueError(_("must be one of: {choices}", choices=", ".join(languages())))
    return value


def _timezone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        text = _("is not a time zone such as Europe/Amsterdam")
        raise ValueError(text + closest(str(value), available_timezones())) from None


def _path(folder: Path, value: object) -> Path:
    """Return the path of another folder: what is moved about in it must never be the configuration itself."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_("must be the path of a folder, in quotes"))
    # Not Path.expanduser, which raises where there is no home.
    path, home = ((folder / os.path.expanduser(each)).resolve() for each in (value, "~"))
    if folder.resolve().is_relative_to(path) or home.is_relative_to(path):
        raise ValueError(_("must be a folder of its own, in which nothing else lies"))
    return path


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise ValueError(_('must be a time of day such as "21:30"'))


_UNITS: Any = Literal["metric", "imperial"]
_WEEK_STARTS: Any = Literal["monday", "sunday"]
_PICTURE: Any = Literal["light", "dark", "none"]
_WEEKDAY: Any = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_TIME = Annotated[time, BeforeValidator(_time)]
