"""A runner's log of pain written as a line, one word a day.

`4` pain 4 after a run, `d4` during one, `m2` the next morning, `m1+5` both on one day, `.` nothing logged, `4!` with
swelling, `2bone` with that sign, `7at-night,fever` with several. The first word is `series.FIRST`, today the last one.
Mornings are logged at 07:00, runs at 18:00, other sites than the knee a minute later each, and it is 21:00 (UTC).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from rules.history import History
from rules.pains import PainLog
from rules.said import Injury, Moment, PainEntry, RedFlag, Site
from rules.state import RunnerState
from rules.verdicts import Verdict
from tests.rules.series import day, judge

WORD = re.compile(r"([dm]?)(\d+)(!|[a-z,-]*)")
MOMENTS = {"": Moment.AFTER, "d": Moment.DURING, "m": Moment.NEXT_MORNING}


def moment(index: int, hour: int = 21, minute: int = 0) -> datetime:
    """Return an instant of a day of the line."""
    return datetime.combine(day(index), time(hour, minute), UTC)


def subject(index: int, *, site: str = "knee", hour: int = 18, minute: int = 0) -> str:
    """Return the subject of a pain whose first entry was made on that day of the line."""
    return f"{site}-{moment(index, hour, minute):%Y%m%dT%H%M%S}"


def entries(line: str, *, site: Site = Site.KNEE, minute: int = 0) -> Iterator[PainEntry]:
    """Yield what a line says."""
    number = 0
    for index, word in enumerate(line.split()):
        for part in word.split("+") if word != "." else ():
            match = WORD.fullmatch(part)
            assert match, part
            number += 1
            flags = "swelling" if match[3] == "!" else match[3]
            yield PainEntry(
                entry_id=100 * minute + number,
                at=moment(index, 7 if match[1] == "m" else 18, minute),
                site=site,
                moment=MOMENTS[match[1]],
                level=int(match[2]),
                red_flags=frozenset(map(RedFlag, filter(None, flags.split(",")))),
            )


def logged(line: str, **others: str) -> Iterator[PainEntry]:
    """Yield what is said of the knee, and in `hip="..."` of another site."""
    for minute, (site, words) in enumerate({"knee": line, **others}.items()):
        yield from entries(words, site=Site(site), minute=minute)


def runner(line: str, *, injuries: tuple[Injury, ...] = (), **others: str) -> RunnerState:
    """Return the runner who said so, on the evening of the last day of the knee's line."""
    return RunnerState(
        now=moment(len(line.split()) - 1),
        history=History((), known_through=None),
        pain=PainLog(logged(line, **others)),
        injuries=injuries,
    )


def of_knee(rule: Any, line: str, **others: Any) -> Verdict:
    """Return the one verdict on the knee."""
    (verdict,) = (each for each in judge(rule, runner(line, **others)) if each.subject.startswith("knee"))
    return verdict


def at_hour(state: RunnerState, hour: int, minute: int = 0, second: int = 0) -> RunnerState:
    """Return the same day at another hour."""
    return replace(state, now=state.now.replace(hour=hour, minute=minute, second=second))
