"""Kilometres and miles, point and comma: whatever a rule says is written in the runner's own units and language.

Every text of the program is written with made-up values; what the rules find in random lives with theirs.
"""

import ast
import re
import string
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path

import pytest

from daemon.backtest import replay
from daemon.records import Policy
from daemon.wording import Format
from rules import discover
from rules.values import Values
from rules.verdicts import Text
from tests.daemon.lives import full_life

ROOT = Path(__file__).parents[2]
FORMATS = [(language, units) for language in ("en", "nl") for units in ("metric", "imperial")]
MADE_UP: dict[str, int | float | str | date] = {
    "m": 12_345,
    "bpm": 52.5,
    "days": 14,
    "hours": 36,
    "s": 27_300,
    "ms": 61.5,
    "spm": 164,
    "percent": 27,
    "ratio": 1.25,
    "score": 31.5,
    "day": date(2026, 3, 8),
    "weekday": date(2026, 3, 8),
    "at": "2026-03-08T07:05:00+01:00",
    "count": 1234,
    "site": "knee",
    "flags": "fever",
}
# 12,345 m are 7.67 miles; both are rounded down to a tenth.
WRITTEN = {
    ("en", "metric"): {
        "m": "12.3 km",
        "bpm": "52.5 bpm",
        "s": "7 h 35 min",
        "ms": "61.5 ms",
        "ratio": "1.25",
        "score": "31.5",
        "count": "1,234",
        "day": "8 March",
        "percent": "27%",
    },
    ("nl", "metric"): {
        "m": "12,3 km",
        "bpm": "52,5 slagen/min",
        "s": "7 u 35 min",
        "ms": "61,5 ms",
        "ratio": "1,25",
        "score": "31,5",
        "count": "1.234",
        "day": "8 maart",
        "percent": "27%",
    },
}
for language, miles in (("en", "7.6 mi"), ("nl", "7,6 mi")):
    WRITTEN[language, "imperial"] = WRITTEN[language, "metric"] | {"m": miles}

FOREIGN_UNIT = {"metric": re.compile(r"\bmi\b|\bmiles?\b|\bmijl"), "imperial": re.compile(r"\bkm\b|[Kk]ilomet")}
FOREIGN_DECIMAL = {"en": re.compile(r"\d,\d{1,2}\b"), "nl": re.compile(r"\d\.\d{1,2}\b")}
RAW_METRES = re.compile(r"\b\d[\d.,]* m\b|\bmet(er|re)s?\b")


def unit_of(name: str) -> str:
    return name.rpartition("_")[2]


def names_in(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


def texts_in(tree: ast.AST) -> Iterator[Text]:
    """Yield each text but those of evidence, which are a study's own words."""
    match tree:
        case ast.Call(func=ast.Name(id="Text"), args=[ast.Constant(value=str(text))]):
            yield Text(text)
        case ast.Call(func=ast.Name(id="Evidence")):
            pass
        case _:
            for child in ast.iter_child_nodes(tree):
                yield from texts_in(child)


def templates() -> Iterator[Text]:
    """Yield each text that findings, alerts and letters are written from."""
    for room in ("rules", "daemon"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if path.name != "asking.py":  # it says what can be typed, in any unit
                yield from texts_in(ast.parse(path.read_text(encoding="utf-8")))


ALL = sorted(set(templates()) - {Text("")})


def plain(text: str) -> str:
    """Return a text with ordinary blanks."""
    return " ".join(text.split())


def check(text: str, language: str, units: str) -> None:
    assert "{" not in text
    assert not FOREIGN_UNIT[units].search(text), text
    assert not FOREIGN_DECIMAL[language].search(text), text
    assert not RAW_METRES.search(text), text


def made_up(name: str) -> int | float | str | date:
    return MADE_UP.get(unit_of(name), "Blue Shoe") if "_" in name else "Blue Shoe"


@pytest.mark.parametrize(("language", "units"), FORMATS)
def test_every_text_is_written_in_the_units_and_the_language_of_the_runner(language: str, units: str) -> None:
    style = Format(language, units)
    for text in ALL:
        said = plain(style.say(text, {name: made_up(name) for name in names_in(text)}))
        check(said, language, units)
        for name in names_in(text):
            expected = WRITTEN[language, units].get(unit_of(name)) if "_" in name else None
            assert expected is None or expected in said, (text, said)


def test_those_texts_have_values_of_every_unit() -> None:
    assert {unit_of(name) for text in ALL for name in names_in(text) if "_" in name} >= MADE_UP.keys() - {"spm"}
    assert len(ALL) > 300


@pytest.fixture(scope="module")
def findings() -> list[tuple[tuple[str, ...], Values]]:
    """Return the texts and values of what the rules find in some lives, one of each kind."""
    settings = {rule.name: rule.settings_type() for rule in discover()}
    seen: dict[tuple[str, ...], Values] = {}
    for seed in range(4):
        past = full_life(seed)
        until = past.runs[-1].day
        for each in replay(
            past,
            settings=settings,
            policy=Policy(),
            zone=UTC,
            until=until,
            threshold_bpm=165,
            maximal_bpm=185,
        ):
            seen.setdefault((each.item.says, each.item.do), each.item.values)
    return list(seen.items())


@pytest.mark.parametrize(("language", "units"), FORMATS)
def test_what_rules_find_is_written_likewise(
    findings: list[tuple[tuple[str, ...], Values]], language: str, units: str
) -> None:
    style = Format(language, units)
    assert len(findings) > 40
    for texts, values in findings:
        for text in texts:
            check(plain(style.say(Text(text), values)), language, units)
