"""Fifty days of the simulated season from an inbox alone, in a process that can open no socket: prints what was said.

An audit hook stays for as long as its process does, so this is run as one of its own (`test_offline.py`).
"""

import json
import os
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connectors.sandbox import Outing, World, season
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.garmin_export import garmin_export
from daemon.config import Athlete, load
from daemon.pipeline import run_pass
from daemon.runner import enabled, load_runner
from daemon.store.database import Database
from daemon.store.logs import add_pain
from rules import evaluate
from rules.said import Moment, RedFlag, Site
from rules.verdicts import NoData

ZONE = ZoneInfo("Europe/Amsterdam")
LAST = date(2026, 5, 31)
FIRST_LIVED, DAYS = 20, 70
"""Days of the season, of which the last is `LAST`: what was before is one export."""
STREAK = (29, 31, 36)
"""With a run on these days as well, each day from the 28th to the 37th has one."""
SHORT_NIGHTS = range(24, 33)
STRENGTH = (22, 40, 60)
PAINS = {
    45: (Site.KNEE, 4, (RedFlag.AT_NIGHT,)),
    52: (Site.KNEE, 4, ()),
    58: (Site.SHIN, 3, ()),
    60: (Site.KNEE, 4, ()),
}
"""Day -> what is logged in the evening: a pain that lasts a fortnight, and a second one within eight weeks."""
_INTERNET = (socket.AF_INET, socket.AF_INET6)
_OF_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")


class Unplugged(OSError):
    """There is no network."""


@dataclass(slots=True)
class Told:
    """What came of it, as it is printed."""

    attempts: list[str] = field(default_factory=list)
    verdicts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Rule -> kinds of verdict."""
    lacks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    fired: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Rule -> days on which an alert of it was opened."""
    unknown: list[str] = field(default_factory=list)
    """Passes after which the day before was not known."""
    troubles: list[str] = field(default_factory=list)
    runs: int = 0

    def as_json(self) -> str:
        return json.dumps({name: _plain(getattr(self, name)) for name in self.__slots__})


def main(folder: Path) -> None:
    told = Told()
    unplug(told)
    (folder / "inbox").mkdir()
    config = folder / "shinguard.toml"
    config.write_text(
        f'database = "sqlite:///{folder / "shinguard.db"}"\ntimezone = "Europe/Amsterdam"\n'
        '[connectors.files]\ninbox = "inbox"\n',
        encoding="utf-8",
    )
    loaded = load(config)
    database = Database(loaded.database)
    database.upgrade()
    live(life(), database, loaded.athletes[0], folder / "inbox", told)
    database.close()
    print(told.as_json())


def unplug(told: Told) -> None:
    """From now on nothing in this process gets a socket of the internet, or an address for a name."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _OF_NAMES or (event == "socket.__new__" and arguments[1] in _INTERNET):
            told.attempts.append(event)
            raise Unplugged(event)

    sys.addaudithook(refuse)
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except Unplugged:
        told.attempts.clear()
        return
    raise AssertionError("the hook does not hold")


def life() -> World:
    """The season, with a week without a day off, a week of short nights, and a little strength training."""
    world = season(LAST)
    numbers = [outing.number for outing in world.all_outings()]
    like = world.outing(numbers[-1])
    for number, day in enumerate(STREAK, start=max(numbers) + 1):
        start = datetime.combine(day_of(day), time(18, 0), tzinfo=ZONE)
        world.add(replace(like, number=number, start=start, distance_m=5000.0, moving_s=1800, elapsed_s=1830))
    for number, day in enumerate(STRENGTH, start=max(numbers) + 1 + len(STREAK)):
        start = datetime.combine(day_of(day), time(12, 0), tzinfo=ZONE)
        world.add(replace(like, number=number, start=start, sport="WeightTraining", distance_m=0.0, pair=None))
    for day in SHORT_NIGHTS:
        for morning in world.mornings(day_of(day), day_of(day)):
            world.edit_morning(replace(morning, asleep_s=5 * 3600))
    return world


def live(world: World, database: Database, athlete: Athlete, inbox: Path, told: Told) -> None:
    """Each morning an export of what Garmin has by then; each evening the recordings of the day, from the watch."""
    for number in range(FIRST_LIVED, DAYS + 1):
        for clock in (time(7, 10), time(20, 30)):
            now = world.now = datetime.combine(day_of(number), clock, tzinfo=ZONE)
            if clock.hour == 7:
                garmin_export(world, inbox / f"{number}.zip")
            for outing in _of_today(world) if clock.hour == 20 else ():
                (inbox / f"{outing.number}.fit").write_bytes(fit_file(outing, every_s=30))
            for path in inbox.glob("*.*"):
                an_hour_ago = (now - timedelta(hours=1)).timestamp()
                os.utime(path, (an_hour_ago, an_hour_ago))
            if number in PAINS and clock.hour == 20:
                _log_pain(database, athlete, now, *PAINS[number])
            done = run_pass(database, athlete, sources=athlete.connectors, clock=lambda: world.now)
            told.troubles += [pulled.detail for pulled in done.pulled if pulled.trouble is not None]
            for alert in done.decision.changes:
                if alert.is_open:
                    told.fired[alert.rule].add(alert.day.isoformat())
            _ask_every_rule(database, athlete, now, told)


def _ask_every_rule(database: Database, athlete: Athlete, now: datetime, told: Told) -> None:
    with database.read() as connection:
        state = load_runner(connection, athlete, now=now)
    told.runs = len(state.history.sessions)
    if state.history.known_through != now.date() - timedelta(days=1):
        told.unknown.append(now.isoformat())
    asked = replace(state, judged=state.history.sessions[-1:])
    for rule, verdict in evaluate(asked, athlete.rules, enabled(athlete)):
        told.verdicts[rule.name].add(type(verdict).__name__)
        if isinstance(verdict, NoData):
            told.lacks[rule.name].add(verdict.lacks)


def _of_today(world: World) -> Iterator[Outing]:
    return (outing for outing in world.outings("garmin") if outing.start.date() == world.today)


def _log_pain(
    database: Database, athlete: Athlete, now: datetime, site: Site, level: int, flags: tuple[RedFlag, ...]
) -> None:
    with database.begin() as connection:
        add_pain(
            connection, athlete.name, at=now, site=site, moment=Moment.AFTER, level=level, red_flags=flags, now=now
        )


def day_of(number: int) -> date:
    return LAST - timedelta(days=DAYS - number)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: sorted(each) for name, each in value.items()}
    return value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
