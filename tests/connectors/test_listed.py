"""When a list of activities has come whole."""

from datetime import UTC, datetime

import pytest

from connectors.listed import Listed
from rules.records import Activity, Sport

SOME = datetime(2024, 5, 1, tzinfo=UTC)


def listed(*, since: datetime | None = None) -> Listed:
    return Listed(since=since, read=_run, unknown_kind=lambda _record: None)


def _run(number: int) -> Activity:
    return Activity(
        source="garmin",
        source_id=str(number),
        sport=Sport.RUN,
        start=SOME,
        elapsed_s=3000,
        moving_s=3000,
        distance_m=10_000,
    )


def over_after(pages: Listed, *page: range) -> list[bool]:
    """Say of each page whether the list was over after it. Each opens with the last of the one before."""
    return [pages.take(each, is_short=True).listing is not None for each in page]


def test_a_service_that_gives_thirty_of_which_one_is_known_may_have_more() -> None:
    assert over_after(listed(), range(30), range(29, 59), range(58, 87)) == [False, False, True]


def test_a_page_that_tells_nothing_new_is_the_last_however_long_it_is() -> None:
    assert over_after(listed(), range(30), range(30)) == [False, True]


@pytest.mark.parametrize(
    ("count", "is_over"), [(0, True), (1, True), (20, True), (30, False), (45, True), (100, False), (939, True)]
)
def test_only_a_round_number_may_be_all_that_the_service_gives_on_a_page(count: int, is_over: bool) -> None:
    assert over_after(listed(), range(count)) == [is_over]


def test_a_round_number_ends_the_list_of_a_service_that_has_given_what_it_was_asked_for() -> None:
    pages = listed()
    assert pages.take(range(200), is_short=False).listing is None
    assert over_after(pages, range(199, 299)) == [True]


def test_a_short_page_since_a_day_is_the_last() -> None:
    assert over_after(listed(since=SOME), range(200)) == [True]
