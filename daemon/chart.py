"""The picture of the weekly digest: weeks beside their limit, and runs beside the ceiling of 30 days.

The library that draws needs 0.5 s and 60 MiB. It is imported when something is drawn, in a process that ends soon.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from tempfile import TemporaryDirectory

from daemon.chart_style import Theme
from daemon.wording import Format
from rules.values import Values
from rules.verdicts import Text

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from `first` on: their distance and limit in metres, each None where unknown.

    `is_over`: the distance is above the limit. `is_running`: the week is not over yet.
    """

    first: date
    distance_m: int | None
    limit_m: int | None = None
    is_over: bool = False
    is_running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A run, in metres. `is_over`: it was above the ceiling that it met."""

    day: date
    distance_m: int
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: weeks that follow each other, oldest first, and the runs within them.

    A ceiling holds in metres from its day until the next one's, the last until the end; None: unknown. They are
    within the weeks, oldest first. Raise ValueError without weeks.
    """

    weeks: tuple[Week, ...]
    runs: tuple[Dot, ...]
    ceilings: tuple[tuple[date, int | None], ...]

    def __post_init__(self) -> None:
        if not self.weeks:
            raise ValueError("a chart needs a week")

    @property
    def end(self) -> date:
        """The day after the last week."""
        return self.weeks[-1].first + WEEK


def alt_text(chart: Chart, *, style: Format) -> str:
    """Say what the picture shows, for who cannot see it."""
    sentences = [
        Text(
            "Two charts of {week_count} weeks, up to {last_day}: the distance of each week beside its limit, and "
            "each run beside the ceiling of 30 days."
        )
    ]
    if not chart.runs:
        sentences.append(Text("No run of known distance in these weeks."))
    else:
        sentences.append(Text("Weeks above their limit: {over_week_count}. Runs above the ceiling: {over_run_count}."))
    if any(week.distance_m is None for week in chart.weeks):
        sentences.append(Text("Weeks of unknown distance: {unknown_count}."))
    if chart.weeks[-1].is_running:
        sentences.append(Text("The last week is not over yet."))
    values: Values = {
        "week_count": len(chart.weeks),
        "last_day": chart.end - timedelta(days=1),
        "over_week_count": sum(week.is_over for week in chart.weeks),
        "over_run_count": sum(run.is_over for run in chart.runs),
        "unknown_count": sum(week.distance_m is None for week in chart.weeks),
    }
    return " ".join(style.say(sentence, values) for sentence in sentences)


def draw(chart: Chart, *, theme: Theme, style: Format) -> bytes:
    """Draw a PNG of 1080 x 1350 pixels; the same chart gives the same bytes."""
    with on_its_own():
        from daemon.chart_drawing import figure, png
    return png(figure(chart, theme=theme, style=style))


@contextmanager
def on_its_own() -> Iterator[None]:
    """Let the library that draws start with the fonts that it brings, and in a folder of its own.

    Else it lists all fonts of the machine when it is imported and keeps the list in the home directory. Where it
    cannot, as with our service, it warns.
    """
    with TemporaryDirectory() as folder:
        wanted = {"MPLCONFIGDIR": folder, "MPL_IGNORE_SYSTEM_FONTS": "1"}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
