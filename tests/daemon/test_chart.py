import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from daemon.chart import Chart, Dot, Week, alt_text, draw
from daemon.chart_panels import panel_of_runs, panel_of_weeks
from daemon.chart_style import PALETTES, Theme
from daemon.wording import Format
from tests.daemon.pictures import EMPTY, EN, EN_MILES, MONDAY, NL, SEASON, boxes, day, figure_of, overlaps, texts, weeks

ROOT = Path(__file__).parent.parent.parent
LIGHT = PALETTES[Theme.LIGHT]
MARATHON = replace(
    SEASON,
    runs=(*SEASON.runs, Dot(day=day(45), distance_m=42_195)),
    ceilings=(*SEASON.ceilings[:-1], (day(46), 46_414), (day(76), None)),
)
ONE_RUN = Chart(
    weeks=(replace(weeks(5_000)[0], limit_m=0, is_over=True),),
    runs=(Dot(day=day(2), distance_m=5_000),),
    ceilings=((day(0), None),),
)
SUNDAYS = replace(SEASON, weeks=tuple(replace(week, first=week.first - timedelta(days=1)) for week in SEASON.weeks))
AUTUMN = replace(EMPTY, weeks=tuple(replace(week, first=week.first - timedelta(days=84)) for week in EMPTY.weeks))
ALL_UNKNOWN = replace(EMPTY, weeks=weeks(*[None] * 12), ceilings=((day(0), 12_000),))
# The panels are narrow, so that the last date reaches under the end of the line, whose limit is 0.
SEVEN_WEEKS = replace(
    EMPTY,
    weeks=tuple(replace(week, limit_m=0) for week in EMPTY.weeks[:7]),
    ceilings=((day(0), 1_234_500),),
)
# Far more than anyone runs: 4,000 km a week. The texts beside the panels are as wide as they get.
HUGE = replace(
    SEASON,
    weeks=tuple(replace(week, limit_m=4_321_900) for week in AUTUMN.weeks),
    runs=(),
    ceilings=((AUTUMN.weeks[0].first, 1_234_500),),
)
PICTURES = {
    "season": SEASON,
    "marathon": MARATHON,
    "one run": ONE_RUN,
    "two weeks": replace(SEASON, weeks=SEASON.weeks[:2], runs=SEASON.runs[:2], ceilings=SEASON.ceilings[:2]),
    "seven weeks": SEVEN_WEEKS,
    "empty": EMPTY,
    "autumn": AUTUMN,
    "all unknown": ALL_UNKNOWN,
    "huge": HUGE,
}


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter, in which a warning is an error."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=60
    )


DRAW = (
    "import hashlib, sys; from daemon.chart import draw; from daemon.chart_style import Theme;"
    "from tests.daemon.pictures import EN, SEASON;"
    "before = 'matplotlib' in sys.modules; png = draw(SEASON, theme=Theme.LIGHT, style=EN);"
    "print(before, 'matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules, hashlib.sha256(png).hexdigest())"
)


@pytest.mark.parametrize("theme", Theme)
def test_a_picture_is_a_png_of_the_size_of_a_phone_with_nothing_written_in_it(theme: Theme) -> None:
    image = Image.open(BytesIO(draw(SEASON, theme=theme, style=EN)))
    # 360 x 450 CSS pixels, three pixels of the file each; 216 dots an inch are 85.04 a centimetre
    assert (image.format, image.size, image.mode) == ("PNG", (1080, 1350), "RGBA")
    assert {name: value for name, value in image.info.items() if name != "dpi"} == {}
    assert image.getchannel("A").getextrema() == (255, 255)  # opaque: the background is its own


@pytest.mark.parametrize("module", ["daemon.chart", "daemon.resident", "daemon.pipeline", "daemon.cli"])
def test_what_stays_in_memory_does_not_import_the_library_that_draws(module: str) -> None:
    assert run(f"import {module}, sys; print('matplotlib' in sys.modules)").stdout == "False\n"


def test_the_library_is_imported_when_something_is_drawn_and_each_process_draws_the_same_bytes() -> None:
    from hashlib import sha256

    drawn = draw(SEASON, theme=Theme.LIGHT, style=EN)
    assert drawn == draw(SEASON, theme=Theme.LIGHT, style=EN)
    assert run(DRAW).stdout == f"False True False {sha256(drawn).hexdigest()}\n"


def test_settings_of_the_library_on_this_machine_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "font.family: serif\nlines.linewidth: 9\nsavefig.dpi: 50\ntext.hinting: none"
    )
    assert run(DRAW, MATPLOTLIBRC=str(tmp_path)).stdout == run(DRAW).stdout


def test_a_home_that_cannot_be_written_is_no_trouble_and_nothing_is_left_behind(tmp_path: Path) -> None:
    nowhere = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/proc/none", "XDG_CONFIG_HOME": "/dev/null/none"}
    done = run(DRAW, **nowhere, MPLCONFIGDIR="/proc/none", TMPDIR=str(tmp_path))
    assert done.stdout.startswith("False True False ")
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_no_program_is_started_to_list_the_fonts_of_the_machine(tmp_path: Path) -> None:
    started = tmp_path / "started"
    (tmp_path / "fc-list").write_text(f"#!/bin/sh\necho > {started}\n")
    (tmp_path / "fc-list").chmod(0o755)
    run(DRAW, PATH=str(tmp_path))
    assert not started.exists()


def test_drawing_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", "/somewhere")
    monkeypatch.delenv("MPL_IGNORE_SYSTEM_FONTS", raising=False)
    before = dict(os.environ)
    draw(EMPTY, theme=Theme.LIGHT, style=EN)
    assert dict(os.environ) == before


@pytest.mark.parametrize("style", [EN, NL, EN_MILES], ids=["en", "nl", "miles"])
@pytest.mark.parametrize("name", PICTURES)
def test_every_text_is_within_the_margins_and_none_lies_on_another(name: str, style: Format) -> None:
    # Margins of 14 CSS pixels are 42 of the picture; a pixel more or less is rounding.
    found = boxes(figure_of(PICTURES[name], style=style))
    outside = [
        text
        for text, left, top, right, bottom in found
        if left < 41 or top < 41 or right > 1080 - 41 or bottom > 1350 - 41
    ]
    assert outside == []
    assert overlaps(found) == []


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_is_too_small_for_a_phone(name: str) -> None:
    # 216 dots an inch make 3 pixels of a point, which is shown as one CSS pixel: 12 points are 36 of 1,080 pixels
    picture = figure_of(PICTURES[name])
    assert picture.dpi == 216
    assert {text.get_fontsize() for text in texts(picture)} == {12, 15}


def test_what_stands_on_the_picture_of_a_season() -> None:
    assert sorted(text for text, *_box in boxes(figure_of(SEASON))) == sorted(
        [
            *("Distance per week", "◆ above the limit", "▨ this week so far", "? unknown", "?"),
            *("0", "20", "40 km", "limit\n57.2 km"),
            *("Distance per run", "◆ above the 30-day ceiling"),
            *("0", "5", "10", "15", "20 km", "ceiling\n23.1 km"),
            *("15 Dec", "5 Jan", "26 Jan", "16 Feb") * 2,
        ]
    )


def test_values_are_in_the_units_and_the_language_of_the_runner() -> None:
    # 57,200 m are 35.54 mi, 23,100 m 14.35 mi
    in_miles = {text for text, *_box in boxes(figure_of(SEASON, style=EN_MILES))}
    assert {"30 mi", "limit\n35.5 mi", "10 mi", "ceiling\n14.3 mi"} <= in_miles
    in_dutch = {text for text, *_box in boxes(figure_of(SUNDAYS, style=NL))}
    assert {"14 dec", "4 jan", "25 jan", "15 feb"} <= in_dutch
    assert any(text.endswith("\n57,2 km") for text in in_dutch)


def test_a_picture_without_runs_says_that_none_has_a_known_distance() -> None:
    assert sorted(text for text, *_box in boxes(figure_of(EMPTY))) == sorted(
        [
            *("Distance per week", "Distance per run", "No run of known distance\nin these weeks."),
            *("0", "1", "2", "3", "4 km") * 2,
            *("15 Dec", "5 Jan", "26 Jan", "16 Feb") * 2,
        ]
    )


@pytest.mark.parametrize(
    ("distance_m", "style", "ticks"),
    [
        (0, EN, ["0", "1", "2", "3", "4 km"]),
        (4_999, EN, ["0", "1", "2", "3", "4 km"]),
        (5_000, EN, ["0", "2", "4 km"]),
        (9_999, EN, ["0", "2", "4", "6", "8 km"]),
        (10_000, EN, ["0", "5", "10 km"]),
        (24_999, EN, ["0", "5", "10", "15", "20 km"]),
        (25_000, EN, ["0", "10", "20 km"]),
        (42_195, EN, ["0", "10", "20", "30", "40 km"]),
        (50_000, EN, ["0", "20", "40 km"]),
        (1_205_400, NL, ["0", "500", "1.000 km"]),
        (8_046, EN_MILES, ["0", "1", "2", "3", "4 mi"]),  # 5 mi are 8,046.72 m
        (8_047, EN_MILES, ["0", "2", "4 mi"]),
        (42_195, EN_MILES, ["0", "10", "20 mi"]),  # 26.2 mi
    ],
)
def test_ticks_are_at_round_numbers_and_the_last_has_the_unit(distance_m: int, style: Format, ticks: list[str]) -> None:
    panel = panel_of_weeks(replace(EMPTY, weeks=weeks(0, distance_m)), palette=LIGHT, style=style)
    assert [label for _tick_m, label in panel.ticks] == ticks


def test_a_tick_stands_where_its_distance_is() -> None:
    # 20 mi are 32,186.88 m; above the 42,195 m are 12 % of air
    panel = panel_of_weeks(replace(EMPTY, weeks=weeks(42_195)), palette=LIGHT, style=EN_MILES)
    assert [tick_m for tick_m, _label in panel.ticks] == pytest.approx([0, 16_093.44, 32_186.88])
    assert panel.top_m == pytest.approx(47_258.4)


def test_the_scale_has_room_for_limit_and_ceiling_also() -> None:
    limit = replace(EMPTY, weeks=(Week(first=MONDAY, distance_m=None, limit_m=50_000),), ceilings=((MONDAY, 30_000),))
    assert panel_of_weeks(limit, palette=LIGHT, style=EN).top_m == pytest.approx(56_000)
    assert panel_of_runs(limit, palette=LIGHT, style=EN).top_m == pytest.approx(33_600)


@pytest.mark.parametrize(
    ("ceilings", "name"),
    [
        (((day(0), 15_000), (day(9), 16_500)), "ceiling\n16.5 km"),
        (((day(0), 15_000), (day(9), None)), "ceiling"),
        (((day(0), 0),), "ceiling\n0 km"),
        (((day(0), None), (day(9), None)), ""),
        ((), ""),
    ],
)
def test_a_line_has_its_value_of_now_beside_its_name(ceilings: tuple[tuple[date, int | None], ...], name: str) -> None:
    assert panel_of_runs(replace(EMPTY, ceilings=ceilings), palette=LIGHT, style=EN).line_name == name


def test_a_chart_needs_a_week() -> None:
    with pytest.raises(ValueError, match="needs a week"):
        Chart(weeks=(), runs=(), ceilings=())


SHOWS = (
    "Two charts of 12 weeks, up to 8 March: the distance of each week beside its limit, and each run beside the "
    "ceiling of 30 days. "
)


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        (
            SEASON,
            "Weeks above their limit: 1. Runs above the ceiling: 1. Weeks of unknown distance: 1. "
            "The last week is not over yet.",
        ),
        (EMPTY, "No run of known distance in these weeks."),
        (ALL_UNKNOWN, "No run of known distance in these weeks. Weeks of unknown distance: 12."),
    ],
)
def test_the_alternative_text_says_what_the_picture_shows(chart: Chart, told: str) -> None:
    assert alt_text(chart, style=EN) == SHOWS + told
