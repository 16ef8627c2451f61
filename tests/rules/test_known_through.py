"""The last day of which nothing can still come in."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.health import SourceHealth
from rules.history import known_through

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2025, 6, 10, 9, 0, tzinfo=AMSTERDAM)
TODAY = date(2025, 6, 10)


def source(name: str, success: datetime | None, last_run: date | None = TODAY) -> SourceHealth:
    return SourceHealth(
        source=name,
        interval=timedelta(hours=1),
        enabled_at=datetime(2025, 1, 1, tzinfo=UTC),
        last_success=success,
        last_run_day=last_run,
    )


THIS_MORNING = datetime(2025, 6, 10, 6, 0, tzinfo=UTC)
FIVE_DAYS_AGO = datetime(2025, 6, 5, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param([source("garmin", THIS_MORNING)], date(2025, 6, 9), id="synced today: yesterday is known"),
        pytest.param(
            [source("garmin", THIS_MORNING), source("strava", FIVE_DAYS_AGO)], date(2025, 6, 4), id="the slowest counts"
        ),
        pytest.param(
            [source("garmin", THIS_MORNING), source("strava", FIVE_DAYS_AGO, last_run=date(2025, 5, 12))],
            date(2025, 6, 9),
            id="no run for 29 days: it does not count",
        ),
        pytest.param(
            [source("garmin", THIS_MORNING), source("strava", FIVE_DAYS_AGO, last_run=date(2025, 5, 13))],
            date(2025, 6, 4),
            id="a run 28 days ago: it counts",
        ),
        pytest.param(
            [source("garmin", THIS_MORNING), source("strava", None, last_run=None)],
            date(2025, 6, 9),
            id="never delivered: it does not count",
        ),
        pytest.param(
            [
                source("garmin", FIVE_DAYS_AGO, last_run=date(2025, 1, 1)),
                source("strava", THIS_MORNING, last_run=None),
            ],
            date(2025, 6, 4),
            id="none delivered lately: those that ever did",
        ),
        pytest.param(
            [source("garmin", FIVE_DAYS_AGO, last_run=None), source("strava", THIS_MORNING, last_run=None)],
            date(2025, 6, 4),
            id="none ever delivered: all",
        ),
        pytest.param(
            [source("garmin", THIS_MORNING, last_run=None), source("strava", None, last_run=None)],
            None,
            id="one of all never answered",
        ),
        pytest.param([source("garmin", None)], None, id="it never succeeded"),
        pytest.param([], None, id="no source"),
    ],
)
def test_known_through(sources: list[SourceHealth], expected: date | None) -> None:
    assert known_through(sources, now=NOW) == expected


@pytest.mark.parametrize(
    ("success", "expected"),
    [
        # Amsterdam is two hours ahead of UTC in June: its 9 June ends at 22:00 UTC.
        (datetime(2025, 6, 9, 21, 59, tzinfo=UTC), date(2025, 6, 8)),
        (datetime(2025, 6, 9, 22, 0, tzinfo=UTC), date(2025, 6, 9)),
    ],
)
def test_a_day_ends_at_the_runners_midnight(success: datetime, expected: date) -> None:
    assert known_through([source("garmin", success)], now=NOW) == expected


def test_a_day_ends_by_the_clock_of_that_day() -> None:
    # On 30 March the clock in Amsterdam jumps; before it, midnight is 23:00 UTC.
    now = datetime(2025, 3, 31, 9, 0, tzinfo=AMSTERDAM)
    last_run = date(2025, 3, 28)
    before = source("garmin", datetime(2025, 3, 29, 22, 30, tzinfo=UTC), last_run)  # 23:30 on 29 March
    after = source("garmin", datetime(2025, 3, 30, 22, 30, tzinfo=UTC), last_run)  # 0:30 on 31 March
    assert known_through([before], now=now) == date(2025, 3, 28)
    assert known_through([after], now=now) == date(2025, 3, 30)
