"""`snooze`, `mornings`: what a runner says back."""

from datetime import timedelta

import click
from rich.markup import escape

from daemon.asking import shown
from daemon.cli.group import House, Uncut, athlete_option, fail, local_now, now, pass_house, say, style_of
from daemon.cli.whole import Whole
from daemon.language import _
from daemon.records import Alert, Snooze
from daemon.store.alerts import alert_ids, load_alerts
from daemon.store.mornings import reset_mornings
from daemon.store.snoozes import add_snooze, remove_snooze
from daemon.wording import Format
from rules import discover
from rules.mornings import RESTING_NEEDED

ALARMING = ("red-flags",)
"""Rules that can raise an alarm: that passes a snooze."""
_NAMES = ("source", "receiver", "shoe")
"""Values that say which of several alerts of a rule it is."""


@click.command(help=_("Hear nothing of a rule or an open alert for some days. An alert is named by its number."))
@click.argument("what", metavar=_("RULE|NUMBER"))
@click.option("--days", default=7, show_default=True, metavar=_("DAYS"), type=Whole(1, 365), help=_("For how long."))
@click.option("--end", is_flag=True, help=_("End the snooze now."))
@athlete_option
@pass_house
def snooze(house: House, what: str, days: int, end: bool, athlete: str | None) -> None:
    """A snooze ends: what is still open then is told."""
    runner = house.athlete(athlete)
    style = style_of(runner)
    number = what.removeprefix("#")
    with house.database.begin() as connection:
        rule, subject = what, None
        if number.isdecimal():
            open_alerts = {str(each): key for each, key in alert_ids(connection, runner.name).items()}
            if number not in open_alerts:
                fail(_("No alert with the number {number} is open: see `shinguard alerts`.", number=number))
            rule, subject = open_alerts[number]
        elif what not in {each.name for each in discover()}:
            fail(_("There is no rule {rule}: see `shinguard rules list`.", rule=shown(what)))
        if end:
            if not remove_snooze(connection, runner.name, rule=rule, subject=subject):
                fail(_("Nothing was snoozed."))
            say(_("The snooze of {rule} is over.", rule=rule))
            return
        until = local_now(runner) + timedelta(days=days)
        add_snooze(connection, runner.name, Snooze(rule=rule, subject=subject, until=until))
        alerts = load_alerts(connection, runner.name, now=now()) if subject is not None else {}
    if subject is None:
        text = _("{rule} is silent until {until}.", rule=rule, until=style.moment(until))
    else:
        about, at = about_alert(alerts[rule, subject], style), style.moment(until)
        text = _("Alert {number} ({about}) is silent until {until}.", number=number, about=about, until=at)
    say(escape(text))
    if rule in ALARMING:
        say(_("An alarm is told all the same, at once."))


def about_alert(alert: Alert, style: Format) -> str:
    """Name an alert among others of its rule: by the source, the receiver or the pair of shoes, else by its day."""
    named = next((style.value(name, alert.values[name]) for name in _NAMES if name in alert.values), None)
    return f"{alert.rule}, {named or style.day(alert.day)}"


@click.group(cls=Uncut, help=_("The mornings that the rules on recovery compare with."))
def mornings() -> None:
    """`reset` follows."""


@mornings.command(help=_("Start the baselines anew from today. A new watch measures otherwise."))
@athlete_option
@pass_house
def reset(house: House, athlete: str | None) -> None:
    """Forget nothing, count from today."""
    runner = house.athlete(athlete)
    today = local_now(runner).date()
    with house.database.begin() as connection:
        reset_mornings(connection, runner.name, today)
    day = style_of(runner).day(today + timedelta(days=RESTING_NEEDED))
    say(
        _(
            "The baselines start anew today. With every morning known, resting-heart-rate speaks again from {day}.",
            day=day,
        )
    )
    say(_("`shinguard status` says what the other rules on mornings lack."))
