"""What is asked of a source, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Ask
from daemon.due import first_to_ask, what_to_ask
from daemon.store.sources import SourceState

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 2, 15)
NEWEST = datetime(2026, 2, 14, 7, 0, tzinfo=UTC)
THIS_MORNING = datetime(2026, 2, 15, 6, 0, tzinfo=UTC)
LAST_NIGHT = datetime(2026, 2, 14, 22, 59, tzinfo=UTC)
"""23:59 in Amsterdam: another local day."""
NOON = datetime(2026, 2, 15, 12, 0, tzinfo=ZONE)
CALENDAR = (TODAY, date(2026, 2, 23))
"""Today and eight days ahead."""
EVERYTHING = Ask(shoes=True, mornings=(date(2025, 12, 7), TODAY), planned=CALENDAR)
"""Seventy days before 15 February: 15 in February, 31 in January, 24 in December."""

STATE = SourceState(
    source="garmin",
    enabled_at=NEWEST,
    cursor=NEWEST,
    retry_at=None,
    trouble=None,
    trouble_since=None,
    cause="",
    failures=0,
    last_success=THIS_MORNING,
    first_import_done_at=NEWEST,
    shoes_asked_at=THIS_MORNING,
    mornings_asked_at=THIS_MORNING,
    calendar_asked_at=THIS_MORNING,
    suspicious_since=None,
)
SINCE = datetime(2026, 1, 31, 7, 0, tzinfo=UTC)
"""The newest run less fourteen days."""


def ask(state: SourceState | None, newest_morning: date | None) -> Ask:
    return what_to_ask(state, now=NOON, newest_morning=newest_morning)


def test_the_first_time_everything_is_asked() -> None:
    assert ask(None, None) == EVERYTHING


def test_so_it_is_after_a_first_import_that_failed() -> None:
    begun = replace(
        STATE,
        cursor=None,
        last_success=None,
        first_import_done_at=None,
        shoes_asked_at=None,
        mornings_asked_at=None,
        calendar_asked_at=None,
    )
    assert ask(begun, None) == EVERYTHING


@pytest.mark.parametrize(
    ("asked_at", "planned"),
    [
        (datetime(2026, 2, 15, 5, 1, tzinfo=UTC), None),  # 5 h 59 min before noon in Amsterdam, which is 11:00 UTC
        (datetime(2026, 2, 15, 5, 0, tzinfo=UTC), CALENDAR),
        (None, CALENDAR),
        pytest.param(datetime(2027, 2, 15, 5, 0, tzinfo=UTC), CALENDAR, id="by a clock that was ahead"),
    ],
)
def test_the_calendar_is_asked_every_six_hours(asked_at: datetime | None, planned: tuple[date, date] | None) -> None:
    assert ask(replace(STATE, calendar_asked_at=asked_at), None).planned == planned


def test_a_person_who_asks_gets_the_calendar_at_once_and_nothing_else_early() -> None:
    assert what_to_ask(STATE, now=NOON, newest_morning=None, by_hand=True) == replace(
        ask(STATE, None), planned=CALENDAR
    )
    assert ask(STATE, None).planned is None


def test_an_account_without_activities_is_asked_for_them_alone() -> None:
    assert ask(replace(STATE, cursor=None), None) == Ask()


@pytest.mark.parametrize(
    "newest_morning",
    [
        TODAY,
        # Not worn for eight days: it will not come soon.
        TODAY - timedelta(days=8),
        # Strava has no mornings.
        None,
    ],
)
def test_later_on_the_day_activities_are_asked_alone(newest_morning: date | None) -> None:
    assert ask(STATE, newest_morning) == Ask(since=SINCE)


@pytest.mark.parametrize(("newest_morning", "first"), [(date(2026, 2, 14), 11), (date(2026, 2, 8), 5)])
def test_this_mornings_value_is_waited_for(newest_morning: date, first: int) -> None:
    """Three days more than is missing: a watch is read late."""
    assert ask(STATE, newest_morning) == Ask(since=SINCE, mornings=(date(2026, 2, first), TODAY))


def test_shoes_and_mornings_are_asked_once_a_local_day() -> None:
    yesterday = replace(STATE, shoes_asked_at=LAST_NIGHT, mornings_asked_at=LAST_NIGHT)
    assert ask(yesterday, TODAY) == Ask(since=SINCE, shoes=True, mornings=(date(2026, 2, 12), TODAY))


def test_mornings_of_a_long_absence_are_fetched_seventy_days_back() -> None:
    yesterday = replace(STATE, mornings_asked_at=LAST_NIGHT)
    assert ask(yesterday, date(2025, 6, 1)).mornings == (date(2025, 12, 7), TODAY)


NOW = NOON.astimezone(UTC)


@pytest.mark.parametrize(
    ("state", "days", "since"),
    [
        # A first import: what is older would be purged as it comes.
        (None, 7, datetime(2026, 2, 8, 11, 0, tzinfo=UTC)),
        (replace(STATE, cursor=None), 7, datetime(2026, 2, 8, 11, 0, tzinfo=UTC)),
        (STATE, 7, datetime(2026, 2, 8, 11, 0, tzinfo=UTC)),
        # The overlap reaches less far back.
        (STATE, 30, SINCE),
        (STATE, None, SINCE),
        # Nothing newer is known: what came since then may be older than a week, and never came.
        (replace(STATE, cursor=datetime(2026, 1, 20, 7, 0, tzinfo=UTC)), 7, datetime(2026, 1, 20, 7, 0, 1, tzinfo=UTC)),
    ],
)
def test_what_was_purged_is_not_asked_for_again(
    state: SourceState | None, days: int | None, since: datetime | None
) -> None:
    asked = ask(state, None).since if state is not None else None
    retention = None if days is None else timedelta(days=days)
    assert first_to_ask(state, asked, retention=retention, now=NOW) == since
