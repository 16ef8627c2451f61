"""What a rule says that it lacks."""

import pytest

from rules import lacks
from rules.records import Trouble
from tests.rules.series import day, history
from tests.rules.sources.health import source


def test_in_the_first_days_it_says_from_when_it_speaks() -> None:
    past = history("5 " * 10)
    found = lacks.days(past, past.sessions[-1], needed_days=28, subject="a")
    assert found is not None
    assert (found.values, found.speaks_from) == ({"needed_days": 28, "first_day": day(0)}, day(28))
    assert found.subject == "a"


@pytest.mark.parametrize(("missing", "known"), [(3, None), (4, 24)])
def test_of_the_28_days_before_25_must_be_known(missing: int, known: int | None) -> None:
    past = history("5 " * 31 + "_ " * missing + "12")
    found = lacks.days(past, past.sessions[-1], needed_days=28, subject="a")
    assert (found and found.values) == (known and {"recent_days": 28, "known_days": known, "needed_days": 25})


@pytest.mark.parametrize("trouble", [None, Trouble.FAILING])
def test_a_source_that_has_not_answered_is_named(trouble: Trouble | None) -> None:
    found = lacks.answer(source("garmin", read_hours_ago=None, trouble=trouble))
    assert (found.subject, found.values, found.speaks_from) == ("garmin", {"source": "garmin"}, None)
