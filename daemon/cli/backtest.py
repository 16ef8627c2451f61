"""`backtest`: what the rules would have said of the runner's own history."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from pathlib import Path

import click

from daemon.asking import read_any_day, shown
from daemon.backtest import Told, replay
from daemon.backtest_json import as_json
from daemon.backtest_rules import is_replayed
from daemon.cli.group import ConfigMissing, House, athlete_option, fail, local_now, now, pass_house, style_of
from daemon.cli.replayed import Replayed, print_replayed, print_side_by_side, with_bar
from daemon.cli.typed import understood
from daemon.config import ConfigError
from daemon.config.as_toml import options_of
from daemon.foretold import foretold
from daemon.language import _, active
from daemon.records import Past, Policy
from daemon.starting import no_run
from daemon.tally import active_days
from daemon.wording import Format
from rules import discover


@click.command(
    help=_("Live your own history again, day by day. It shows what would have been told, and what held back.")
)
@athlete_option
@click.option("--from", "first", metavar=_("DAY"), help=_("Show from this day on (2026-03-01)."))
@click.option("--to", "last", metavar=_("DAY"), help=_("Show up to this day."))
@click.option("--rule", metavar=_("NAME"), help=_("Try one setting of this rule, beside how it is set."))
@click.option("--set", "setting", metavar=_("OPTION=VALUE"), help=_("The setting to try, such as limit=1.2."))
@click.option(
    "--history",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE.csv"),
    help=_("The history in this file, without a database."),
)
@click.option("--json", "json_", is_flag=True, help=_("For programs: one line a finding (of what --set tries)."))
@pass_house
def backtest(
    house: House,
    athlete: str | None,
    first: str | None,
    last: str | None,
    rule: str | None,
    setting: str | None,
    history: Path | None,
    json_: bool,
) -> None:
    """Change nothing, send nothing."""
    runner = _runner(house, athlete, history)
    changed = _changed(runner, rule, setting)
    begins, ends = _range(runner, first, last)
    if json_:
        for told in _replay(changed or runner, ends):
            if told.at.date() >= begins:
                click.echo(json.dumps(as_json(told)))
        return
    as_it_is = _replayed(runner, begins, ends)
    if changed is None or setting is None:
        print_replayed(as_it_is, runner.style)
    else:
        print_side_by_side(as_it_is, _replayed(changed, begins, ends), runner.style, setting=setting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runner:
    """Whose history it is, and how they are told."""

    past: Past
    rules: dict[str, object]
    policy: Policy
    zone: tzinfo | None
    ends: date
    style: Format
    threshold_bpm: int | None = None
    maximal_bpm: int | None = None


def _runner(house: House, athlete: str | None, history: Path | None) -> _Runner:
    if history is None:
        return _on_record(house, athlete)
    from connectors.sandbox import HistoryError
    from daemon.history_file import read_history_file

    try:
        found = read_history_file(history)
    except HistoryError as error:
        fail(_(error.says, **error.values))
    if found.strange:
        kinds = ", ".join(f"{word} ({count})" for word, count in found.strange.items())
        file = history.name
        note = _("{file}: nobody knows these kinds, so they do not count as runs: {kinds}.", file=file, kinds=kinds)
        click.echo(note, err=True)
    past = found.past
    if not past.runs:
        fail(_("There is no run in {file}.", file=history.name))
    ends = past.runs[-1].day
    try:
        runner = house.athlete(athlete)
    except ConfigMissing:
        # A file needs no configuration: the rules as they come, in the language of the command.
        rules = {rule.name: rule.settings_type() for rule in discover()}
        style = Format(active(), "metric")
        return _Runner(past=past, rules=rules, policy=Policy(), zone=None, ends=ends, style=style)
    return _Runner(
        past=past,
        rules=dict(runner.rules),
        policy=runner.notify.policy,
        zone=None,
        ends=ends,
        style=replace(style_of(runner), zone=None),
        threshold_bpm=runner.threshold_bpm,
        maximal_bpm=runner.maximal_bpm,
    )


def _on_record(house: House, athlete: str | None) -> _Runner:
    from daemon.store.past import load_past

    runner = house.athlete(athlete)
    with house.database.read() as connection:
        past = load_past(connection, runner.name, zone=runner.timezone)
    if not past.runs:
        fail(no_run())
    return _Runner(
        past=past,
        rules=dict(runner.rules),
        policy=runner.notify.policy,
        zone=runner.timezone,
        ends=local_now(runner).date(),
        style=style_of(runner),
        threshold_bpm=runner.threshold_bpm,
        maximal_bpm=runner.maximal_bpm,
    )


def _changed(runner: _Runner, rule: str | None, setting: str | None) -> _Runner | None:
    if rule is None and setting is None:
        return None
    if rule is None or setting is None or "=" not in setting:
        go_together = _("--rule and --set go together: --rule session-spike --set limit=1.2")
        raise click.UsageError("\n".join([go_together, *_there_are(rule, None)]))
    from daemon.config.what_if import what_if

    option, value = (part.strip() for part in setting.split("=", maxsplit=1))
    try:
        return replace(runner, rules=what_if(runner.rules, rule, option, value))
    except ConfigError as error:
        fail("\n".join([str(error), *_there_are(rule, option)]))


def _there_are(rule: str | None, option: str | None) -> Iterator[str]:
    """Yield the rules where one is named that is none, and the options of a rule where one is named that it has not."""
    rules = {each.name: each for each in discover()}
    if rule is None:
        return
    if rule not in rules:
        yield _("There is no rule {rule}; there are: {known}.", rule=shown(rule), known=", ".join(rules))
        return
    options = ["enabled", *options_of(rules[rule].settings_type())]
    if option not in (None, *options):
        yield _("{rule} has: {known}.", rule=rule, known=", ".join(options))


def _range(runner: _Runner, first: str | None, last: str | None) -> tuple[date, date]:
    oldest, today = runner.past.runs[0].day, now().astimezone(runner.zone).date()
    with understood():
        begins = oldest if first is None else read_any_day(first, today=today)
        ends = runner.ends if last is None else read_any_day(last, today=today)
    if first and last and begins > ends:
        raise click.UsageError(_("--from is later than --to."))
    begins, ends = max(oldest, begins), min(runner.ends, ends)
    if ends < begins:
        style = runner.style
        first_day, last_day = style.full_day(oldest), style.full_day(runner.ends)
        fail(_("The history goes from {first} to {last}.", first=first_day, last=last_day))
    return begins, ends


def _replay(runner: _Runner, ends: date) -> Iterator[Told]:
    """Whatever is shown, it is lived from the first day on: what was told before counts."""
    told = replay(
        runner.past,
        settings=runner.rules,
        policy=runner.policy,
        zone=runner.zone,
        until=ends,
        threshold_bpm=runner.threshold_bpm,
        maximal_bpm=runner.maximal_bpm,
    )
    return with_bar(told, last=ends)


def _replayed(runner: _Runner, begins: date, ends: date) -> Replayed:
    told = tuple(_replay(runner, ends))
    active = active_days(runner.past.runs, first=begins, last=ends)
    rules = tuple(rule for rule in discover() if rule.name in runner.rules)
    return Replayed(
        first=begins,
        last=ends,
        told=tuple(each for each in told if each.at.date() >= begins),
        active_days=len(active),
        foretold=foretold(told, runner.past, active=active, rules=rules, first=begins, last=ends),
        rules=tuple(rule for rule in rules if is_replayed(rule, runner.past)),
        not_replayed=tuple(rule for rule in rules if not is_replayed(rule, runner.past)),
        has_mornings=bool(runner.past.mornings),
    )
