"""The options of a rule as they are written: what is printed can be pasted into the configuration."""

import tomllib
from dataclasses import dataclass

import pytest

from daemon.config.as_toml import lines_of, options_of, table_of
from rules import discover
from rules.verdicts import Rule


@pytest.mark.parametrize(
    ("athlete", "heading"),
    [
        ("", "[rules.shoe-worn]"),
        ("anna", "[athletes.anna.rules.shoe-worn]"),
        ("Anna de Vries", '[athletes."Anna de Vries".rules.shoe-worn]'),
        ('a"b', '[athletes."a\\"b".rules.shoe-worn]'),
    ],
)
def test_the_table_of_a_rule(athlete: str, heading: str) -> None:
    assert table_of("shoe-worn", athlete=athlete) == heading
    tables = tomllib.loads(heading)
    assert "shoe-worn" in (tables["athletes"][athlete]["rules"] if athlete else tables["rules"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    limit: float = 1.1
    fine: float = 1.125
    least_km: float = 10.0
    excess_bpm: float = 5.5
    days: int = 7
    loud: bool = True
    reference: str = 'highest-"recent"'


def test_a_ratio_has_two_decimals_and_what_has_a_unit_no_more_than_it_needs() -> None:
    assert list(lines_of(Settings())) == [
        "limit = 1.10",
        "fine = 1.125",
        "least_km = 10",
        "excess_bpm = 5.5",
        "days = 7",
        "loud = true",
        'reference = "highest-\\"recent\\""',
    ]


@pytest.mark.parametrize("rule", discover(), ids=lambda rule: rule.name)
def test_what_is_written_says_what_is_set(rule: Rule) -> None:
    settings = rule.settings_type()
    assert tomllib.loads("\n".join(lines_of(settings))) == options_of(settings)


@pytest.mark.parametrize("other", [None, Settings, 1.1])
def test_only_settings_have_options(other: object) -> None:
    with pytest.raises(TypeError, match="no settings of a rule"):
        options_of(other)
