"""A runner's days written as a line, after the series of Prometheus' rule tests.

One word a day: `10` kilometres, `0` a known day without a run, `_` a missing day, `?` a run of unknown distance,
`10r` a race, `5+8` two sessions on one day. The first word is FIRST; today is the last day when it has a run, or else
the day after. Weeks are repeated with Python's own `*`.
"""

import string
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from rules.history import History
from rules.records import Run, Sport
from rules.state import RunnerState
from rules.verdicts import Advice, Ceiling, Clear, Finding, Life, NoData, Outlook, Rule, Stop, Verdict

FIRST = date(2025, 1, 1)


def day(index: int) -> date:
    """Return the day of the word at this index, from 0."""
    return FIRST + timedelta(days=index)


def run(start: datetime, distance_m: int | None, *, elapsed_s: int = 1800, is_race: bool = False) -> Run:
    """Return a run named after its start."""
    return Run(
        run_id=f"file-{start:%Y%m%dT%H%M}",
        sport=Sport.RUN,
        start=start,
        elapsed_s=elapsed_s,
        moving_s=elapsed_s,
        distance_m=distance_m,
        is_race=is_race,
    )


def runs(series: str) -> Iterator[Run]:
    """Yield the runs of a series, at seven in the morning and at seven in the evening (UTC)."""
    for index, word in enumerate(series.split()):
        if word not in ("0", "_"):
            for hour, part in zip((7, 19), word.split("+"), strict=False):
                start = datetime.combine(day(index), time(hour), UTC)
                distance_m = None if part == "?" else round(float(part.rstrip("r")) * 1000)
                yield run(start, distance_m, is_race=part.endswith("r"))


def ran(index: int, hour: int = 7) -> str:
    """Return the identifier of the run of that day and hour."""
    return run(datetime.combine(day(index), time(hour), UTC), None).run_id


def ended(index: int, hour: int = 7) -> datetime:
    """Return when it was over: each takes half an hour."""
    return datetime.combine(day(index), time(hour, 30), UTC)


def history(series: str) -> History:
    """Return the history of a series, known through yesterday or the day before the first missing day."""
    words = series.split()
    missing = words.index("_") if "_" in words else len(words)
    if "0" in words[missing:]:
        msg = "what follows a missing day is a run or missing too"
        raise ValueError(msg)
    known_until = min(missing, len(words) if words[-1] == "0" else len(words) - 1)
    return History(runs(series), known_through=day(known_until - 1))


def state(series: str, *, judges_last: bool = True) -> RunnerState:
    """Return the runner on the evening of today, with the last session to judge."""
    words = series.split()
    today = day(len(words) if words[-1] in ("0", "_") else len(words) - 1)
    past = history(series)
    return RunnerState(
        now=datetime.combine(today, time(21), UTC),
        history=past,
        judged=past.sessions[-1:] if judges_last else (),
    )


def judge(rule: Any, state: RunnerState, settings: object = None) -> list[Verdict]:
    """Return what a rule says, by default with its default settings, and check it."""
    verdicts = list(rule(state, settings or rule.rule.settings_type()))
    for verdict in verdicts:
        check(verdict)
    return verdicts


def check(said: Verdict | Outlook) -> None:
    """Raise AssertionError when a text of it is not in the catalogue, or names a value that it does not have."""
    for text in texts(said):
        assert text in catalogue(), f"{text!r} is not in the catalogue: make messages"
        missing = placeholders(text) - set(said.values)
        assert not missing, f"{text!r} has no {missing}"


def only(rule: Any, series: str, settings: object = None) -> Verdict:
    """Return the one verdict on the last session of a series."""
    (verdict,) = judge(rule, state(series), settings)
    return verdict


def life_of(rule: Any) -> Life:
    """Return how alerts of a rule live."""
    life = rule.rule.life
    assert isinstance(life, Life)
    return life


def rule_of(rule: Any) -> Rule:
    """Return what `@rule` made of a function."""
    found = rule.rule
    assert isinstance(found, Rule)
    return found


def texts(said: Verdict | Outlook) -> tuple[str, ...]:
    """Return every template of a verdict or an outlook."""
    match said:
        case Finding():
            return (said.says, said.do, said.formula) if said.formula else (said.says, said.do)
        case Clear():
            return (said.because,)
        case NoData():
            return (said.lacks,)
        case Ceiling():
            return (said.says,)
        case Advice() | Stop():
            return said.says, said.do


@cache
def catalogue() -> frozenset[str]:
    """Return every text that the translations know."""
    path = Path(__file__).parents[2] / "daemon/locale/nl/LC_MESSAGES/shinguard.po"
    with path.open("rb") as file:
        return frozenset(str(message.id) for message in read_po(file))


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
