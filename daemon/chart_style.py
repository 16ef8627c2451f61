"""The colours and measures of the digest's picture. Pure.

A role is told by its shape as well as by its colour. Going by how far a colour stands from the background, a run comes
first, what is above a limit second and the limit last, so that the picture can also be read in shades of grey.
"""

from dataclasses import dataclass
from enum import StrEnum

WIDTH, HEIGHT = 360, 450
"""The size of the picture on a phone, in CSS pixels, like all that follows. A point of the library is taken for one."""
PIXELS = 3
"""How many pixels of the file make one."""
POINTS_PER_INCH = 72
TITLE_SIZE, TEXT_SIZE = 15, 12
"""The height of letters. Below 11 a text is hard to read on a phone."""
TITLE_LINE, TEXT_LINE = 22, 18
MARGIN, GAP, KEY_GAP = 14, 6, 12
LINE_WIDTH = 2
DOT_SIZE, OVER_SIZE = 8, 9
EDGE = 1
"""Of the background's colour, around what lies on something else."""
BAR_DAYS = 5.4
"""The width of a week's bar, of its seven days."""
DATES = 4
"""How many dates there is room for under a panel."""
LETTERS = 24
"""How many letters there is room for in a panel."""


class Theme(StrEnum):
    """The background that a runner's phone has."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colour of each role: `run` is distance that was run, `over` is that above a limit, `line` is the limit.

    A text is at least 4.5:1 against the background, a graphic 3:1, and so is `over` against `run` (WCAG 2.2). The line
    crosses the others, and has an edge of the background's colour. The grid says nothing by itself, and may be fainter.
    """

    background: str
    grid: str
    faint: str
    run: str
    over: str
    line: str


PALETTES = {
    Theme.LIGHT: Palette(
        background="#ffffff", grid="#e4e4e4", faint="#595959", run="#6095d5", over="#86180f", line="#0b0b0b"
    ),
    Theme.DARK: Palette(
        background="#111418", grid="#2e333a", faint="#b4b9c0", run="#3d76b4", over="#ffc774", line="#f7f7f7"
    ),
}
