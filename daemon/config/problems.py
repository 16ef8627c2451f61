"""What is wrong with a configuration, each with the path of the value, in the words of the reader."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from daemon.config.suggesting import closest
from daemon.language import _

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake. `path` is dotted, as in `rules.session-spike.limit`, or the name of the file."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def problems_of(
    error: ValidationError, model: type[BaseModel], *, also: tuple[str, ...] = (), partial: bool = False
) -> Iterator[tuple[Place, str]]:
    """Yield the path and the message of each mistake that was found; never the value, which may be a secret.

    `also` are names at the top that the model does not have. In a `partial` table nothing is missing: another
    table completes it.
    """
    for each in error.errors(include_url=False, include_input=False):
        path = tuple(str(part) for part in each["loc"])
        if partial and each["type"] == "missing":
            continue
        if each["type"] == "value_error":
            yield blamed(path, _(str(each["ctx"]["error"])), model)
        elif each["type"] == "extra_forbidden":
            known = (*_names_in(model, path[:-1]), *(also if len(path) == 1 else ()))
            yield path, _("is not known") + closest(path[-1], known)
        else:
            yield path, _message(each["type"], each.get("ctx", {}), each["msg"])


def _message(kind: str, context: Mapping[str, Any], english: str) -> str:
    match kind:
        case "missing":
            return _("is missing")
        case "literal_error":
            return _("must be one of: {choices}", choices=context["expected"].replace("'", "").replace(" or ", ", "))
        case "greater_than_equal":
            return _("must be {limit} or more", limit=context["ge"])
        case "less_than_equal":
            return _("must be {limit} or less", limit=context["le"])
        case "int_type" | "int_from_float":
            return _("must be a whole number")
        case "float_type" | "finite_number":
            return _("must be a number")
        case "string_type":
            return _("must be a text in quotes")
        case "bool_type":
            return _("must be true or false")
        case "dict_type" | "model_type" | "model_attributes_type":
            return _("must be a table")
        case _:
            return english


def blamed(path: Place, message: str, model: type[BaseModel]) -> tuple[Place, str]:
    """Settings that refuse their values name the one at fault as the first word: it belongs into the path."""
    word, _space, rest = message.partition(" ")
    return ((*path, word), rest) if word in _names_in(model, path) else (path, message)


def _names_in(model: type[BaseModel], path: Place) -> tuple[str, ...]:
    """Return the keys that the table at `path` may have, none where it is not a table."""
    inner: type[BaseModel] | None = model
    for part in path:
        kinds = {} if inner is None else {field.alias or name: field.annotation for name, field in _fields(inner)}
        inner = _model_in(kinds.get(part))
    return () if inner is None else tuple(field.alias or name for name, field in _fields(inner))


def _fields(model: type[BaseModel]) -> Iterable[tuple[str, FieldInfo]]:
    return model.model_fields.items()


def _model_in(kind: object) -> type[BaseModel] | None:
    """Return the model within `Annotated[model, ...] | None`."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((found for part in get_args(kind) if (found := _model_in(part)) is not None), None)
