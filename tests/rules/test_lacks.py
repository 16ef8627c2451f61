"""What a rule says that it lacks."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from rules import lacks
from rules.health import Trouble
from rules.history import History
from rules.verdicts import NoData, Text
from tests.rules.series import day, history, run, runs
from tests.rules.sources.health import source


def test_in_the_first_days_it_says_from_when_it_speaks() -> None:
    past = history("5 " * 10)
    found = lacks.before(past, past.sessions[-1].day, needed_days=28, subject="a")
    assert found is not None
    assert (found.values, found.speaks_from) == ({"needed_days": 28, "first_day": day(0)}, day(28))
    assert found.subject == "a"


@pytest.mark.parametrize(("missing", "known"), [(3, None), (4, 24)])
def test_of_the_28_days_before_25_must_be_known(missing: int, known: int | None) -> None:
    past = history("5 " * 31 + "_ " * missing + "12")
    found = lacks.before(past, past.sessions[-1].day, needed_days=28, subject="a")
    assert (found and found.values) == (known and {"recent_days": 28, "known_days": known, "needed_days": 25})


def test_the_same_of_a_day_without_a_run() -> None:
    past = history("5 " * 10)
    found = lacks.before(past, day(20), needed_days=21, subject="a")
    assert found is not None
    assert (found.values, found.speaks_from) == ({"needed_days": 21, "first_day": day(0)}, day(21))
    assert found.subject == "a"
    known = history("5 " * 10 + "0 " * 15)  # days 0 to 24: 25 of them lie before day 25, 24 before day 24
    assert lacks.before(known, day(25), needed_days=21) is None
    behind = lacks.before(known, day(24), needed_days=21)
    assert behind is not None
    assert (
        behind.lacks
        == "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
    )
    assert (behind.values["known_days"], behind.speaks_from, behind.subject) == (24, None, "-")
    assert lacks.before(known, day(24), needed_days=21, subject="a") == behind._replace(subject="a")


def test_all_clear_is_said_only_where_each_day_is_known() -> None:
    known = history("5 " * 10 + "0 " * 15)  # days 0 to 24
    assert lacks.any_day(known, day(25), days=25, subject="a") is None
    behind = lacks.any_day(known, day(26), days=26, subject="a")
    assert behind is not None
    assert (behind.values, behind.subject) == ({"recent_days": 26, "known_days": 25, "needed_days": 26}, "a")
    young = lacks.any_day(known, day(25), days=26, subject="a")
    assert young is not None
    assert (young.values, young.speaks_from) == ({"needed_days": 26, "first_day": day(0)}, day(26))
    assert young.subject == "a"


def test_a_run_whose_distance_cannot_be_believed_is_named() -> None:
    past = history("5 5 5 ? 5")
    found = lacks.distance(past.last_unknown(5), compared_for=timedelta(days=6), subject="a")
    assert found.lacks == "The run on {unknown_day} has no known distance: if it was put aside and is right, accept it."
    assert (found.values, found.speaks_from, found.subject) == ({"unknown_day": day(3)}, day(9), "a")


def test_of_a_run_that_is_not_kept_no_day_is_promised_and_nothing_offered_to_accept() -> None:
    purged = replace(run(datetime.combine(day(3), time(), UTC), None), run_id="strava-2026-01-08", is_purged=True)
    past = History([*runs("5 5 5"), purged], known_through=day(3))
    found = lacks.distance(past.last_unknown(4), compared_for=timedelta(days=6), subject="a")
    assert found == NoData(
        lacks=Text(
            "Of the run on {unknown_day} only its day is kept, as retention_days of {source} asks: it cannot be "
            "compared. Bring such runs in from another source or from files too, or keep them longer if the terms "
            "of {source} allow it."
        ),
        values={"unknown_day": day(3), "source": "strava"},
        subject="a",
    )


@pytest.mark.parametrize("trouble", [None, Trouble.FAILING])
def test_a_source_that_has_not_answered_is_named(trouble: Trouble | None) -> None:
    found = lacks.answer(source("garmin", read_hours_ago=None, trouble=trouble))
    assert found.lacks == "{source} has not answered lately."
    assert (found.subject, found.values, found.speaks_from) == ("garmin", {"source": "garmin"}, None)
