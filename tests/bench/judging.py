"""One judging of a new run, after one year of history and after twenty."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from connectors.base import Batch, Listing
from connectors.strava import Settings
from daemon.config import Athlete, Notify, Secret
from daemon.pipeline import judge
from daemon.store.database import Database
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from rules import discover
from rules.records import Activity, Sport
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.bench.stage import ATHLETE, Stage

NOW = datetime(2026, 3, 18, 18, 0, tzinfo=UTC)
ROUNDS = 41


def judge_histories(stage: Stage) -> Iterator[Row]:
    """Time `judge` on the two in turn; each time today's run has just been edited, so that it is judged anew."""
    one, twenty = (_Runner(stage, years=years) for years in (1, 20))
    for runner in (one, twenty):
        runner.judged()
    pair = in_turn(twenty.judged, one.judged, rounds=ROUNDS)
    one.database.close()
    twenty.database.close()
    yield Row(
        what="one pass of the rules, after 20 years of history",
        unit="ms",
        measured=pair.measured * 1000,
        floor=pair.floor * 1000,
        floor_is="the same after 1 year",
        median_ratio=pair.ratio,
        ratio_at_most=1.3,
    )


class _Runner:
    """Runs on five days of seven, for so many years."""

    def __init__(self, stage: Stage, *, years: int) -> None:
        self.database = Database(f"sqlite:///{stage.new_path()}")
        self.database.upgrade()
        self._athlete = athlete()
        self._now = NOW
        days = [NOW.date() - timedelta(days=n) for n in range(round(years * 365.25)) if n % 7 not in (2, 5)]
        runs = tuple(_run(day, distance_m=6000 + 500 * (n % 17)) for n, day in enumerate(days))
        listing = Listing(since=None, source_ids=frozenset(run.source_id for run in runs))
        with self.database.begin() as connection:
            sync = begin_sync(connection, ATHLETE, "strava", now=NOW)
            save(connection, ATHLETE, "strava", Batch(activities=runs, listing=listing), now=NOW)
            finish_sync(connection, ATHLETE, "strava", run_id=sync, now=NOW, cursor=runs[0].start)

    def judged(self) -> float:
        self._now += timedelta(seconds=1)
        edited = _run(NOW.date(), distance_m=8000 + self._now.second)
        with self.database.begin() as connection:
            saved = save(connection, ATHLETE, "strava", Batch(activities=(edited,)), now=self._now)
        if saved.changed != 1:
            raise RuntimeError("today's run was not edited")
        self._now += timedelta(seconds=1)
        begun = perf_counter()
        judge(self.database, self._athlete, clock=lambda: self._now)
        return perf_counter() - begun


def athlete(receivers: dict[str, Secret] | None = None) -> Athlete:
    """One runner with one source and all rules as they come."""
    return Athlete(
        name=ATHLETE,
        timezone=ZoneInfo("UTC"),
        language="en",
        units="metric",
        week_starts="monday",
        notify=Notify(quiet_from=time(21, 30), quiet_until=time(7), per_day=1, per_7_days=3, receivers=receivers or {}),
        connectors={"strava": Settings(client_id="1", client_secret="unused")},
        rules={rule.name: rule.settings_type() for rule in discover()},
    )


def _run(day: date, *, distance_m: int) -> Activity:
    seconds = round(distance_m * 0.33)
    return Activity(
        source="strava",
        source_id=f"{day:%Y%m%d}",
        sport=Sport.RUN,
        start=datetime.combine(day, time(7), tzinfo=UTC),
        elapsed_s=seconds,
        moving_s=seconds,
        distance_m=distance_m,
    )
