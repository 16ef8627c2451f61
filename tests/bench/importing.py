"""A thousand activities, from the sandbox into the database."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert

from connectors.garmin.client import open_library
from connectors.garmin.settings import Settings as GarminSettings
from connectors.strava.api import Protocol
from daemon.pulling import pull
from daemon.schema import activities, metadata
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.bench.stage import ATHLETE, Stage, outing

ACTIVITIES = 1000
ROUNDS = 9

_BROUGHT = {"strava": "with the shoes", "garmin": "with shoes and mornings"}
"""A pull asks for more than the bare loop does."""

Record = dict[str, Any]


def import_thousand(stage: Stage) -> Iterator[Row]:
    """Time whole pulls against bare loops, for each service."""
    for number in range(1, ACTIVITIES + 1):
        stage.world.add(outing(number, stage.world.now))
    bare_loops: dict[str, Callable[[Stage], float]] = {"strava": _bare_strava, "garmin": _bare_garmin}
    for source, bare in bare_loops.items():
        _pulled(stage, source)  # loads the client library
        pair = in_turn(partial(_pulled, stage, source), partial(bare, stage), rounds=ROUNDS)
        yield Row(
            what=f"first import of {ACTIVITIES} activities, {source.capitalize()} ({_BROUGHT[source]})",
            unit="ms",
            measured=pair.measured * 1000,
            floor=pair.floor * 1000,
            floor_is="activities only: bare client, one Core upsert",
            median_ratio=pair.ratio,
            ratio_at_most=3,
        )


def _pulled(stage: Stage, source: str) -> float:
    database = stage.new_database()
    begun = perf_counter()
    pulled = pull(database, ATHLETE, source, stage.settings[source], timezone=UTC, clock=stage.clock)
    took = perf_counter() - begun
    database.close()
    if pulled.saved.new != ACTIVITIES:
        raise RuntimeError(f"{source}: {pulled.saved.new} activities came: {pulled.detail}")
    return took


def _bare_strava(stage: Stage) -> float:
    engine = _engine(stage)
    tokens = stage.tokens["strava"].get("tokens")
    assert tokens is not None
    begun = perf_counter()
    protocol = Protocol(stage.sandbox.strava_url, timeout_s=15)
    protocol.access_token = tokens["access_token"]
    protocol.rate_limiter = lambda headers, method: None
    records: list[Record] = []
    page = 1
    while True:
        got = protocol.get("/athlete/activities", page=page, per_page=200)
        records += got
        if len(got) < 200:
            break
        page += 1
    _upsert(engine, [_of_strava(record) for record in records])
    return _ended(begun, engine, records)


def _bare_garmin(stage: Stage) -> float:
    engine = _engine(stage)
    tokens = stage.tokens["garmin"].get("tokens")
    assert tokens is not None
    begun = perf_counter()
    settings = GarminSettings(base_url=stage.sandbox.garmin_url)
    library, client = open_library(settings, timeout_s=15, keep_tokens=lambda: None)
    client.loads(json.dumps(tokens["session"]))
    records: list[Record] = []
    while True:
        got = library.get_activities(len(records), 1000)
        if not isinstance(got, list):
            raise RuntimeError("Garmin's list is no list")
        records += got
        if len(got) < 1000:
            break
    _upsert(engine, [_of_garmin(record) for record in records])
    return _ended(begun, engine, records)


def _engine(stage: Stage) -> Engine:
    """The same tables and the same way of writing to disk."""
    engine = create_engine(f"sqlite:///{stage.new_path()}")

    @event.listens_for(engine, "connect")
    def _(connection: Any, record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    metadata.create_all(engine)
    return engine


def _ended(begun: float, engine: Engine, records: list[Record]) -> float:
    took = perf_counter() - begun
    engine.dispose()
    if len(records) != ACTIVITIES:
        raise RuntimeError(f"{len(records)} activities came")
    return took


def _upsert(engine: Engine, rows: list[Record]) -> None:
    statement = insert(activities)
    key = ("athlete", "source", "source_id")
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in key}
    with engine.begin() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=replaced), rows)


def _of_strava(record: Record) -> Record:
    return {
        "source": "strava",
        "source_id": str(record["id"]),
        "sport": record["sport_type"],
        "elapsed_s": record["elapsed_time"],
        "moving_s": record["moving_time"],
        "distance_m": round(record["distance"]),
        "average_heart_rate_bpm": record.get("average_heartrate"),
        "gear_id": record.get("gear_id"),
        **_common(datetime.fromisoformat(record["start_date"])),
    }


def _of_garmin(record: Record) -> Record:
    return {
        "source": "garmin",
        "source_id": str(record["activityId"]),
        "sport": record["activityType"]["typeKey"],
        "elapsed_s": round(record["elapsedDuration"]),
        "moving_s": round(record["movingDuration"]),
        "distance_m": round(record["distance"]),
        "average_heart_rate_bpm": record.get("averageHR"),
        "gear_id": None,
        **_common(datetime.fromisoformat(record["startTimeGMT"]).replace(tzinfo=UTC)),
    }


def _common(start: datetime) -> Record:
    return {
        "athlete": ATHLETE,
        "start_utc": start,
        "utc_offset_s": 0,
        "local_day": start.date(),
        "is_race": False,
        "accepted": False,
        "arrived_at": start,
        "changed_at": start,
    }
