"""Two column types that every database keeps alike: an instant in UTC, and the named values of a message."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from rules.values import Values

_DATE = "date"
"""`{"date": "2026-03-01"}` is a date in JSON; no named value is a mapping otherwise."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite itself would lose the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn it to UTC. Raise ValueError if it is naive."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a zone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class NamedValues(TypeDecorator[Values]):
    """The values of a message as JSON; dates come back as dates."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Values | None, dialect: Dialect) -> dict[str, Any] | None:
        """Write dates as `{"date": ...}`. Raise TypeError for a datetime: `_at` values are ISO 8601 text."""
        return None if value is None else {name: _encode(name, each) for name, each in value.items()}

    def process_result_value(self, value: Mapping[str, Any] | None, dialect: Dialect) -> dict[str, Any] | None:
        """Read dates back."""
        return None if value is None else {name: _decode(each) for name, each in value.items()}


def _encode(name: str, value: object) -> object:
    if isinstance(value, datetime):
        raise TypeError(f"the value {name} is a datetime; a message takes it as ISO 8601 text")
    return {_DATE: value.isoformat()} if isinstance(value, date) else value


def _decode(value: Any) -> Any:
    return date.fromisoformat(value[_DATE]) if isinstance(value, dict) else value
