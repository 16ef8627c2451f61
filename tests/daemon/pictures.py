"""Pictures of a digest, for tests: how they are drawn, and what stands on them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import combinations
from typing import TYPE_CHECKING

from PIL import Image

from daemon.chart import Chart, Dot, Week, on_its_own
from daemon.chart_style import Theme
from daemon.wording import Format

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

EN, NL, EN_MILES = Format("en", "metric"), Format("nl", "metric"), Format("en", "imperial")

MONDAY = date(2025, 12, 15)


def day(number: int) -> date:
    """Return a day of the picture; 0 is its first."""
    return MONDAY + timedelta(days=number)


def weeks(*distances_m: int | None) -> tuple[Week, ...]:
    return tuple(Week(first=day(7 * number), distance_m=metres) for number, metres in enumerate(distances_m))


_PLAIN = weeks(32_000, 35_000, 38_000, None, 41_000, 0, 44_000, 30_000, 52_000, 40_000, 45_000, 15_000)
_LIMITS_M = (None, 38_500, 38_500, None, 41_800, 45_100, 45_100, 48_400, 48_400, 57_200, 57_200, 57_200)
SEASON = Chart(
    weeks=tuple(
        replace(week, limit_m=limit_m, is_over=number == 8, is_running=number == 11)
        for number, (week, limit_m) in enumerate(zip(_PLAIN, _LIMITS_M, strict=True))
    ),
    runs=(
        Dot(day=day(1), distance_m=8_000),
        Dot(day=day(6), distance_m=14_000),
        Dot(day=day(33), distance_m=9_000),
        Dot(day=day(33), distance_m=4_000),
        Dot(day=day(40), distance_m=20_000, is_over=True),
        Dot(day=day(59), distance_m=12_000),
        Dot(day=day(83), distance_m=22_000),
    ),
    ceilings=((day(0), None), (day(7), 15_400), (day(20), None), (day(28), 16_500), (day(42), 23_100)),
)
"""Twelve weeks: the fourth is unknown, the sixth a rest, the ninth above its limit, the last still running."""
EMPTY = Chart(weeks=weeks(*[0] * 12), runs=(), ceilings=())


def figure_of(chart: Chart, theme: Theme = Theme.LIGHT, style: Format = EN) -> "Figure":
    with on_its_own():
        from daemon.chart_drawing import figure
    return figure(chart, theme=theme, style=style)


def texts(picture: "Figure") -> list["Text"]:
    from matplotlib.text import Text

    return [text for text in picture.findobj(Text) if isinstance(text, Text) and text.get_text() and text.get_visible()]


def boxes(picture: "Figure") -> list[tuple[str, float, float, float, float]]:
    """Return each text with its left, top, right and bottom in pixels of the picture, from its top left."""
    height = picture.bbox.height
    picture.draw_without_rendering()
    found = [(text.get_text(), text.get_window_extent()) for text in texts(picture)]
    return [(text, box.x0, height - box.y1, box.x1, height - box.y0) for text, box in found]


def overlaps(found: Iterable[tuple[str, float, float, float, float]]) -> list[tuple[str, str]]:
    return [
        (one[0], other[0])
        for one, other in combinations(found, 2)
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


class Pixels:
    """The colours of a picture that was drawn, where its panels have something."""

    def __init__(self, png: bytes, picture: "Figure") -> None:
        self.image = Image.open(BytesIO(png)).convert("RGB")
        self.axes: list[Axes] = picture.axes

    def at(self, panel: int, days: float, metres: float, *, right: float = 0, up: float = 0) -> str:
        """Return the colour at a point of a panel, moved by CSS pixels: #86180f."""
        x, y = self.axes[panel].transData.transform((days, metres))
        return self.hex(round(x + 3 * right - 0.5), round(self.image.height - y - 3 * up - 0.5))

    def hex(self, x: int, y: int) -> str:
        pixel = self.image.getpixel((x, y))
        assert isinstance(pixel, tuple)
        return "#{:02x}{:02x}{:02x}".format(*pixel)
