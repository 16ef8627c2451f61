"""`check`, `today`: how far to go, before the run."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta

import click
from rich.markup import escape

from daemon.before import Answer, Reply, ShoeAfter, answer, morning, rests, shoe_after, signs
from daemon.before_standing import Standing
from daemon.before_text import cannot_say, how_far, how_it_ends, lacking, may_be_missing, not_well, rest
from daemon.cli.group import House, athlete_option, now, pass_house, say, style_of
from daemon.cli.put_aside import of_unknown_kind
from daemon.cli.showing import alert_line
from daemon.config import Athlete
from daemon.language import _, active
from daemon.runner import enabled, load_runner
from daemon.status import NO_MORNINGS, lacks_a_watch, severest_first
from daemon.store.alerts import alert_ids, load_alerts
from daemon.store.put_aside import unknown_kinds
from daemon.store.snoozes import load_snoozes
from daemon.store.sources import imports_of
from daemon.telling import muted
from daemon.troubles import stuck, stuck_import
from daemon.vocabulary import source_name
from daemon.wording import Format, capital
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict

_LATELY = timedelta(days=6)
"""Of today and the six days before it a run that was not counted would be missed most."""
EXIT_CODES = {Reply.YES: 0, Reply.NO: 1, Reply.UNKNOWN: 3}


@click.command(
    help=_(
        "May I run this far, today or on a coming day. Exit code: 0 yes, 1 no (also while you are marked as ill, or a "
        "pain asks you not to run), 3 it cannot be known (also while you are marked as injured). For example: check "
        "14km"
    )
)
@click.argument("distance", metavar=_("DISTANCE..."), nargs=-1, required=True)
@click.option(
    "--date",
    "when",
    default="today",
    metavar=_("DAY"),
    help=_("Today (also without it), tomorrow, the name of a day, or a date."),
)
@click.option("--shoe", "shoe_name", metavar=_("NAME"), help=_("Say what this pair will have come to."))
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def check(
    house: House, distance: tuple[str, ...], when: str, shoe_name: str | None, athlete: str | None, json_: bool
) -> None:
    """One run of one runner."""
    from daemon.asking import NotUnderstood, find_shoe, read_day, read_distance
    from daemon.before_json import check_as_json

    runner = house.athlete(athlete)
    state = _state(house, runner)
    try:
        asked = read_distance(" ".join(distance), units=runner.units)
        day = read_day(when, today=state.today)
        pair = None if shoe_name is None else find_shoe(shoe_name, state.shoes)
    except NotUnderstood as error:
        raise click.UsageError(str(error)) from error
    found = answer(state, day=day, settings=runner.rules, rules=enabled(runner), distance_m=asked.metres)
    worn = None if pair is None else shoe_after(state, pair, distance_m=asked.metres, settings=runner.rules)
    if json_:
        click.echo(json.dumps(check_as_json(found, worn, athlete=runner.name), indent=2))
    else:
        style = style_of(runner)
        typed = style.amount(asked.amount, asked.unit)
        # In another unit than the limits have, in theirs too.
        own = "" if asked.is_in(runner.units) else f" ({style.distance(asked.metres, places=2)})"
        say(escape(_reply(found, typed + own, style)))
        _print([*not_well(found, style), *_reasons(found, style)])
        if worn is not None:
            _print([_shoe_line(worn, style)])
    sys.exit(EXIT_CODES[found.reply])


@click.command(help=_("How far to go today, and what is left this week. Also what the morning says, and what is open."))
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def today(house: House, athlete: str | None, json_: bool) -> None:
    """One runner."""
    from daemon.before_json import today_as_json

    runner = house.athlete(athlete)
    state = _state(house, runner)
    found = answer(state, day=state.today, settings=runner.rules, rules=enabled(runner))
    mornings = tuple(morning(state, runner.rules, enabled(runner)))
    resting = tuple(rests(state, signs(enabled(runner)), day=state.today))
    with house.database.read() as connection:
        known = load_alerts(connection, runner.name, now=state.now)
        numbers = alert_ids(connection, runner.name)
        # What is only for information asks nothing before a run: it stands in the digest.
        loud = {number: known[key] for number, key in numbers.items() if known[key].severity > Severity.INFO}
        snoozes = load_snoozes(connection, runner.name, now=state.now)
        strange = unknown_kinds(connection, runner.name, since=state.today - _LATELY)
        imports = imports_of(connection, runner.name, configured=runner.connectors, now=state.now)
    alerts = severest_first(loud)
    snoozed = {number: muted(alert, snoozes, now=state.now) for number, alert in alerts.items()}
    if json_:
        told = today_as_json(found, mornings, resting, alerts, snoozed, strange, athlete=runner.name)
        click.echo(json.dumps(told, indent=2))
        return
    style = style_of(runner)
    say(f"[bold]{escape(capital(style.weekday(found.day)))}[/bold]")
    stops = (stop for _rule, stop in found.stops)
    _print([*how_far(found, style), *how_it_ends(stops, style), *_reasons(found, style)])
    _print(of_unknown_kind(strange, style))
    missing = stuck(state.sources, known_through=state.history.known_through, awaited=imports.awaited)
    _print(stuck_import(source, style) for source in missing)
    if mornings or resting:
        say(f"[bold]{escape(_of_this_morning(state))}[/bold]")
    without = {rule.name for rule in enabled(runner) if lacks_a_watch(rule, state, runner)}
    said = ((rule, NO_MORNINGS if rule in without else verdict) for rule, verdict in mornings)
    _print([*_morning_lines(said, found.standing, style), *rest(resting, style)])
    say(f"[bold]{_('Open alerts')}[/bold]")
    for number, alert in alerts.items():
        say(f"  {number}  {escape(alert_line(found.standing.told(alert), style, silent_until=snoozed[number]))}")
        if found.standing.asks(*alert.key):
            say(f"     {escape(style.say(alert.do, alert.values))}")
    if not alerts:
        say("  " + _("none"))


def _of_this_morning(state: RunnerState) -> str:
    """Return the heading of what the body says, with the sources that told of it."""
    told = {morning.source for morning in state.mornings.told if morning.day == state.today}
    sources = ", ".join(source_name(source, active()) for source in sorted(told))
    return _("This morning, from {sources}", sources=sources) if sources else _("This morning")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        say(f"  {escape(line)}")


def _state(house: House, runner: Athlete) -> RunnerState:
    with house.database.read() as connection:
        return load_runner(connection, runner, now=now())


def _reply(found: Answer, asked: str, style: Format) -> str:
    values = {"asked": asked, "weekday": style.weekday(found.day)}
    nearest = found.binding
    if nearest is not None:
        values |= {"up_to": style.distance(nearest.most_m), "rule": nearest.rule}
    match found.reply:
        case Reply.NO if found.stops:
            return _("No: no run on {weekday} ({rule}).", **values | {"rule": found.stops[0][0]})
        case Reply.NO if found.is_no:
            return _("No: no run on {weekday}.", **values)
        case Reply.NO if nearest is not None and nearest.is_no_room:
            return _("No: there is no room for a run on {weekday} ({rule}).", **values)
        case Reply.NO if found.is_of_race:
            return _("No: {asked} on {weekday} is more than the {up_to} that the week has left ({rule}).", **values)
        case Reply.NO:
            return _("No: {asked} on {weekday} is more than {up_to} ({rule}).", **values)
        case Reply.YES if nearest is None:
            return _("Yes: no rule has a limit for {asked} on {weekday}.", **values)
        case Reply.YES if found.is_of_race:
            return _(
                "Yes: how far you race is not judged, and {asked} on {weekday} is within the {up_to} that the week has "
                "left ({rule}).",
                **values,
            )
        case Reply.YES:
            return _("Yes: {asked} on {weekday} is within {up_to} ({rule}).", **values)
        case Reply.UNKNOWN if nearest is None:
            return _("It cannot be known whether {asked} on {weekday} is too far.", **values)
        case Reply.UNKNOWN:
            return _(
                "It cannot be known whether {asked} on {weekday} is too far; it is within {up_to} ({rule}).", **values
            )


def _reasons(found: Answer, style: Format) -> Iterator[str]:
    """Yield what the rules say of the day: nothing where no run is the answer."""
    if found.is_no:
        return
    for limit in found.nearest:
        yield f"{limit.rule}: {style.say(limit.ceiling.says, limit.ceiling.values)}"
    for rule, ceiling in found.unlimited:
        yield f"{rule}: {style.say(ceiling.says, ceiling.values)}"
    for rule, advice in found.advice:
        yield f"{rule}: {style.say(advice.says, advice.values)} {style.say(advice.do, advice.values)}"
    yield from lacking(found, style)
    yield from rest(found.resting, style)
    yield from may_be_missing(found, style)
    if found.supposes_rest:
        yield _("This supposes no run between now and then.")


def _shoe_line(worn: ShoeAfter, style: Format) -> str:
    if worn.after_m is None:
        return style.say("The distance of {shoe} is not known.", {"shoe": worn.name})
    values = {"shoe": worn.name, "after": style.distance(worn.after_m), "limit": style.distance(worn.limit_m)}
    line = _("{shoe} will have come to {after} of {limit}.", **values)
    return line if worn.do is None else f"{line} {style.say(worn.do, {'limit_m': worn.limit_m})}"


def _morning_lines(mornings: Iterable[tuple[str, Verdict]], standing: Standing, style: Format) -> Iterator[str]:
    lacks = []
    for rule, verdict in mornings:
        match verdict:
            case Finding():
                does = style.say(verdict.do, verdict.values) if standing.asks(rule, verdict.subject) else ""
                yield f"{style.say(verdict.says, verdict.values)} {does}".rstrip()
            case Clear():
                yield style.say(verdict.because, verdict.values)
            case NoData():
                lacks.append((rule, style.say(verdict.lacks, verdict.values)))
    yield from cannot_say(lacks, style)
