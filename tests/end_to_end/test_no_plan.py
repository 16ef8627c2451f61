"""What reaches the phone while a pain asks not to run, or on a day of illness: findings, and no training plan."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from connectors.base import Batch
from daemon.config import Athlete
from daemon.config.secrets import Secret
from daemon.delivering import deliver
from daemon.morning import write_morning
from daemon.pipeline import judge
from daemon.runner import load_runner
from daemon.store.database import Database
from daemon.store.logs import add_mark, add_pain
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from rules.records import Activity, PlannedWorkout, Sport
from rules.said import MarkKind, Moment, RedFlag, Site
from tests.daemon.lived import runner
from tests.daemon.thirty_weeks import ZONE
from tests.end_to_end.receiver import Receiver

DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)
EVENING = datetime.combine(TODAY, time(18, 30), ZONE)
DOCTOR = "Do not run. Have it seen by your family doctor, or by the out-of-hours service if it cannot wait."
SPIKE = "10 km is 25% longer than your longest run in 30 days (8 km)."


class Life:
    """One runner with a phone, who ran 8 km on every second of sixty days, the last one today."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.database = Database(f"sqlite:///{folder / 'shinguard.db'}")
        self.database.upgrade()
        self.receiver = receiver
        known = runner()
        self.athlete: Athlete = replace(
            known, notify=replace(known.notify, receivers={"phone": Secret(receiver.address)})
        )

    def sync(self, now: datetime, batch: Batch | None = None) -> list[str]:
        """Take in what a source brings, judge it, and return what arrives: titles before bodies."""
        with self.database.begin() as connection:
            number = begin_sync(connection, "me", "garmin", now=now)
            save(connection, "me", "garmin", batch or Batch(), now=now)
            finish_sync(connection, "me", "garmin", run_id=number, now=now)
        return self.judge(now)

    def judge(self, now: datetime) -> list[str]:
        self.receiver.messages.clear()
        judge(self.database, self.athlete, clock=lambda: now)
        deliver(self.database, self.athlete, clock=lambda: now)
        return [f"{each.title.removeprefix('Shinguard: ')}\n{each.body}" for each in self.receiver.messages]

    def hurts(self, now: datetime, flag: RedFlag) -> None:
        with self.database.begin() as connection:
            flags = frozenset({flag})
            add_pain(connection, "me", at=now, site=Site.SHIN, moment=Moment.AFTER, level=5, red_flags=flags, now=now)

    def morning(self, now: datetime) -> list[str]:
        with self.database.begin() as connection:
            state = load_runner(connection, self.athlete, now=now)
            return write_morning(connection, self.athlete, state).body.splitlines()


def ran(day: date, km: int) -> Activity:
    return Activity(
        source="garmin",
        source_id=f"{day}",
        sport=Sport.RUN,
        start=datetime.combine(day, time(16), ZONE),
        elapsed_s=km * 360,
        moving_s=km * 360,
        distance_m=km * 1000,
    )


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with Receiver() as receiver:
        life = Life(tmp_path, receiver)
        life.sync(EVENING, Batch(activities=tuple(ran(TODAY - 2 * back * DAY, 8) for back in range(30))))
        yield life
        life.database.close()


def test_a_run_that_comes_in_after_a_red_flag_is_told_and_asks_what_the_flag_asks(life: Life) -> None:
    life.hurts(EVENING + timedelta(hours=1), RedFlag.LIMP)
    assert DOCTOR in life.judge(EVENING + timedelta(hours=1))[0]
    two_days_later = EVENING + 2 * DAY
    [told] = life.sync(two_days_later, Batch(activities=(ran(TODAY + 2 * DAY, 10),)))
    assert told == f"no run today\n{SPIKE}\n{DOCTOR}"
    assert life.morning(two_days_later + timedelta(hours=13)) == [
        f"Somebody should see this first (shin): a limp. {DOCTOR}"
    ]


def test_a_run_that_waits_for_the_morning_gives_way_to_a_red_flag_of_the_night(life: Life) -> None:
    late = datetime.combine(TODAY + 2 * DAY, time(21, 45), ZONE)
    assert life.sync(late, Batch(activities=(ran(TODAY + 2 * DAY, 10),))) == []
    life.hurts(late + timedelta(minutes=20), RedFlag.LIMP)
    assert len(life.judge(late + timedelta(minutes=20))) == 1
    [told] = life.judge(datetime.combine(TODAY + 3 * DAY, time(7), ZONE))
    assert told == f"no run today\nYesterday: {SPIKE}\n{DOCTOR}"


def test_a_plan_of_the_week_is_not_told_while_bone_pain_stands_and_is_when_it_is_over(life: Life) -> None:
    life.hurts(EVENING + timedelta(hours=1), RedFlag.BONE)
    life.judge(EVENING + timedelta(hours=1))
    day = TODAY + 5 * DAY
    plan = PlannedWorkout(source="garmin", source_id="w", day=day, title="Long run", sport=Sport.RUN, distance_m=16_000)
    assert life.sync(EVENING + 2 * DAY, Batch(planned=(plan,))) == []
    with life.database.begin() as connection:
        at = EVENING + 3 * DAY
        add_pain(connection, "me", at=at, site=Site.SHIN, moment=Moment.AFTER, level=0, red_flags=frozenset(), now=at)
    [told] = life.judge(EVENING + 3 * DAY)
    assert told.splitlines()[1:] == [
        "Sunday 15 March: 16 km is 100% longer than your longest run in 30 days (8 km).",
        "9 km would keep the limit.",
    ]


def test_a_run_that_comes_in_on_a_day_of_illness_asks_not_to_run(life: Life) -> None:
    day = TODAY + 2 * DAY
    with life.database.begin() as connection:
        add_mark(connection, "me", kind=MarkKind.ILL, first=day, last=day, now=EVENING)
    [told] = life.sync(EVENING + 2 * DAY, Batch(activities=(ran(day, 10),)))
    assert told == f"no run today\n{SPIKE}\nYou marked this day as ill: while you feel ill, do not run."
