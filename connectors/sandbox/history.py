"""A history in a CSV file, served as both services: one line an activity, the columns of `COLUMNS`."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from connectors.sandbox.world import Outing, World

COLUMNS = ("start_utc", "start_local", "sport", "distance_m", "moving_time_s", "average_heartrate_bpm")


class HistoryError(Exception):
    """The file cannot be served. The text names the line and the column; `says` with its `values` can be translated."""

    def __init__(self, says: str, **values: object) -> None:
        super().__init__(says.format(**values))
        self.says = says
        self.values = values


@dataclass(frozen=True, slots=True)
class _Place:
    """A line of the file."""

    file: str
    line: int

    def wrong(self, says: str, **values: object) -> HistoryError:
        return HistoryError(says, file=self.file, line=self.line, **values)


def read_history(path: Path, *, now: datetime | None = None) -> World:
    """Given a CSV file, return the world that it tells of: activities only, no shoes, no mornings.

    `start_utc` and `start_local` are ISO 8601 without an offset; their difference is the UTC offset of the place.
    `now` stands still where it is given; else it is the machine's clock. The sandbox's own day is that of the
    newest activity's place. Raise HistoryError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            outings = sorted(_read(csv.reader(file), path.name), key=lambda o: (o.start, o.number))
    except OSError as error:
        raise HistoryError("{file} cannot be read: {reason}", file=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise HistoryError("{file}: not a text in UTF-8", file=path.name) from error
    if not outings:
        raise HistoryError("{file}: no activities", file=path.name)
    return World(zone=outings[-1].zone, outings=outings, now=now)


def _read(rows: Iterator[list[str]], file: str) -> Iterator[Outing]:
    header = next(rows, [])
    for number, name in enumerate(COLUMNS):
        if number >= len(header) or header[number].strip() != name:
            place, at = _Place(file, 1), {"number": number + 1, "column": name}
            if number >= len(header):
                raise place.wrong("{file}, line {line}, column {number}: expected {column!r}, found nothing", **at)
            raise place.wrong(
                "{file}, line {line}, column {number}: expected {column!r}, found {found!r}",
                found=header[number],
                **at,
            )
    for line, row in enumerate(rows, start=2):
        if row:
            yield _outing(dict(zip(COLUMNS, row, strict=False)), number=line - 1, place=_Place(file, line))


def _outing(row: dict[str, str], *, number: int, place: _Place) -> Outing:
    missing = [name for name in COLUMNS if name not in row]
    if missing:
        raise place.wrong("{file}, line {line}, column {column}: missing", column=missing[0])
    start_utc, start_local = (_time(row, name, place) for name in ("start_utc", "start_local"))
    offset = start_local - start_utc
    if abs(offset) > timedelta(hours=14) or offset.total_seconds() % 900:
        raise place.wrong("{file}, line {line}, column start_local: not a UTC offset away from start_utc")
    sport = row["sport"].strip()
    if not sport.isalpha():
        raise place.wrong(
            "{file}, line {line}, column sport: expected a word such as Run, found {found!r}", found=sport
        )
    moving_s = round(_number(row, "moving_time_s", place))
    return Outing(
        number=number,
        start=start_utc.replace(tzinfo=UTC).astimezone(timezone(offset)),
        sport=sport,
        name=f"{_part_of_day(start_local.hour)} {sport}",
        distance_m=_number(row, "distance_m", place),
        moving_s=moving_s,
        elapsed_s=moving_s,
        average_heart_rate_bpm=_number(row, "average_heartrate_bpm", place) if row["average_heartrate_bpm"] else None,
        zone=_zone(offset),
    )


def _time(row: dict[str, str], name: str, place: _Place) -> datetime:
    try:
        value = datetime.fromisoformat(row[name].strip())
    except ValueError:
        value = None
    if value is None or value.tzinfo is not None:
        raise place.wrong(
            "{file}, line {line}, column {column}: expected a time such as 2025-03-01T18:30, found {found!r}",
            column=name,
            found=row[name],
        )
    return value


def _number(row: dict[str, str], name: str, place: _Place) -> float:
    try:
        value = float(row[name])
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise place.wrong(
            "{file}, line {line}, column {column}: expected a number of 0 or more, found {found!r}",
            column=name,
            found=row[name],
        )
    return value


def _zone(offset: timedelta) -> str:
    hours = offset.total_seconds() / 3600
    if not hours or hours % 1 or not -12 <= hours <= 14:
        # Only whole hours have a name that fits every place. The offset beside the name is right in any case.
        return "Etc/UTC"
    return f"Etc/GMT{-int(hours):+d}"


def _part_of_day(hour: int) -> str:
    return "Morning" if hour < 12 else "Afternoon" if hour < 18 else "Evening"
