"""What the two panels of the digest's picture say: titles, keys, the scale, the line of the limit. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from daemon.chart import Chart
from daemon.chart_style import Palette
from daemon.wording import Format
from rules.verdicts import Text

HEADROOM = 1.12
"""Of the height of the scale, so that the mark above the longest bar stands below the keys."""
MOST_TICKS = 4
LEAST_UNITS = 4
"""The least height of the scale in kilometres or miles: no tick stands at a part of one."""
UNIT_M = {"metric": 1000.0, "imperial": 1609.344}
DIAMOND, HATCHED = "\N{BLACK DIAMOND}", "\N{SQUARE WITH UPPER RIGHT TO LOWER LEFT FILL}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What one panel shows besides its bars or dots.

    `keys`: marks with their meaning, in their colour. `ticks`: metres and how they are written, from 0 up. `line`: a
    limit in metres, None where unknown, from each day until the next one's. `line_name`: its name and its last value.
    """

    title: str
    keys: tuple[tuple[str, str], ...]
    top_m: float
    ticks: tuple[tuple[float, str], ...]
    line: tuple[tuple[date, int | None], ...]
    line_name: str


def panel_of_weeks(chart: Chart, *, palette: Palette, style: Format) -> Panel:
    """Return what the panel of the weeks shows."""
    keys = []
    if any(week.is_over for week in chart.weeks):
        keys.append((f"{DIAMOND} {style.say(Text('above the limit'), {})}", palette.over))
    if any(week.is_running for week in chart.weeks):
        keys.append((f"{HATCHED} {style.say(Text('this week so far'), {})}", palette.faint))
    if any(week.distance_m is None for week in chart.weeks):
        keys.append((f"? {style.say(Text('unknown'), {})}", palette.faint))
    line = tuple((week.first, week.limit_m) for week in chart.weeks)
    most_m = _most_m(*(week.distance_m for week in chart.weeks), *(limit_m for _day, limit_m in line))
    return Panel(
        title=style.say(Text("Distance per week"), {}),
        keys=tuple(keys),
        top_m=_top_m(most_m, style),
        ticks=tuple(_ticks(most_m, style)),
        line=line,
        line_name=_line_name(style.say(Text("limit"), {}), line, style),
    )


def panel_of_runs(chart: Chart, *, palette: Palette, style: Format) -> Panel:
    """Return what the panel of the runs shows."""
    key = (f"{DIAMOND} {style.say(Text('above the 30-day ceiling'), {})}", palette.over)
    most_m = _most_m(*(run.distance_m for run in chart.runs), *(ceiling_m for _day, ceiling_m in chart.ceilings))
    return Panel(
        title=style.say(Text("Distance per run"), {}),
        keys=(key,) if any(run.is_over for run in chart.runs) else (),
        top_m=_top_m(most_m, style),
        ticks=tuple(_ticks(most_m, style)),
        line=chart.ceilings,
        line_name=_line_name(style.say(Text("ceiling"), {}), chart.ceilings, style),
    )


def _most_m(*distances_m: int | None) -> int:
    return max((distance_m for distance_m in distances_m if distance_m is not None), default=0)


def _top_m(most_m: int, style: Format) -> float:
    return max(most_m, LEAST_UNITS * UNIT_M[style.units]) * HEADROOM


def _ticks(most_m: int, style: Format) -> Iterator[tuple[float, str]]:
    """Yield ticks at a round number of kilometres or miles; the unit stands at the last one."""
    unit_m = UNIT_M[style.units]
    most = max(int(most_m / unit_m), LEAST_UNITS)
    steps = (step * 10**power for power in count() for step in (1, 2, 5))
    step = next(step for step in steps if most // step <= MOST_TICKS)
    last = most // step * step
    for tick in range(0, last, step):
        yield tick * unit_m, style.value("tick_count", tick)
    yield last * unit_m, style.distance(last * unit_m)


def _line_name(name: str, line: tuple[tuple[date, int | None], ...], style: Format) -> str:
    """Return the name of a line and its last value, on two lines. A limit that is known nowhere has no name."""
    if all(limit_m is None for _day, limit_m in line):
        return ""
    last_m = line[-1][1]
    return name if last_m is None else f"{name}\n{style.distance(last_m)}"
