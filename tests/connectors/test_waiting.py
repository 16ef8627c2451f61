from datetime import UTC, datetime, timedelta

import pytest

from connectors.waiting import is_ahead, retry_after

NOW = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("90", timedelta(seconds=90)),
        ("Mon, 20 May 2024 18:05:00 GMT", timedelta(minutes=5)),
        # Nobody waits for more than a day on the word of a header.
        ("9999999999", timedelta(days=1)),
        ("Wed, 20 May 2026 18:05:00 GMT", timedelta(days=1)),
        pytest.param("9" * 5000, None, id="more digits than Python reads"),
        pytest.param(f"Mon, 20 May {'9' * 30} 18:05:00 GMT", None, id="a year beyond any"),
        ("Mon, 20 May 2024 17:00:00 GMT", None),
        ("0", None),
        ("soon", None),
        ("", None),
    ],
)
def test_wait_of_a_refusal_is_read_in_both_forms(header: str, expected: timedelta | None) -> None:
    assert retry_after(header, NOW) == expected


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), False),
        (timedelta(seconds=1), True),
        (timedelta(days=1), True),
        (timedelta(days=1, seconds=1), False),
        (timedelta(days=365), False),
    ],
)
def test_no_wait_beyond_a_day_is_believed(wait: timedelta, *, expected: bool) -> None:
    assert is_ahead(NOW + wait, NOW) is expected
