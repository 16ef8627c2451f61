from datetime import UTC, datetime, timedelta, timezone

import pytest

from connectors.strava.budget import Budget, Usage, read_usages, refused_until, wait_until

TOLD_AT = datetime(2024, 5, 20, 10, 7, 30, tzinfo=UTC)
NEXT_QUARTER = datetime(2024, 5, 20, 10, 15, tzinfo=UTC)
NEXT_DAY = datetime(2024, 5, 21, tzinfo=UTC)


def _budget(*usages: tuple[int, int, int, int], until: datetime | None = None) -> Budget:
    return Budget(
        told_at=TOLD_AT,
        refused_until=until,
        usages=tuple(Usage(quarter_count=a, quarter_limit=b, day_count=c, day_limit=d) for a, b, c, d in usages),
    )


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ((0, 100, 0, 1000), None),
        # The hundredth request of a hundred is allowed; the next one is not.
        ((99, 100, 99, 1000), None),
        ((100, 100, 100, 1000), NEXT_QUARTER),
        ((101, 100, 101, 1000), NEXT_QUARTER),
        # 899 made, 100 in reserve: one is left of 1,000.
        ((5, 100, 899, 1000), None),
        ((5, 100, 900, 1000), NEXT_DAY),
        # Both used up: the longer wait counts.
        ((100, 100, 900, 1000), NEXT_DAY),
    ],
)
def test_next_request_waits_before_the_limit_is_broken(
    usage: tuple[int, int, int, int], expected: datetime | None
) -> None:
    assert wait_until(_budget(usage), daily_reserve=100, now=TOLD_AT) == expected


def test_the_tighter_of_all_requests_and_reading_ones_counts() -> None:
    assert wait_until(_budget((20, 200, 30, 2000), (100, 100, 30, 1000)), daily_reserve=0, now=TOLD_AT) == NEXT_QUARTER
    assert wait_until(_budget((20, 200, 2000, 2000), (9, 100, 30, 1000)), daily_reserve=0, now=TOLD_AT) == NEXT_DAY


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NEXT_QUARTER - timedelta(seconds=1), NEXT_QUARTER),
        (NEXT_QUARTER, None),
        # The same minutes of another hour, and of another day, are another window.
        (TOLD_AT + timedelta(hours=1), None),
        (TOLD_AT + timedelta(days=1), None),
    ],
)
def test_quarter_of_an_hour_begins_anew(now: datetime, expected: datetime | None) -> None:
    assert wait_until(_budget((100, 100, 100, 1000)), daily_reserve=100, now=now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2024, 5, 20, 23, 59, 59, tzinfo=UTC), NEXT_DAY),
        (NEXT_DAY, None),
        # Midnight is UTC's: one in the morning of the 21st in Amsterdam is still the 20th.
        (datetime(2024, 5, 21, 1, 0, tzinfo=timezone(timedelta(hours=2))), NEXT_DAY),
    ],
)
def test_day_begins_anew_at_midnight_utc(now: datetime, expected: datetime | None) -> None:
    assert wait_until(_budget((0, 100, 1000, 1000)), daily_reserve=0, now=now) == expected


def test_refusal_that_a_clock_ahead_noted_does_not_hold() -> None:
    assert wait_until(_budget(until=NEXT_DAY + timedelta(days=365)), daily_reserve=0, now=TOLD_AT) is None


def test_refusal_holds_until_it_said() -> None:
    refused = _budget(until=NEXT_QUARTER)
    assert wait_until(refused, daily_reserve=0, now=TOLD_AT) == NEXT_QUARTER
    assert wait_until(refused, daily_reserve=0, now=NEXT_QUARTER) is None


@pytest.mark.parametrize(
    ("at", "day_count", "expected"),
    [
        (datetime(2024, 5, 20, 10, 0, tzinfo=UTC), 10, NEXT_QUARTER),
        (datetime(2024, 5, 20, 10, 14, 59, tzinfo=UTC), 10, NEXT_QUARTER),
        (datetime(2024, 5, 20, 23, 50, tzinfo=UTC), 10, NEXT_DAY),
        (datetime(2024, 5, 20, 10, 0, tzinfo=UTC), 1000, NEXT_DAY),
    ],
)
def test_refusal_lasts_until_the_window_that_is_used_up_ends(at: datetime, day_count: int, expected: datetime) -> None:
    usage = Usage(quarter_count=100, quarter_limit=100, day_count=day_count, day_limit=1000)
    assert refused_until((usage,), now=at) == expected


def test_refusal_without_headers_lasts_for_the_quarter() -> None:
    assert refused_until((), now=TOLD_AT) == NEXT_QUARTER


def test_usage_is_read_from_the_headers() -> None:
    headers = {
        "X-RateLimit-Limit": "200,2000",
        "X-RateLimit-Usage": "12,345",
        "x-readratelimit-limit": "100,1000",
        "x-readratelimit-usage": "11,300",
    }
    assert read_usages(headers) == (
        Usage(quarter_count=12, quarter_limit=200, day_count=345, day_limit=2000),
        Usage(quarter_count=11, quarter_limit=100, day_count=300, day_limit=1000),
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-RateLimit-Usage": "12,345"},
        {"X-RateLimit-Limit": "200,2000", "X-RateLimit-Usage": "many"},
        {"X-RateLimit-Limit": "200", "X-RateLimit-Usage": "12,345"},
        {"X-RateLimit-Limit": "200,2000,3", "X-RateLimit-Usage": "12,345"},
    ],
)
def test_headers_that_make_no_sense_tell_nothing(headers: dict[str, str]) -> None:
    assert read_usages(headers) == ()


def test_budget_survives_being_kept() -> None:
    for budget in (_budget((1, 100, 2, 1000)), _budget(until=NEXT_DAY)):
        assert Budget.from_json(budget.to_json()) == budget
