"""`digest`: the weekly digest as it would be sent now."""

from pathlib import Path

import click
from rich.markup import escape

from daemon.cli.group import House, athlete_option, fail, local_now, pass_house, say, style_of
from daemon.language import _
from daemon.reasons import reason


@click.command(help=_("The weekly digest as it would be sent now. Nothing is sent."))
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar=_("FILE"),
    help=_("Write its picture there, as a PNG."),
)
@athlete_option
@pass_house
def digest(house: House, picture: Path | None, athlete: str | None) -> None:
    """One runner."""
    from daemon.chart import alt_text, draw
    from daemon.chart_style import Theme
    from daemon.digest import FIRST, load_week
    from daemon.digest_chart import chart_of
    from daemon.digest_text import words_of
    from daemon.runner import load_runner

    runner = house.athlete(athlete)
    style, moment = style_of(runner), local_now(runner)
    with house.database.read() as connection:
        state = load_runner(connection, runner, now=moment)
        words = words_of(load_week(connection, runner, state, since=moment - FIRST), style=style)
    say(f"[bold]{escape(words.title)}[/bold]")
    say(escape(words.body))
    if picture is None:
        return
    chart = chart_of(state, settings=runner.rules, week_starts=runner.week_starts)
    if chart is None:
        fail(_("No run is known yet: there is no picture."))
    is_dark = runner.digest is not None and runner.digest.picture == Theme.DARK
    try:
        picture.write_bytes(draw(chart, theme=Theme.DARK if is_dark else Theme.LIGHT, style=style))
    except OSError as error:
        fail(_("{path} cannot be written: {reason}", path=picture, reason=reason(error)))
    say("\n" + escape(_("Picture: {path}", path=picture)))
    say(escape(alt_text(chart, style=style)))
