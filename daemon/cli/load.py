"""`load`: the field's usual figures, on request."""

import json
from collections.abc import Iterator

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from daemon.cli.group import House, athlete_option, fail, now, pass_house, say, style_of
from daemon.language import _
from daemon.load_table import LoadTable, LoadWeek, as_json, load_table
from daemon.runner import load_runner
from daemon.starting import no_run
from daemon.wording import Format

_KM_IN_MILE = 1.609344
_ENDLESS = 1000


@click.command(help=_("Load, week by week: the usual figures of twelve weeks. To look at, never an alert."))
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def load(house: House, athlete: str | None, json_: bool) -> None:
    """One runner."""
    runner = house.athlete(athlete)
    with house.database.read() as connection:
        found = load_table(load_runner(connection, runner, now=now()))
    if json_:
        click.echo(json.dumps(as_json(found, athlete=runner.name), indent=2))
        return
    if found is None:
        fail(no_run())
    style, console = style_of(runner), Console(highlight=False, markup=False)
    table = _table(found, style)
    if Console(width=_ENDLESS).measure(table).maximum > console.width:
        table.padding = (0, 1, 0, 0)
    console.print(table)
    say()
    for line in notes(found, style):
        say(escape(line))


def notes(found: LoadTable, style: Format) -> Iterator[str]:
    """Yield what the figures are, and what is known of them."""
    if found.heart is None:
        yield _(
            "Load is distance. TRIMP needs maximal_heart_rate under [runner], 14 of 28 mornings with a resting heart "
            "rate, and 90 % of the runs with a heart rate."
        )
    else:
        resting = style.value("resting_bpm", found.heart.resting_bpm)
        maximal = style.value("maximal_bpm", found.heart.maximal_bpm)
        yield _(
            "Load is Banister's TRIMP, by {resting} at rest and {maximal} at most.", resting=resting, maximal=maximal
        )
    yield _(
        "Acute and chronic load are means a day of 7 and of 28 days. 7:28 is the one by the other, 7:21 the same "
        "without the seven days in both, EWMA the same of exponentially weighted means."
    )
    yield _(
        "These ratios are grade X, which means tested and not supported: in runners a higher ratio went with fewer "
        "injuries. They are never an alert."
    )
    yield _("Monotony is the mean of seven days' load by their standard deviation; strain is monotony times the load.")
    yield from _about_cadence(found, style)
    yield _("A dash is what is not known: a missing day is never taken for rest.")


def _about_cadence(found: LoadTable, style: Format) -> Iterator[str]:
    if found.easy_pace_s is None or found.cadence_spm is None:
        yield _("Cadence at an easy pace is not known: it takes five easy runs that tell it.")
        return
    yield _(
        "Cadence is in steps a minute, the mean of the easy runs within 5 % of your usual {pace}. It is never an "
        "alert, not even below 180.",
        pace=_pace(found.easy_pace_s, style),
    )
    if found.suggested_spm is not None:
        yield _(
            "You logged knee pain, and at that pace your cadence is {cadence}: 5 % more, {suggested}, is worth a try.",
            cadence=style.value("cadence_spm", found.cadence_spm),
            suggested=style.value("suggested_spm", found.suggested_spm),
        )


def _table(found: LoadTable, style: Format) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(_("7 days to"))
    figures = (_("load"), _("acute"), _("chronic"), "7:28", "7:21", "EWMA", _("monotony"), _("strain"), _("cadence"))
    for heading in figures:
        table.add_column(heading, justify="right", overflow="fold")
    for week in found.weeks:
        table.add_row(style.short_day(week.last), *_cells(week, style, is_distance=found.heart is None))
    return table


def _cells(week: LoadWeek, style: Format, *, is_distance: bool) -> Iterator[str]:
    unit = "_m" if is_distance else "_score"
    yield from (_cell(value, unit, style) for value in (week.load, week.acute, week.chronic))
    ratios = (week.ratio_coupled, week.ratio_uncoupled, week.ratio_ewma, week.monotony)
    yield from (_cell(value, "_ratio", style) for value in ratios)
    yield _cell(week.strain, unit, style)
    yield _cell(week.cadence_spm, "_count", style)


def _cell(value: float | None, unit: str, style: Format) -> str:
    return "-" if value is None else style.value(unit, value)


def _pace(seconds_a_km: float, style: Format) -> str:
    is_metric = style.units == "metric"
    minutes, seconds = divmod(int(seconds_a_km if is_metric else seconds_a_km * _KM_IN_MILE), 60)
    pace = f"{minutes}:{seconds:02}"
    return _("{pace} a kilometre", pace=pace) if is_metric else _("{pace} a mile", pace=pace)
