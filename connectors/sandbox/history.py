"""A history in a CSV file, served as both services: one line an activity, the columns of `COLUMNS`."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TextIO

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
    decimal_comma: bool
    """Where a comma does not part the columns it may part a number."""

    def wrong(self, says: str, **values: object) -> HistoryError:
        return HistoryError(says, file=self.file, line=self.line, **values)


def read_history(path: Path, *, now: datetime | None = None) -> World:
    """Given a CSV file, return the world that it tells of: activities only, no shoes, no mornings.

    `start_utc` and `start_local` are ISO 8601; their difference is the UTC offset of the place. Columns come in any
    order, other ones are passed over; commas, semicolons or tabs part them. An empty distance is 0: none that anybody
    ran.
    `now` stands still where it is given; else it is the machine's clock. The sandbox's own day is that of the
    newest activity's place. Raise HistoryError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            outings = sorted(_read(file, path.name), key=lambda o: (o.start, o.number))
    except OSError as error:
        raise HistoryError("{file} cannot be read: {reason}", file=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise HistoryError("{file}: not a text in UTF-8", file=path.name) from error
    except csv.Error as error:
        raise HistoryError("{file} is no CSV file that can be read: {reason}", file=path.name, reason=error) from error
    if not outings:
        raise HistoryError("{file}: no activities", file=path.name)
    return World(zone=outings[-1].zone, outings=outings, now=now)


def _read(lines: TextIO, file: str) -> Iterator[Outing]:
    header = lines.readline()
    delimiter = max(",;\t", key=header.count)
    columns = [name.strip() for row in csv.reader([header], delimiter=delimiter) for name in row]
    for name in COLUMNS:
        if name not in columns:
            raise HistoryError("{file}, line {line}, column {column}: missing", file=file, line=1, column=name)
    rows = csv.DictReader(lines, columns, delimiter=delimiter)
    for number, row in enumerate(rows, start=1):
        place = _Place(file, rows.line_num + 1, decimal_comma=delimiter != ",")
        yield _outing({name: _cell(row, name, place) for name in COLUMNS}, number=number, place=place)


def _cell(row: dict[str, str | None], name: str, place: _Place) -> str:
    cell = row[name]
    if cell is None:
        raise place.wrong("{file}, line {line}, column {column}: missing", column=name)
    return cell.strip()


def _outing(row: dict[str, str], *, number: int, place: _Place) -> Outing:
    start_utc, start_local = _instant(row, place), _time(row, "start_local", place).replace(tzinfo=UTC)
    offset = start_local - start_utc
    if abs(offset) > timedelta(hours=14) or offset.total_seconds() % 900:
        raise place.wrong("{file}, line {line}, column start_local: not a UTC offset away from start_utc")
    sport = row["sport"]
    if not sport or not sport.isprintable():
        raise place.wrong(
            "{file}, line {line}, column sport: expected a word such as Run, found {found!r}", found=sport
        )
    moving_s = round(_number(row, "moving_time_s", place))
    return Outing(
        number=number,
        start=start_utc.astimezone(timezone(offset)),
        sport=sport,
        name=f"{_part_of_day(start_local.hour)} {sport}",
        distance_m=_number(row, "distance_m", place) if row["distance_m"] else 0.0,
        moving_s=moving_s,
        elapsed_s=moving_s,
        average_heart_rate_bpm=_number(row, "average_heartrate_bpm", place) if row["average_heartrate_bpm"] else None,
        zone=_zone(offset),
    )


def _instant(row: dict[str, str], place: _Place) -> datetime:
    """Return when it began; without an offset it is told in UTC."""
    told = _time(row, "start_utc", place)
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def _time(row: dict[str, str], name: str, place: _Place) -> datetime:
    try:
        return datetime.fromisoformat(row[name])
    except ValueError:
        raise place.wrong(
            "{file}, line {line}, column {column}: expected a time such as 2025-03-01T18:30, found {found!r}",
            column=name,
            found=row[name],
        ) from None


def _number(row: dict[str, str], name: str, place: _Place) -> float:
    try:
        value = float(row[name].replace(",", ".") if place.decimal_comma else row[name])
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
