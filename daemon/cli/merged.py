"""`runs --merged`: which records were taken for one run, why, and what each gives."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from daemon.cli.origins import origin_name
from daemon.copies import Why, origin
from daemon.language import _
from daemon.merge import Copy, Merged
from daemon.wording import Format, capital
from rules.records import Activity
from rules.verdicts import Text

WHY = {
    Why.FIRST: Text("the others were compared with it"),
    Why.OVERLAP: Text("recorded at the same time"),
    Why.CLOCK: Text("started within 5 minutes, same distance"),
    Why.HIDDEN: Text("its start is hidden: same day, distance and duration"),
    Why.ZONE: Text("its time has no time zone: off by whole quarters of an hour, same distance and duration"),
    Why.LOGGED: Text("logged by hand near it, about as far"),
    Why.JOINED: Text("joined by you"),
}
FIELDS = {
    "sport": Text("the sport"),
    "start": Text("the start"),
    "distance_m": Text("the distance"),
    "elapsed_s": Text("the duration"),
    "moving_s": Text("the moving time"),
    "average_heart_rate_bpm": Text("the heart rate"),
    "average_cadence_spm": Text("the cadence"),
    "climb_m": Text("the climb"),
    "hard_s": Text("the time in hard zones"),
    "is_race": Text("the mark of a race"),
    "is_workout": Text("the mark of a workout"),
    "gear_id": Text("the shoe"),
}
_INDENT = 2


def print_merged(merged: Sequence[Merged], style: Format) -> None:
    """Print each run with its copies under it; a narrow terminal is wide enough."""
    console = Console(highlight=False, markup=False)
    if not merged:
        console.print(_("No run in that time is made of several records."))
    for each in merged:
        run = each.run
        heading = f"{capital(style.weekday(run.day))}, {_distance(run.distance_m, style)}"
        console.print(Styled(heading, style="bold").append(f"  {run.run_id}", style="not bold"))
        for copy in each.copies:
            console.print(Padding(_line(copy.activity, run.day, style), (0, 0, 0, _INDENT), expand=False))
            for more in _more(each, copy):
                console.print(Padding(more, (0, 0, 0, 2 * _INDENT), expand=False))


def as_json(merged: Merged) -> dict[str, object]:
    """Return it as plain JSON types."""
    return {
        "id": merged.run.run_id,
        "start": merged.run.start.isoformat(),
        "distance_m": merged.run.distance_m,
        "copies": [
            {
                "id": copy.activity.key,
                "origin": origin(copy.activity.source, copy.activity.source_id),
                "start": copy.activity.start.isoformat(),
                "distance_m": copy.activity.distance_m,
                "elapsed_s": copy.activity.elapsed_s,
                "moving_s": copy.activity.moving_s,
                "why": copy.why.value,
                "gives": list(_given(merged, copy)),
            }
            for copy in merged.copies
        ],
    }


def _line(record: Activity, day: date, style: Format) -> str:
    start = f"{record.start:%H:%M:%S}"
    if record.day != day:
        start = f"{style.short_day(record.day)} {start}"
    parts = [origin_name(origin(record.source, record.source_id)), start, style.distance(record.distance_m)]
    if record.elapsed_s:
        parts.append(style.value("took_s", record.elapsed_s))
    return capital("  ".join(parts))


def _more(merged: Merged, copy: Copy) -> Iterator[str]:
    yield f"{copy.activity.key}: {_(WHY[copy.why])}"
    if given := ", ".join(_(FIELDS[name]) for name in _given(merged, copy)):
        yield _("gives {fields}", fields=given)


def _given(merged: Merged, copy: Copy) -> Iterator[str]:
    return (name for name in FIELDS if merged.taken.get(name) == copy.activity.key)


def _distance(distance_m: int | None, style: Format) -> str:
    return _("unknown") if distance_m is None else style.distance(distance_m)
