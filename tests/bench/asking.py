"""Requests, counted by the sandbox, beside the fewest that the services' interfaces allow."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta

from connectors.base import Ask, Keep
from daemon.connect import connect
from daemon.due import FIRST_MORNINGS
from daemon.plans import PLANS_AHEAD
from daemon.pulling import pull
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from tests.bench.rows import Row
from tests.bench.stage import ATHLETE, PAIRS, Stage

MONTH = 31
_STRAVA_PAGE, _GARMIN_PAGE = 200, 1000
_NIGHTS = 28
"""The most days of sleep, or of heart-rate variability, in one answer of Garmin's."""
_ARITHMETIC = {
    "strava": "activities // 200 + 1, shoes 1",
    "garmin": "activities // 1000 + 1, shoes 1 + 2 a pair, mornings, months",
}


def strava_import(activities: int) -> int:
    """The last page is the first that is not full; one request tells all shoes."""
    return activities // _STRAVA_PAGE + 1 + 1


def garmin_import(activities: int, *, pairs: int, mornings: int, months: int) -> int:
    """As Strava's; the shoes are a list, and each pair has a total and a list of its activities.

    The calendar comes by the month: one, or two at the end of it.
    """
    return activities // _GARMIN_PAGE + 1 + 1 + 2 * pairs + garmin_mornings(mornings) + months


def garmin_mornings(days: int) -> int:
    """Resting heart rates and stress come in one range; sleep and variability in ranges of 28 days."""
    return 1 + 2 * -(-days // _NIGHTS)


def _months(today: date) -> int:
    return 1 + ((today + PLANS_AHEAD).month != today.month)


def count_requests(stage: Stage, *, activities: int) -> Iterator[Row]:
    """Import, poll, and ask a month of mornings."""
    days = FIRST_MORNINGS.days + 1
    fewest = {
        "strava": strava_import(activities),
        "garmin": garmin_import(activities, pairs=PAIRS, mornings=days, months=_months(stage.clock().date())),
    }
    database = stage.new_database()
    for source in fewest:
        asked = _pulled(stage, database, source)
        what = f"requests, first import of {activities}, {source.capitalize()}"
        yield _row(what, asked, fewest[source], _ARITHMETIC[source])
        what = f"requests, poll with nothing new, {source.capitalize()}"
        yield _row(what, _pulled(stage, database, source), 1, "one question")
    asked = _mornings_asked(stage, DatabaseKeep(database, ATHLETE, "garmin"))
    database.close()
    fewest_mornings = garmin_mornings(MONTH)
    yield Row(
        what=f"requests, a month of mornings ({MONTH} days), Garmin",
        unit="requests",
        measured=asked,
        floor=fewest_mornings,
        floor_is="1 range of heart rates and stress, 2 x 2 of nights",
        at_most=5,
    )


def _pulled(stage: Stage, database: Database, source: str) -> int:
    stage.sandbox.reset_requests()
    pulled = pull(database, ATHLETE, source, stage.settings[source], timezone=UTC, clock=stage.clock)
    if pulled.trouble is not None:
        raise RuntimeError(f"{source}: {pulled.detail}")
    return _counted(stage, source)


def _mornings_asked(stage: Stage, keep: Keep) -> int:
    today = stage.clock().date()
    garmin = connect("garmin", stage.settings["garmin"], keep=keep, clock=stage.clock)
    stage.sandbox.reset_requests()
    found = [
        m
        for b in garmin.pull(Ask(activities=False, mornings=(today - timedelta(days=MONTH - 1), today)))
        for m in b.mornings
    ]
    if len(found) != MONTH:
        raise RuntimeError(f"{len(found)} mornings came in the place of {MONTH}")
    return _counted(stage, "garmin")


def _counted(stage: Stage, source: str) -> int:
    return sum(stage.sandbox.requests(source).values())


def _row(what: str, asked: int, fewest: int, floor_is: str) -> Row:
    return Row(what=what, unit="requests", measured=asked, floor=fewest, floor_is=floor_is, ratio_at_most=1)
