"""`forget`: all that came from a source is deleted, with its login."""

import click
from rich.markup import escape

from daemon.asking import shown
from daemon.cli.group import House, athlete_option, fail, local_now, pass_house, say
from daemon.cli.logged import follow_up
from daemon.config import Athlete
from daemon.connect import FILES
from daemon.language import _, active, plural
from daemon.store.forgetting import Held, forget, held, sources_held
from daemon.vocabulary import is_yes, source_name

_EXPORTING = ("garmin", "strava")
"""Services whose exports are read as files."""
_PATIENCE_S = 30.0
"""How long a pull that is under way may take to end."""


@click.command("forget", help=_("Delete all that came from a source, with its login. For example: forget strava"))
@click.argument("source", metavar=_("SOURCE"))
@athlete_option
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@pass_house
def forget_command(house: House, source: str, athlete: str | None, yes: bool) -> None:
    """Count, ask, delete."""
    runner = house.athlete(athlete)
    wanted = source.strip().lower()
    with house.database.read() as connection:
        known = sources_held(connection, runner.name)
        found = held(connection, runner.name, wanted)
    if wanted not in known:
        if not known:
            fail(_("Nothing of {source} is kept, nor of any other source.", source=shown(source)))
        text = _(
            "Nothing of {source} is kept; there is something of: {known}.", source=shown(source), known=", ".join(known)
        )
        if FILES in known and wanted in _EXPORTING:
            text += " " + _("What its export brought belongs to files, as your own recordings do.")
        fail(text)
    name = source_name(wanted, active())
    say(escape(_("Of {source} there is: {what}.", source=name, what=", ".join(_counts(found)) or _("its login"))))
    say(_("What you logged yourself stays, and what other sources brought; so does what was told."))
    if wanted == FILES or wanted in runner.connectors:
        say(escape(_comes_back(runner, wanted, name)))
    if not yes and not is_yes(click.prompt(_("Delete all of it? yes or no"), default=_("no"))):
        fail(_("Nothing was deleted."))
    try:
        with (
            house.database.lock(f"{runner.name}-{wanted}", timeout=_PATIENCE_S),
            house.database.lock(f"pass-{runner.name}", timeout=_PATIENCE_S),
            house.database.begin() as connection,
        ):
            forget(connection, runner.name, wanted, now=local_now(runner))
    except TimeoutError:
        fail(_("Another process is asking {source} just now: try again in a minute.", source=name))
    say(escape(_("All that came from {source} is deleted.", source=name)))
    follow_up(house, runner)


def _comes_back(runner: Athlete, source: str, name: str) -> str:
    """What the runner must know where the source is still configured, or lies in a folder."""
    if source == FILES:
        return _(
            "The files themselves stay where they are. What is imported or dropped into the inbox again comes in anew."
        )
    table = f"[connectors.{source}]"
    if runner.connectors[source].needs_login:
        return _(
            "{table} stands in the configuration: after a new login, all that the account has then comes in anew. If "
            "you are done with {source}, take it out.",
            table=table,
            source=name,
        )
    return _(
        "{table} stands in the configuration: what it finds at the next sync comes in anew. If you are done with "
        "{source}, take it out first.",
        table=table,
        source=name,
    )


def _counts(found: Held) -> list[str]:
    parts = (
        (found.activities, plural("{count} activity", "{count} activities", found.activities)),
        (found.shoes, plural("{count} pair of shoes", "{count} pairs of shoes", found.shoes)),
        (found.mornings, plural("{count} morning", "{count} mornings", found.mornings)),
        (found.planned, plural("{count} planned workout", "{count} planned workouts", found.planned)),
        (found.unreadable, plural("{count} item put aside", "{count} items put aside", found.unreadable)),
        (found.purged, plural("{count} day of a purged run", "{count} days of purged runs", found.purged)),
    )
    return [text for count, text in parts if count]
