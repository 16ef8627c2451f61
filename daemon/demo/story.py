"""Ten weeks of the simulated season at an accelerated clock, through the code of the real service."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from connectors.sandbox import MFA_CODE, Sandbox, season
from daemon.config import Athlete, load
from daemon.demo.people import configuration, log_in_to_garmin, log_in_to_strava
from daemon.demo.phone import Phone
from daemon.demo.picture import Card, draw
from daemon.language import _, active, plural
from daemon.pipeline import Pass, run_pass
from daemon.store.database import Database
from daemon.vocabulary import source_name
from daemon.wording import style_of

DAYS = 70
SEASON_ENDS = date(2026, 5, 31)
"""A Sunday: the long runs are on Sundays. The clocks change within the ten weeks before."""
ASKED_AT = (time(7, 10), time(12, 30), time(20, 30))
ZONE = ZoneInfo("Europe/Amsterdam")
MUST_ARRIVE = ("weekly-ramp", "session-spike", "resting-heart-rate", "shoe-worn")


class DemoFailed(Exception):
    """What the demo is there to show did not happen; the text says what."""


@dataclass(slots=True)
class _Seen:
    """What arrived, by rule and by text."""

    rules: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    cards: list[Card] = field(default_factory=list)


def tell_story(folder: Path, *, language: str, console: Console, receiver: str | None = None) -> None:
    """Live the ten weeks and print each message as it arrives. Raise DemoFailed.

    `folder` is made anew: configuration, database, `phone.jsonl` with what the receiver captured, and `phone.svg`, a
    picture of it. `receiver` is an Apprise address in the place of the demo's own phone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    world = season(SEASON_ENDS, now=_moment(0, ASKED_AT[-1]))
    captured = folder / "phone.jsonl"
    with Sandbox(world, mfa_code=MFA_CODE) as sandbox, Phone(captured) as phone:
        config_path = folder / "shinguard.toml"
        config_path.write_text(
            configuration(sandbox, folder=folder.resolve(), receiver=receiver or phone.address, language=language),
            encoding="utf-8",
        )
        console.print(_("A sandbox of Strava and Garmin runs on this machine. Logging in ..."))
        log_in_to_strava(config_path)
        log_in_to_garmin(config_path, sandbox)
        config = load(config_path)
        [athlete] = config.athletes
        database = Database(config.database)
        seen = _Seen()
        for number, moment in enumerate(_moments()):
            world.now = moment
            done = run_pass(database, athlete, sources=athlete.connectors, clock=lambda: world.now)
            if number == 0:
                _say_import(done, console)
            _check(done)
            _show(done, phone, athlete, moment, seen, console=console, own_phone=receiver is None)
        _check_story(seen)
        (folder / "phone.svg").write_text(draw(seen.cards), encoding="utf-8")
        database.close()


def ends_at() -> datetime:
    """Return the last moment of the story."""
    return _moment(DAYS, ASKED_AT[-1])


def _moments() -> Iterator[datetime]:
    """The evening of the import, then three times a day for ten weeks."""
    yield _moment(0, ASKED_AT[-1])
    for number in range(1, DAYS + 1):
        for at in ASKED_AT:
            yield _moment(number, at)


def _moment(number: int, at: time) -> datetime:
    return datetime.combine(SEASON_ENDS - timedelta(days=DAYS - number), at, tzinfo=ZONE)


def _say_import(done: Pass, console: Console) -> None:
    for pulled in done.pulled:
        count = plural("{count} activity", "{count} activities", pulled.saved.new)
        console.print(f"  {source_name(pulled.source, active())}: {count}", highlight=False)
    console.print(_("Now ten weeks go by. This is what the phone shows:") + "\n")


def _check(done: Pass) -> None:
    for pulled in done.pulled:
        if pulled.trouble is not None:
            raise DemoFailed(f"{pulled.source}: {pulled.trouble}: {pulled.detail}")
    if any(sent.refused for sent in done.sent):
        raise DemoFailed(_("The receiver did not take a message."))


def _show(
    done: Pass, phone: Phone, athlete: Athlete, moment: datetime, seen: _Seen, *, console: Console, own_phone: bool
) -> None:
    arrived = phone.take_new()
    if own_phone and len(arrived) != len(done.sent):
        raise DemoFailed(_("What was sent did not arrive."))
    style = style_of(athlete)
    for place, sent in enumerate(done.sent):
        title, body = sent.message.title, sent.message.body
        if own_phone:
            title, body = arrived[place].title, arrived[place].body
        seen.rules.update(sent.rules)
        seen.texts[body] += 1
        when = f"{style.weekday(moment.date())}, {moment:%H:%M}"
        heading = f"{when} · {', '.join(sent.rules) or sent.kind}"
        seen.cards.append(Card(when=when, title=title, body=body))
        text = Text.assemble((title, "bold"), "\n", body)
        console.print(Panel(text, title=heading, title_align="left", width=min(76, console.width)))


def _check_story(seen: _Seen) -> None:
    missing = [rule for rule in MUST_ARRIVE if not seen.rules[rule]]
    if missing:
        raise DemoFailed(_("No message came of: {rules}.", rules=", ".join(missing)))
    twice = [text for text, count in seen.texts.items() if count > 1]
    if twice:
        raise DemoFailed(_("A message came twice: {text}", text=twice[0]))
