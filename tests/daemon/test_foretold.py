"""Before how many injuries and pains a message came, and before how many days of any kind. Counted by hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from daemon.backtest import Told
from daemon.foretold import Foretold, foretold, troubles_of
from daemon.records import Item, Past, Telling
from rules import discover
from rules.said import Injury, Moment, PainEntry, Site
from rules.verdicts import Severity, Text

FIRST = date(2025, 1, 1)
RULES = discover()


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def at(number: int, hour: int = 20) -> datetime:
    return datetime(2025, 1, 1, hour, tzinfo=UTC) + timedelta(days=number)


def pain(number: int, level: int = 3, site: Site = Site.KNEE) -> PainEntry:
    return PainEntry(entry_id=number, at=at(number), site=site, moment=Moment.AFTER, level=level)


def injury(number: int, site: Site = Site.KNEE) -> Injury:
    return Injury(injury_id=number, day=day(number), site=site)


@pytest.mark.parametrize(
    ("past", "began"),
    [
        ([pain(3, 2)], []),
        ([pain(3, 3)], [3]),
        # 28 days after the last entry it is the same pain, 29 days after it another one.
        ([pain(3), pain(20), pain(48)], [3]),
        ([pain(3), pain(20), pain(49)], [3, 49]),
        # A calm entry in between ends nothing.
        ([pain(3), pain(20, 0), pain(30)], [3]),
        ([pain(3), pain(5, site=Site.SHIN)], [3, 5]),
        ([injury(3)], [3]),
        # What hurts before and after an injury of that site is one with it.
        ([pain(3), injury(10), pain(38)], [3]),
        ([pain(3), injury(10, Site.SHIN)], [3, 10]),
        ([injury(3), injury(31), injury(60)], [3, 60]),
    ],
)
def test_when_a_trouble_began(past: Iterable[PainEntry | Injury], began: list[int]) -> None:
    logged = list(past)
    found = troubles_of(
        Past(
            runs=(),
            pain=tuple(each for each in logged if isinstance(each, PainEntry)),
            injuries=tuple(each for each in logged if isinstance(each, Injury)),
        )
    )
    assert found == tuple(map(day, began))


def told(number: int, rule: str = "weekly-ramp", *, due_at: datetime | None = None, pushed: bool = True) -> Told:
    item = Item(
        rule=rule, subject="-", severity=Severity.NOTICE, says=Text(""), do=Text(""), values={}, day=day(number)
    )
    due = due_at or at(number)
    return Told(
        at=at(number),
        item=item,
        found=True,
        how=Telling.PUSH if pushed else Telling.DIGEST,
        because=Text("new"),
        message_id=number if pushed else None,
        due_at=due if pushed else None,
    )


def counted(messages: Iterable[Told], *troubles: int, active: Iterable[int] = ()) -> Foretold:
    past = Past(runs=(), injuries=tuple(injury(number) for number in troubles))
    return foretold(messages, past, active=map(day, active), rules=RULES, first=day(0), last=day(100))


@pytest.mark.parametrize(
    ("message", "before"),
    [
        (told(25), 0),  # 15 days before
        (told(26), 1),  # 14 days before
        (told(39), 1),
        (told(40), 0),  # on the day itself
        (told(41), 0),
        # Found on the eve at 23:00 and pushed at 07:00 of the day.
        (told(39, due_at=at(40, 7)), 0),
        (told(39, pushed=False), 0),
        (told(39, "resting-heart-rate"), 1),
        # It speaks of the trouble itself, or of shoes.
        (told(39, "pain-response"), 0),
        (told(39, "shoe-worn"), 0),
    ],
)
def test_a_message_in_the_14_days_before_the_40th(message: Told, before: int) -> None:
    found = counted([message], 40)
    assert (found.troubles, found.told_before) == (1, before)


def test_only_troubles_of_the_range_count_and_messages_before_it_do() -> None:
    past = Past(runs=(), injuries=(injury(9), injury(50), injury(91)))
    found = foretold([told(40)], past, active=(), rules=RULES, first=day(10), last=day(90))
    assert (found.troubles, found.told_before) == (1, 1)
    found = foretold([told(40)], past, active=(), rules=RULES, first=day(50), last=day(50))
    assert (found.troubles, found.told_before) == (1, 1)


def test_the_comparison_is_the_share_of_active_days_with_a_message_in_the_14_days_before() -> None:
    # Messages on days 10 and 12: they came in the 14 days before days 11 to 26, which are 16 of 40: 40 %.
    found = counted([told(10), told(12)], active=range(40))
    assert (found.active_days, found.active_told_before, found.usual_percent) == (40, 16, 40)
    # 16 of 41 are 39.02 %.
    assert counted([told(10), told(12)], active=range(41)).usual_percent == 39


def test_without_active_days_there_is_no_comparison() -> None:
    assert counted([told(10)], 12).usual_percent is None


def test_without_troubles_nothing_is_counted_before_them() -> None:
    found = counted([told(10)])
    assert (found.troubles, found.told_before) == (0, 0)
