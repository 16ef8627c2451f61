"""Everything as tables of plain values, for JSON and CSV: the same bytes for the same content. Pure.

Nothing in it depends on when the program did what: no instants of its own, and runs and pairs are named after the first
of their keys in the alphabet rather than after the copy that came in first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from daemon.everything import Everything
from daemon.merge import Merged
from rules.records import Activity, DailyWellness, Run, Shoe
from rules.verdicts import Severity

FORMAT = "shinguard-export"
VERSION = 1
"""Of the document: it rises when a table or a column goes or means something else, not when one is added."""
Row = dict[str, Any]
_MEASURED = tuple(each.name for each in fields(DailyWellness) if each.name not in ("day", "source"))
_OF_A_RUN = (
    "elapsed_s", "moving_s", "distance_m", "average_heart_rate_bpm", "average_cadence_spm", "climb_m", "hard_s",
    "is_race", "is_workout",
)  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "runs": (
        "id", "day", "start", "sport", *_OF_A_RUN, "exertion", "shoe", "excluded", "copies", "why", "taken_from",
    ),
    "activities": (
        "id", "day", "start", "sport", *_OF_A_RUN, "gear_id", "zone_is_guess", "accepted", "excluded", "deleted",
    ),
    "shoes": (
        "id", "name", "total_m", "limit_m", "retired", "listed", "said_initial_m", "said_limit_m", "said_kind",
        "said_retired", "said_same_as", "pair", "pair_total_m",
    ),
    "shoe_defaults": ("sport", "first_day", "shoe"),
    "shoe_splits": ("one", "other"),
    "mornings": ("day", "source", *_MEASURED),
    "planned": ("day", "id", "title", "sport", "distance_m", "duration_s", "is_race", "is_changed"),
    "pain": ("at", "site", "moment", "level", "signs"),
    "injuries": ("day", "site"),
    "marks": ("first_day", "last_day", "kind"),
    "exertions": ("run", "exertion"),
    "pairings": ("one", "other", "together"),
    "alerts": (
        "day", "rule", "subject", "is_open", "severity", "stage", "told_by", "says", "do", "values", "runs",
    ),
    "put_aside": ("source", "source_id", "what", "day"),
    "purged_days": ("day", "source", "sport"),
}  # fmt: skip
"""The tables, and what each column is called."""
_ORDER: Mapping[str, tuple[str, ...]] = {"runs": ("start", "id"), "activities": ("start", "id")}
"""Columns by which rows are ordered; elsewhere by all of them, the first first."""


def document(everything: Everything) -> dict[str, Any]:
    """Return all of it as one document."""
    begins = everything.mornings_from
    head = {"format": FORMAT, "version": VERSION, "athlete": everything.athlete, "mornings_from": _day(begins)}
    return {**head, **tables(everything)}


def tables(everything: Everything) -> dict[str, list[Row]]:
    """Return each table with its rows, in an order that depends on nothing but what they hold."""
    name_of = _Names(everything)
    made: Mapping[str, Iterable[Row]] = {
        "runs": _runs(everything, name_of),
        "activities": map(_activity, everything.records),
        "shoes": _shoes(everything, name_of),
        "shoe_defaults": _defaults(everything, name_of),
        "shoe_splits": ({"one": row["one"], "other": row["other"]} for row in everything.shoe_splits),
        "mornings": map(_morning, everything.mornings),
        "planned": map(_planned, everything.planned),
        "pain": (
            {
                "at": each.at.isoformat(),
                "site": each.site.value,
                "moment": each.moment.value,
                "level": each.level,
                "signs": sorted(each.red_flags),
            }
            for each in everything.pain
        ),
        "injuries": ({"day": _day(each.day), "site": each.site.value} for each in everything.injuries),
        "marks": (
            {
                "kind": each.kind.value,
                "first_day": _day(each.first),
                "last_day": None if each.has_no_end else _day(each.last),
            }
            for each in everything.marks
        ),
        "exertions": ({"run": name_of.run(run), "exertion": felt} for run, felt in everything.exertions.items()),
        "pairings": (
            {"one": one, "other": other, "together": together} for (one, other), together in everything.pairings.items()
        ),
        "alerts": (_alert(row, name_of) for row in everything.alerts),
        "put_aside": (
            {"source": each.source, "source_id": each.source_id, "day": _day(each.day), "what": str(each.what)}
            for each in everything.unreadable
        ),
        "purged_days": (
            {"source": row["source"], "day": _day(row["day"]), "sport": row["sport"]} for row in everything.purged_days
        ),
    }
    return {name: _in_order(rows, name) for name, rows in made.items()}


class _Names:
    """What runs and pairs are called: after the first of their keys in the alphabet."""

    def __init__(self, everything: Everything) -> None:
        self._runs: dict[str, str] = {}
        for run in (*(each.run for each in everything.runs), *everything.left_out):
            self._runs |= dict.fromkeys((run.run_id, *run.copies), min(run.copies))
        self._shoes: dict[str, str] = {}
        for shoe in everything.pairs:
            keys = ["-".join(each) for each in shoe.ids]
            self._shoes |= dict.fromkeys(keys, min(keys))

    def run(self, key: str) -> str:
        """Return the name of the run of which this is a key, the key itself where none is on record."""
        return self._runs.get(key, key)

    def shoe(self, key: str) -> str:
        """Return the same of a pair."""
        return self._shoes.get(key, key)

    def subject(self, subject: str) -> str:
        """Return the same of what an alert is about, which may be something else."""
        return self.run(self.shoe(subject))


def _runs(everything: Everything, name_of: _Names) -> Iterator[Row]:
    gear = {run.run_id: run.gear for run in everything.dressed}
    felt = {name_of.run(key): exertion for key, exertion in everything.exertions.items()}
    known = {shoe_id for shoe in everything.pairs for shoe_id in shoe.ids}
    for merged in everything.runs:
        run = merged.run
        worn = next(("-".join(each) for each in gear.get(run.run_id, ()) if each in known), None)
        yield {
            **_outing(run, name_of),
            "exertion": felt.get(name_of.run(run.run_id)),
            "shoe": None if worn is None else name_of.shoe(worn),
            "excluded": False,
            "copies": sorted(run.copies),
            "why": _why(merged),
            "taken_from": dict(sorted(merged.taken.items())),
        }
    for run in everything.left_out:
        more = {"exertion": felt.get(name_of.run(run.run_id)), "shoe": None, "excluded": True}
        yield {**_outing(run, name_of), **more, "copies": sorted(run.copies), "why": {}, "taken_from": {}}


def _outing(run: Run, name_of: _Names) -> Row:
    head = {"id": name_of.run(run.run_id), "day": _day(run.day), "start": run.start.isoformat()}
    return {**head, "sport": run.sport.value, **{name: getattr(run, name) for name in _OF_A_RUN}}


def _why(merged: Merged) -> dict[str, str]:
    """Return by key why each record is taken for a copy; a record that stands alone needs no reason."""
    return {copy.activity.key: copy.why.value for copy in sorted(merged.copies, key=lambda copy: copy.activity.key)}


def _activity(activity: Activity) -> Row:
    return {
        "id": activity.key,
        "day": _day(activity.day),
        "start": activity.start.isoformat(),
        "sport": activity.sport.value,
        **{name: getattr(activity, name) for name in _OF_A_RUN},
        "gear_id": activity.gear_id,
        "zone_is_guess": activity.zone_is_guess,
        "accepted": activity.accepted,
        "excluded": activity.excluded,
        "deleted": activity.gone,
    }


def _shoes(everything: Everything, name_of: _Names) -> Iterator[Row]:
    pair_of: dict[tuple[str, str], Shoe] = {shoe_id: shoe for shoe in everything.pairs for shoe_id in shoe.ids}
    said = {(row["source"], row["source_id"]): row for row in everything.shoe_options}
    for row in everything.shoes:
        shoe_id = row["source"], row["source_id"]
        options = said.get(shoe_id, {})
        pair = pair_of.get(shoe_id)
        alias = options.get("alias_source"), options.get("alias_source_id")
        yield {
            "id": "-".join(shoe_id),
            "name": row["name"],
            "total_m": row["total_m"],
            "limit_m": row["limit_m"],
            "retired": row["retired"],
            "listed": row["gone_at"] is None,
            "said_initial_m": options.get("initial_m"),
            "said_limit_m": options.get("limit_m"),
            "said_kind": options.get("kind"),
            "said_retired": options.get("retired"),
            "said_same_as": "-".join(map(str, alias)) if alias[0] else None,
            "pair": name_of.shoe("-".join(shoe_id)) if pair else None,
            "pair_total_m": pair.total_m if pair else None,
        }


def _defaults(everything: Everything, name_of: _Names) -> Iterator[Row]:
    for sport, spans in everything.defaults.items():
        for first, pair in spans:
            shoe = None if pair is None else name_of.shoe("-".join(pair))
            yield {"sport": sport.value, "first_day": _day(first), "shoe": shoe}


def _morning(morning: DailyWellness) -> Row:
    return {each.name: getattr(morning, each.name) for each in fields(morning)} | {"day": _day(morning.day)}


def _planned(row: Mapping[str, Any]) -> Row:
    names = ("title", "sport", "distance_m", "duration_s", "is_race", "is_changed")
    return {"id": f"{row['source']}-{row['source_id']}", "day": _day(row["day"])} | {name: row[name] for name in names}


def _alert(row: Mapping[str, Any], name_of: _Names) -> Row:
    """`says` and `do` are the English texts with the names of the values in them, as the rule has them."""
    values = {name: _day(each) if isinstance(each, date) else each for name, each in row["named_values"].items()}
    return {
        "rule": row["rule"],
        "subject": name_of.subject(row["subject"]),
        "day": _day(row["day"]),
        "is_open": row["is_open"],
        "severity": Severity(row["severity"]).name.lower(),
        "stage": row["stage"],
        "told_by": row["told_by"],
        "says": row["says"],
        "do": row["do"],
        "values": dict(sorted(values.items())),
        "runs": sorted(name_of.run(run) for run in row["runs"]),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _in_order(rows: Iterable[Row], table: str) -> list[Row]:
    """Return the rows in the order of their columns; what is not known comes first."""
    columns = COLUMNS[table]
    ordered = _ORDER.get(table, columns)

    def place(row: Row) -> tuple[tuple[bool, str | float], ...]:
        values = (row[name] for name in ordered)
        return tuple((each is not None, each if isinstance(each, int | float) else str(each)) for each in values)

    return [{name: row[name] for name in columns} for row in sorted(rows, key=place)]
