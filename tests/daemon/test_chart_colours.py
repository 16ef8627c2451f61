"""The picture can be read by people with any colour vision, in the light and in the dark.

Contrasts: WCAG 2.2, 1.4.3 and 1.4.11. Colour vision: the simulations of Brettel, Viénot and Mollon (1997) and Viénot,
Brettel and Mollon (1999) in coloraide; differences by CIEDE2000, where 1 is about the least that is seen side by side.
"""

from itertools import combinations

import pytest
from coloraide import Color

from daemon.chart import draw
from daemon.chart_style import PALETTES, Palette, Theme
from tests.daemon.pictures import EMPTY, EN, SEASON, Pixels, boxes, figure_of

VISIONS = ("normal", "protan", "deutan", "tritan")
CLEARLY_DIFFERENT = 15


@pytest.fixture(scope="module", params=list(Theme))
def theme(request: pytest.FixtureRequest) -> Theme:
    return Theme(request.param)


@pytest.fixture(scope="module")
def palette(theme: Theme) -> Palette:
    return PALETTES[theme]


@pytest.fixture(scope="module")
def pixels(theme: Theme) -> Pixels:
    return Pixels(draw(SEASON, theme=theme, style=EN), figure_of(SEASON, theme))


def contrast(one: str, other: str) -> float:
    return Color(one).contrast(other, method="wcag21")


def seen(color: str, vision: str) -> Color:
    return Color(color) if vision == "normal" else Color(color).filter(vision)


def too_alike(colors: dict[str, str], vision: str) -> list[tuple[str, str, float]]:
    differences = [
        (one, other, seen(colors[one], vision).delta_e(seen(colors[other], vision), method="2000"))
        for one, other in combinations(colors, 2)
    ]
    return [found for found in differences if found[2] < CLEARLY_DIFFERENT]


def roles(palette: Palette) -> dict[str, str]:
    return {"background": palette.background, "run": palette.run, "over": palette.over, "line": palette.line}


def roles_as_drawn(pixels: Pixels) -> dict[str, str]:
    """The colours in the middle of what is drawn: the first bar, two dots, the bar and the dot above, both lines."""
    return {
        "background": pixels.hex(0, 0),
        "bar": pixels.at(0, 3.5, 16_000),
        "dot": pixels.at(1, 1.5, 8_000),
        "bar above": pixels.at(0, 59.5, 24_000),
        "dot above": pixels.at(1, 40.5, 20_000),
        "limit": pixels.at(0, 38.5, 45_100),
        "ceiling": pixels.at(1, 60.5, 23_100),
    }


def test_what_is_drawn_has_the_colours_of_its_role(pixels: Pixels, palette: Palette) -> None:
    assert roles_as_drawn(pixels) == {
        "background": palette.background,
        "bar": palette.run,
        "dot": palette.run,
        "bar above": palette.over,
        "dot above": palette.over,
        "limit": palette.line,
        "ceiling": palette.line,
    }


def test_texts_stand_out_from_the_background(palette: Palette) -> None:
    for color in (palette.faint, palette.over, palette.line):
        assert contrast(color, palette.background) >= 4.5


def test_texts_stand_out_as_they_are_drawn(theme: Theme, pixels: Pixels) -> None:
    ground = pixels.hex(0, 0)
    found = boxes(figure_of(SEASON, theme))
    assert len(found) == 25
    for text, left, top, right, bottom in found:
        drawn = {pixels.hex(x, y) for x in range(int(left), int(right)) for y in range(int(top), int(bottom))}
        assert max(contrast(color, ground) for color in drawn) >= 4.5, text


def test_graphics_stand_out_from_the_background(palette: Palette, pixels: Pixels) -> None:
    for colors in (roles(palette), roles_as_drawn(pixels)):
        ground = colors.pop("background")
        assert {name: color for name, color in colors.items() if contrast(color, ground) < 3} == {}


def test_what_is_above_a_limit_stands_out_from_what_is_not_without_any_colour(pixels: Pixels, palette: Palette) -> None:
    drawn = roles_as_drawn(pixels)
    assert contrast(palette.over, palette.run) >= 3
    assert contrast(drawn["bar above"], drawn["bar"]) >= 3
    assert contrast(drawn["dot above"], drawn["dot"]) >= 3
    assert contrast(palette.line, palette.run) >= 3


@pytest.mark.parametrize("vision", VISIONS)
def test_each_role_is_told_from_the_others_by_every_colour_vision(
    vision: str, palette: Palette, pixels: Pixels
) -> None:
    assert too_alike(roles(palette), vision) == []
    drawn = roles_as_drawn(pixels)
    assert too_alike({name: drawn[name] for name in ("background", "dot", "dot above", "ceiling")}, vision) == []
    assert too_alike({name: drawn[name] for name in ("background", "bar", "bar above", "limit")}, vision) == []


def test_the_simulation_finds_colours_that_are_too_alike() -> None:
    # What many charts use for good and bad: told apart by most, by few with deuteranopia
    red_and_green = {"good": "#4d9221", "bad": "#b35806"}
    assert too_alike(red_and_green, "normal") == []
    assert [found[:2] for found in too_alike(red_and_green, "deutan")] == [("good", "bad")]


def test_a_run_above_the_ceiling_has_another_shape(pixels: Pixels, palette: Palette) -> None:
    # With its edge a dot reaches 4.5 CSS pixels up; a diamond of 9 a side 6.4 up, but only 3.2 up and aside.
    assert pixels.at(1, 1.5, 8_000) == pixels.at(1, 1.5, 8_000, up=2, right=2) == palette.run
    assert pixels.at(1, 1.5, 8_000, up=5) == palette.background
    assert pixels.at(1, 40.5, 20_000) == pixels.at(1, 40.5, 20_000, up=5) == palette.over
    assert pixels.at(1, 40.5, 20_000, up=4.5, right=-4.5) == palette.background


def test_a_week_above_its_limit_has_a_diamond_above_its_bar(pixels: Pixels, palette: Palette) -> None:
    assert pixels.at(0, 59.5, 52_000, up=9) == palette.over
    assert pixels.at(0, 66.5, 40_000, up=9) == palette.background


def test_the_line_has_an_edge_where_it_crosses_a_bar(pixels: Pixels, palette: Palette) -> None:
    # 2 CSS pixels of line, 1 of edge on both sides
    across = [pixels.at(0, 59.5, 48_400, up=up) for up in (-3, -1.5, 0, 1.5, 3)]
    assert across == [palette.over, palette.background, palette.line, palette.background, palette.over]


def test_the_week_that_still_runs_is_hatched(pixels: Pixels, palette: Palette) -> None:
    drawn = {pixels.at(0, 80.5, 7_500, right=right, up=up) for right in range(-4, 5) for up in range(-4, 5)}
    assert {palette.run, palette.background} <= drawn
    whole = {pixels.at(0, 73.5, 7_500, right=right, up=up) for right in range(-4, 5) for up in range(-4, 5)}
    assert whole == {palette.run}


def test_an_unknown_week_has_a_mark_and_no_bar_and_a_rest_has_neither(pixels: Pixels, palette: Palette) -> None:
    unknown = {pixels.at(0, 24.5, 0, right=right, up=up) for right in range(-6, 7) for up in range(1, 18)}
    rest = {pixels.at(0, 38.5, 0, right=right, up=up) for right in range(-6, 7) for up in range(1, 18)}
    assert palette.faint in unknown
    assert palette.run not in unknown
    assert rest == {palette.background}


def test_where_a_limit_is_unknown_there_is_no_line(pixels: Pixels, palette: Palette) -> None:
    # On days 20 to 27 and before day 7 there is no ceiling, in the first and the fourth week no limit.
    def line(panel: int, days: float) -> bool:
        return palette.line in {pixels.at(panel, days, metres) for metres in range(0, 25_000 if panel else 58_000, 50)}

    assert [line(1, days) for days in (3.5, 7.5, 19.5, 20.5, 27.5, 28.5, 83.5)] == [
        *(False, True, True, False, False, True, True)
    ]
    assert [line(0, days) for days in (3.5, 10.5, 24.5, 31.5)] == [False, True, False, True]


def test_an_empty_picture_has_no_colour_of_a_run_and_no_line_through_its_text(theme: Theme, palette: Palette) -> None:
    picture = figure_of(EMPTY, theme)
    empty = Pixels(draw(EMPTY, theme=theme, style=EN), picture)
    assert palette.run not in {empty.hex(x, y) for x in range(1080) for y in range(1350)}
    ((_text, left, top, _right, bottom),) = [box for box in boxes(picture) if box[0].startswith("No run")]
    beside = {empty.hex(int(left) - 5, y) for y in range(int(top), int(bottom))}
    assert beside == {palette.background}
