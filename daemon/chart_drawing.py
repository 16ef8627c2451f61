"""How the digest's picture is drawn: two panels over the same days.

It imports the library that draws, so nothing but `daemon.chart.draw` imports it. Places on the sheet are in CSS pixels
from its top left, places on a panel in days after the first one and metres.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from math import ceil, nan
from textwrap import fill

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.transforms import ScaledTranslation, Transform

from daemon.chart import Chart, Week
from daemon.chart_panels import Panel, panel_of_runs, panel_of_weeks
from daemon.chart_style import (
    BAR_DAYS,
    DATES,
    DOT_SIZE,
    EDGE,
    GAP,
    HEIGHT,
    KEY_GAP,
    LETTERS,
    LINE_WIDTH,
    MARGIN,
    OVER_SIZE,
    PALETTES,
    PIXELS,
    POINTS_PER_INCH,
    TEXT_LINE,
    TEXT_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
    WIDTH,
    Palette,
    Theme,
)
from daemon.wording import Format
from rules.verdicts import Text


@contextmanager
def _default_looks() -> Iterator[None]:
    """Draw the same whatever this machine has set for the library."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


@_default_looks()
def figure(chart: Chart, *, theme: Theme, style: Format) -> Figure:
    """Draw the picture, which `png` writes."""
    return _Sheet(chart, PALETTES[theme], style).picture


@_default_looks()
def png(picture: Figure) -> bytes:
    """Write a picture as a PNG, without the version of the library in it."""
    file = io.BytesIO()
    picture.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


class _Sheet:
    """The picture while it is drawn. Its margins are as wide as the texts beside the panels need."""

    def __init__(self, chart: Chart, palette: Palette, style: Format) -> None:
        self.chart, self.palette, self.style = chart, palette, style
        size = (WIDTH / POINTS_PER_INCH, HEIGHT / POINTS_PER_INCH)
        self.picture = Figure(size, dpi=POINTS_PER_INCH * PIXELS, facecolor=palette.background)
        FigureCanvasAgg(self.picture)
        weeks = panel_of_weeks(chart, palette=palette, style=style)
        runs = panel_of_runs(chart, palette=palette, style=style)
        self.left = MARGIN + GAP + max(self._width(label) for panel in (weeks, runs) for _m, label in panel.ticks)
        self.right = WIDTH - MARGIN - GAP - max(self._width(panel.line_name) for panel in (weeks, runs))
        self._draw_weeks(self._frame(weeks, top=MARGIN, bottom=HEIGHT / 2 - MARGIN))
        self._draw_runs(self._frame(runs, top=HEIGHT / 2, bottom=HEIGHT - MARGIN))

    def _frame(self, panel: Panel, *, top: float, bottom: float) -> Axes:
        """Draw all of a panel but its bars or dots."""
        self._write(MARGIN, top, panel.title, color=self.palette.line, size=TITLE_SIZE, weight="bold")
        top = self._write_keys(panel.keys, top + TITLE_LINE) + GAP
        bottom -= TEXT_LINE
        axes = self.picture.add_axes(
            (self.left / WIDTH, 1 - bottom / HEIGHT, (self.right - self.left) / WIDTH, (bottom - top) / HEIGHT)
        )
        axes.set_facecolor(self.palette.background)
        axes.spines[["left", "right", "top"]].set_visible(False)
        axes.spines["bottom"].set_color(self.palette.faint)
        axes.set_ylim(0, panel.top_m)
        axes.set_yticks([tick_m for tick_m, _label in panel.ticks], [label for _m, label in panel.ticks])
        axes.tick_params(axis="y", length=0, pad=GAP, labelcolor=self.palette.faint, labelsize=TEXT_SIZE)
        axes.grid(axis="y", color=self.palette.grid, linewidth=1)
        axes.set_axisbelow(True)
        self._write_days(axes)
        if panel.line_name:
            self._draw_line(axes, panel)
        return axes

    def _write_keys(self, keys: Sequence[tuple[str, str]], top: float) -> float:
        """Write keys side by side, on as many lines as they need; return where the last line ends."""
        left: float = MARGIN
        for key, color in keys:
            width = self._width(key)
            if left > MARGIN and left + width > WIDTH - MARGIN:
                left, top = MARGIN, top + TEXT_LINE
            self._write(left, top, key, color=color)
            left += width + KEY_GAP
        return top + TEXT_LINE if keys else top

    def _write_days(self, axes: Axes) -> None:
        """Write the first day of every few weeks."""
        weeks = self.chart.weeks[:: ceil(len(self.chart.weeks) / DATES)]
        labels = [self.style.short_day(week.first) for week in weeks]
        axes.set_xlim(0, self._x(self.chart.end))
        axes.set_xticks([self._x(week.first) for week in weeks], labels, ha="left")
        # The mark of a tick and the space below it make a text of TEXT_SIZE a line.
        axes.tick_params(axis="x", length=4, pad=TEXT_LINE - TEXT_SIZE - 4, labelsize=TEXT_SIZE)
        axes.tick_params(axis="x", color=self.palette.faint, labelcolor=self.palette.faint)

    def _draw_line(self, axes: Axes, panel: Panel) -> None:
        """Draw a limit day by day, with its name at its end."""
        axes.stairs(
            [nan if limit_m is None else limit_m for _day, limit_m in panel.line],
            [*(self._x(day) for day, _limit_m in panel.line), self._x(self.chart.end)],
            baseline=None,
            color=self.palette.line,
            linewidth=LINE_WIDTH,
            zorder=4,
            path_effects=[withStroke(linewidth=LINE_WIDTH + 2 * EDGE, foreground=self.palette.background)],
        )
        last_m = next(limit_m for _day, limit_m in reversed(panel.line) if limit_m is not None)
        # The name of a low limit must not run into the dates: half of its two lines stand below it.
        lowest = TEXT_LINE / (axes.get_position().height * HEIGHT)
        axes.annotate(
            panel.line_name,
            (1, max(last_m / panel.top_m, lowest)),
            (GAP, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            color=self.palette.line,
            size=TEXT_SIZE,
            va="center",
        )

    def _draw_weeks(self, axes: Axes) -> None:
        for week in self.chart.weeks:
            middle = self._x(week.first) + 3.5
            if week.distance_m is None:
                axes.text(middle, 0, "?", color=self.palette.faint, size=TEXT_SIZE, ha="center", va="bottom")
            elif week.distance_m > 0:
                self._draw_bar(axes, middle, week.distance_m, week)

    def _draw_bar(self, axes: Axes, middle: float, distance_m: int, week: Week) -> None:
        color = self.palette.over if week.is_over else self.palette.run
        axes.bar(
            middle,
            distance_m,
            width=BAR_DAYS,
            facecolor=self.palette.background if week.is_running else color,
            edgecolor=color,
            hatch="////" if week.is_running else None,
            zorder=3,
        )
        if week.is_over:
            above = ScaledTranslation(0, OVER_SIZE / POINTS_PER_INCH, self.picture.dpi_scale_trans)
            self._draw_dots(axes, [(middle, distance_m)], is_over=True, transform=axes.transData + above)

    def _draw_runs(self, axes: Axes) -> None:
        for is_over in (False, True):
            dots = [(self._x(run.day) + 0.5, run.distance_m) for run in self.chart.runs if run.is_over == is_over]
            self._draw_dots(axes, dots, is_over=is_over, transform=axes.transData)
        if not self.chart.runs:
            axes.text(
                0.5,
                0.5,
                fill(self.style.say(Text("No run of known distance in these weeks."), {}), LETTERS),
                transform=axes.transAxes,
                color=self.palette.faint,
                size=TEXT_SIZE,
                ha="center",
                va="center",
                bbox={"facecolor": self.palette.background, "edgecolor": "none"},
            )

    def _draw_dots(self, axes: Axes, dots: Sequence[tuple[float, int]], *, is_over: bool, transform: Transform) -> None:
        axes.plot(
            [x for x, _distance_m in dots],
            [distance_m for _x, distance_m in dots],
            linestyle="none",
            marker="D" if is_over else "o",
            markersize=OVER_SIZE if is_over else DOT_SIZE,
            markerfacecolor=self.palette.over if is_over else self.palette.run,
            markeredgecolor=self.palette.background,
            markeredgewidth=EDGE,
            transform=transform,
            zorder=6 if is_over else 5,
            clip_on=False,
        )

    def _write(
        self, left: float, top: float, text: str, *, color: str, size: float = TEXT_SIZE, weight: str = "normal"
    ) -> None:
        self.picture.text(left / WIDTH, 1 - top / HEIGHT, text, color=color, size=size, weight=weight, va="top")

    def _width(self, text: str) -> float:
        written = self.picture.text(0, 0, text, size=TEXT_SIZE)
        width = written.get_window_extent().width / PIXELS
        written.remove()
        return width

    def _x(self, day: date) -> int:
        return (day - self.chart.weeks[0].first).days
