"""What the runner logged, as rows of a list; how one of them is taken back, and what follows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import starmap

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy import Connection

from daemon.cli.group import House, now, say
from daemon.cli.progress import say_pass
from daemon.config import Athlete
from daemon.copies import LOG
from daemon.language import _, active
from daemon.pipeline import run_pass
from daemon.store.logs import (
    delete_injury,
    delete_mark,
    delete_pain,
    load_injuries,
    load_marks,
    load_pain,
)
from daemon.store.said import delete_exertion, delete_logged_run, exertions_with_days, load_logged_runs
from daemon.vocabulary import name_of, word_of
from daemon.wording import Format
from rules.records import Activity
from rules.said import Injury, Mark, PainEntry

Said = PainEntry | Injury | Mark | Activity | int
_NUMBER = "[0-9]{1,9}"
"""Of a row: a database has no use for a longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that was logged, with the ID that a person names it by."""

    number: str
    day: date
    said: Said
    """An exertion is the number itself."""
    more: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """A row for programs: its words are those of the closed vocabularies."""
        return {"id": self.number, "day": self.day.isoformat(), **_told(self.said), **self.more}


def rows_of(connection: Connection, athlete: str, *, since: datetime) -> list[Row]:
    """Return what was logged since an instant, on the runner's clock, newest first; a mark that reaches into it too."""
    day = since.date()
    rows = [
        *map(row_of, load_pain(connection, athlete, since=since)),
        *map(row_of, load_injuries(connection, athlete)),
        *map(row_of, load_logged_runs(connection, athlete, since=day)),
        *mark_rows(connection, athlete, since=day),
        *starmap(_exertion_row, exertions_with_days(connection, athlete)),
    ]
    return sorted((row for row in rows if row.day >= day or isinstance(row.said, Mark)), key=_order, reverse=True)


def mark_rows(connection: Connection, athlete: str, *, since: date) -> list[Row]:
    """Return the marks that reach up to a day or later, the last to begin first."""
    return sorted(map(row_of, load_marks(connection, athlete, since=since)), key=_order, reverse=True)


def row_of(said: PainEntry | Injury | Mark | Activity) -> Row:
    """Return the row of something that has a number of its own."""
    match said:
        case PainEntry():
            return Row(number=f"pain-{said.entry_id}", day=said.day, said=said)
        case Injury():
            return Row(number=f"injury-{said.injury_id}", day=said.day, said=said)
        case Mark():
            return Row(number=f"mark-{said.mark_id}", day=said.first, said=said)
        case Activity():
            return Row(number=said.key, day=said.day, said=said)


def print_rows(rows: Iterable[Row], style: Format, *, nothing: str) -> None:
    """Print them as a table, or what stands for none."""
    # An ID is typed: it is never cut.
    table = Table(Column(_("ID"), no_wrap=True), _("Day"), _("What"), box=None, pad_edge=False)
    for row in rows:
        table.add_row(escape(row.number), style.full_day(row.day), escape(_line(row.said, style)))
    if table.row_count:
        Console(highlight=False).print(table)
    else:
        say(nothing)


def say_logged(row: Row, style: Format) -> None:
    """Print what was just logged, with its ID."""
    what = _line(row.said, style)
    say(escape(_("Logged as {number}, {day}: {what}", number=row.number, day=style.full_day(row.day), what=what)))


def take_back(connection: Connection, athlete: str, number: str, *, now: datetime) -> bool:
    """Delete what has this ID. Return False where nothing has."""
    kind, _dash, which = number.strip().partition("-")
    if kind == LOG:
        return delete_logged_run(connection, athlete, number.strip(), now=now)
    if kind == "exertion":
        return delete_exertion(connection, athlete, which, now=now)
    if not re.fullmatch(_NUMBER, which):
        return False
    match kind:
        case "pain":
            return delete_pain(connection, athlete, int(which))
        case "injury":
            return delete_injury(connection, athlete, int(which))
        case "mark":
            return delete_mark(connection, athlete, int(which), now=now)
    return False


def follow_up(house: House, runner: Athlete) -> None:
    """Judge what is there now, and send what is to be told: nothing waits for the next sync."""
    say_pass(runner, run_pass(house.database, runner, sources=(), clock=now), now=now())


def _exertion_row(run: str, exertion: int, day: date) -> Row:
    return Row(number=f"exertion-{run}", day=day, said=exertion, more={"run": run})


def _order(row: Row) -> tuple[date, str, int]:
    kind, _dash, number = row.number.rpartition("-")
    return row.day, kind, int(number) if number.isdecimal() else 0


def _line(said: Said, style: Format) -> str:
    match said:
        case PainEntry():
            values = {
                "level": said.level,
                "site": name_of(said.site, active()),
                "moment": name_of(said.moment, active()),
            }
            text = _("pain {level} of 10, {site}, {moment}", **values)
            signs = " ".join(sorted(said.red_flags))
            return f"{text}: {style.value('seen_flags', signs)}" if signs else text
        case Injury():
            return _("injury, {site}", site=name_of(said.site, active()))
        case Mark():
            if said.has_no_end:
                return _("{mark}, without a last day", mark=name_of(said.kind, active()))
            values = {"mark": name_of(said.kind, active()), "day": style.full_day(said.last)}
            return _("{mark}, until {day}", **values) if said.last > said.first else name_of(said.kind, active())
        case Activity():
            values = {
                "sport": word_of(said.sport, active()),
                "distance": style.distance(said.distance_m),
                "duration": style.value("took_s", said.moving_s),
            }
            return (
                _("{sport}, {distance} in {duration}", **values)
                if said.moving_s
                else _("{sport}, {distance}", **values)
            )
        case int():
            return _("how hard it felt: {exertion} of 10", exertion=said)


def _told(said: Said) -> dict[str, object]:
    match said:
        case PainEntry():
            moment = {"at": said.at.isoformat(timespec="seconds"), "moment": said.moment.value}
            return {"site": said.site.value, "level": said.level, **moment, "signs": sorted(said.red_flags)}
        case Injury():
            return {"site": said.site.value}
        case Mark():
            last = None if said.has_no_end else said.last.isoformat()
            return {"mark": said.kind.value, "first": said.first.isoformat(), "last": last}
        case Activity():
            return {
                "start": said.start.isoformat(timespec="seconds"),
                "distance_m": said.distance_m,
                "duration_s": said.moving_s or None,
            }
        case int():
            return {"exertion": said}
