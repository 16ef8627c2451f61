"""A first import holds judging back for a day at most, whatever becomes of it; when it is complete, it is told once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest

from connectors.base import Batch
from connectors.garmin import Settings as Garmin
from connectors.strava import Settings as Strava
from daemon.cli.showing import print_status
from daemon.config import Athlete
from daemon.pipeline import judge
from daemon.records import Kind
from daemon.status import status
from daemon.status_json import as_json
from daemon.store.database import Database
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from rules.health import Trouble
from rules.records import Activity, Shoe, Sport
from tests.daemon.lived import runner
from tests.daemon.thirty_weeks import ZONE

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YESTERDAY = date(2026, 3, 9)
BEGAN = datetime(2026, 3, 10, 10, 0, tzinfo=ZONE)
"""Strava's first import begins, on a Tuesday."""
BOTH = replace(runner(), connectors={"garmin": Garmin(), "strava": Strava(client_id="1", client_secret="x")})
GARMIN = replace(BOTH, connectors={"garmin": Garmin()})
STRAVA = replace(BOTH, connectors={"strava": Strava(client_id="1", client_secret="x")})
SPIKE = ("session-spike", "garmin-2026-03-10", "warning")

Told = list[tuple[int, Kind, list[tuple[str, str, str]]]]
"""Hours since BEGAN, the kind of the message, and the rule, subject and severity of each item."""


def of(source: str, day: date, distance_m: int = 8000) -> Activity:
    """A run at six minutes a kilometre."""
    return Activity(
        source=source,
        source_id=str(day),
        sport=Sport.RUN,
        start=datetime.combine(day, time(17), ZONE),
        elapsed_s=distance_m * 36 // 100,
        moving_s=distance_m * 36 // 100,
        distance_m=distance_m,
    )


def every_other_day(source: str, last: date) -> list[Activity]:
    return [of(source, last - 2 * n * DAY) for n in range(40)]


@dataclass
class Life:
    """Garmin's history is in; in the evening of the day on which Strava's begins to come in comes a run of 17 km."""

    database: Database
    garmin: list[Activity] = field(default_factory=lambda: every_other_day("garmin", YESTERDAY))
    told: Told = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.garmin:
            self.pull("garmin", self.garmin, BEGAN - HOUR)

    def pull(self, source: str, runs: list[Activity], now: datetime, trouble: Trouble | None = None) -> None:
        with self.database.begin() as connection:
            run_id = begin_sync(connection, "me", source, now=now)
            save(connection, "me", source, Batch(activities=tuple(runs)), now=now)
            finish_sync(connection, "me", source, run_id=run_id, now=now, trouble=trouble)

    def judge(self, now: datetime, athlete: Athlete = BOTH) -> None:
        hours = (now - BEGAN) // HOUR
        for message in judge(self.database, athlete, clock=lambda: now).messages:
            items = [(item.rule, item.subject, item.severity.name.lower()) for item in message.items]
            self.told.append((hours, message.kind, items))


Try = Callable[[Life, int], None]
"""What becomes of Strava's import in an hour."""


def killed(life: Life, hour: int) -> None:
    now = BEGAN + hour * HOUR
    with life.database.begin() as connection:
        begin_sync(connection, "me", "strava", now=now)
        part = every_other_day("strava", date(2024, 3, 9))[:20]
        save(connection, "me", "strava", Batch(activities=tuple(part)), now=now)


def by_turns(life: Life, hour: int) -> None:
    trouble = Trouble.RATE_LIMITED if hour % 20 < 10 else Trouble.FAILING
    life.pull("strava", every_other_day("strava", date(2024, 3, 9))[:20], BEGAN + hour * HOUR, trouble)


def hours(life: Life, tries: Try, first: int, last: int) -> Iterator[datetime]:
    for hour in range(first, last):
        now = BEGAN + hour * HOUR
        tries(life, hour)
        if hour == 8:
            life.garmin.append(of("garmin", BEGAN.date(), 17_000))
        life.pull("garmin", life.garmin, now)
        yield now + timedelta(minutes=40)


def told_of(life: Life, rule: str) -> list[tuple[int, Kind, str]]:
    return [(hour, kind, subject) for hour, kind, items in life.told for name, subject, _how in items if name == rule]


@pytest.mark.parametrize("tries", [killed, by_turns])
def test_a_source_that_never_ends_its_import_holds_up_the_other_for_a_day(database: Database, tries: Try) -> None:
    life = Life(database)
    life.judge(BEGAN - timedelta(minutes=1))
    assert life.told == []
    for now in hours(life, tries, 0, 5 * 24):
        life.judge(now)
    # 17 km beside 8 km. What stands when the waiting is over is told in one message, and once.
    assert [(hour, kind) for hour, kind, items in life.told if SPIKE in items] == [(24, Kind.SUMMARY)]
    assert told_of(life, "session-spike") == [(24, Kind.SUMMARY, "garmin-2026-03-10")]
    # That Strava is silent does not wait for Strava.
    assert [(hour, kind) for hour, kind, _subject in told_of(life, "source-silent")] == [(24, Kind.SOURCES)]


def test_what_the_import_brings_when_it_is_complete_is_told_in_one_summary_and_nothing_twice(
    database: Database,
) -> None:
    life = Life(database)
    life.judge(BEGAN - timedelta(minutes=1))
    for now in hours(life, killed, 0, 50):
        life.judge(now)
    assert told_of(life, "session-spike") == [(24, Kind.SUMMARY, "garmin-2026-03-10")]
    # All of it at last, and on the second day another run that Garmin never had: 40 km beside the 17 km.
    whole = [*every_other_day("strava", date(2024, 3, 9)), of("strava", BEGAN.date() + DAY, 40_000)]
    life.told.clear()
    life.pull("strava", whole, BEGAN + 50 * HOUR)
    life.judge(BEGAN + 50 * HOUR)
    life.judge(BEGAN + 51 * HOUR)
    assert told_of(life, "session-spike") == [(50, Kind.SUMMARY, "strava-2026-03-11")]
    assert {hour for hour, kind, _items in life.told if kind != Kind.WELL_AGAIN} == {50}


def test_a_source_that_was_taken_out_of_the_configuration_holds_nothing_up(database: Database) -> None:
    life = Life(database)
    life.judge(BEGAN - timedelta(minutes=1))
    killed(life, 0)
    life.garmin.append(of("garmin", BEGAN.date(), 17_000))
    life.pull("garmin", life.garmin, BEGAN + 8 * HOUR)
    life.judge(BEGAN + 8 * HOUR, BOTH)
    assert life.told == []
    life.judge(BEGAN + 9 * HOUR, GARMIN)
    assert told_of(life, "session-spike") == [(9, Kind.ALERTS, "garmin-2026-03-10")]
    # A day after it had begun nothing is a first import any more, nor told as one.
    life.garmin.append(of("garmin", BEGAN.date() + DAY, 36_000))
    life.pull("garmin", life.garmin, BEGAN + 34 * HOUR)
    life.judge(BEGAN + 34 * HOUR, GARMIN)
    assert told_of(life, "session-spike")[1:] == [(34, Kind.ALERTS, "garmin-2026-03-11")]


def test_the_only_source_is_judged_by_what_it_brought_in_a_day_with_its_days_missing(database: Database) -> None:
    life = Life(database, garmin=[])
    with database.begin() as connection:
        begin_sync(connection, "me", "strava", now=BEGAN)
        pair = Shoe(source="strava", source_id="g1", name="Harrier", total_m=900_000)
        part = [*every_other_day("strava", YESTERDAY), of("strava", BEGAN.date(), 17_000)]
        save(connection, "me", "strava", Batch(activities=tuple(part), shoes=(pair,)), now=BEGAN)
    life.judge(BEGAN + 23 * HOUR, STRAVA)
    assert life.told == []
    life.judge(BEGAN + 24 * HOUR, STRAVA)
    assert [(hour, kind, subject) for hour, kind, subject in told_of(life, "shoe-worn")] == [
        (24, Kind.SUMMARY, "strava-g1")
    ]
    # No day is known: neither that it was one of rest, nor what a run is compared with.
    assert told_of(life, "session-spike") == []
    silent = {each.rule: each.no_data.values for each in status(database, STRAVA, now=BEGAN + 24 * HOUR).silent}
    assert silent["session-spike"]["known_days"] == 0
    life.judge(BEGAN + 25 * HOUR, STRAVA)
    life.pull("strava", part, BEGAN + 26 * HOUR)
    life.judge(BEGAN + 26 * HOUR, STRAVA)
    assert len(told_of(life, "shoe-worn")) == 1
    assert told_of(life, "session-spike") == [(26, Kind.SUMMARY, "strava-2026-03-10")]


def test_it_is_told_while_and_why_the_rules_wait(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    life = Life(database)
    killed(life, 0)
    waiting, over = (status(database, BOTH, now=BEGAN + hour * HOUR) for hour in (23, 24))
    # Its first record came a microsecond after what was saved last.
    assert {source: until - (BEGAN + DAY) < HOUR for source, until in waiting.awaited.items()} == {"strava": True}
    assert over.awaited == {}
    assert [each["awaited_until"] is not None for each in as_json(waiting)["sources"]] == [False, True]
    line = (
        "The first import of Strava is under way: the rules speak when it is done, 11 March at 10:00 at the latest. "
        "Those about pain and about the sources do not wait."
    )
    for found, is_told in ((waiting, True), (over, False)):
        print_status(BOTH, found)
        assert (line in " ".join(capsys.readouterr().out.split())) is is_told


STUCK = (
    "The first import of Strava brought a part and did not come to its end: until it does, no day counts as known, and "
    "most rules on your running are silent. To go on with it, and see what it stops at: shinguard sync --source "
    "strava. To do without it, take it out of the configuration."
)


def test_where_it_never_ends_it_is_told_that_no_day_is_known_and_what_to_do(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    life = Life(database)
    with database.begin() as connection:
        begin_sync(connection, "me", "strava", now=BEGAN)
        save(connection, "me", "strava", Batch(activities=(of("strava", YESTERDAY),)), now=BEGAN)
    waiting, over, without = (
        status(database, athlete, now=BEGAN + hour * HOUR) for hour, athlete in ((23, BOTH), (25, BOTH), (25, GARMIN))
    )
    assert [found.known_through for found in (waiting, over, without)] == [None, None, YESTERDAY]
    for found, is_told in ((waiting, False), (over, True), (without, False)):
        print_status(BOTH, found)
        assert (STUCK in " ".join(capsys.readouterr().out.split())) is is_told
        assert found.well is not is_told
    assert [each["is_stuck"] for each in as_json(over)["sources"]] == [False, True]
    # Of days that Strava never tells of nothing is lacking: Garmin's are known.
    life.pull("strava", [], BEGAN + 26 * HOUR)
    assert status(database, BOTH, now=BEGAN + 26 * HOUR).stuck == ()
