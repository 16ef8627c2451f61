"""deploy/config.example.toml names every option there is, and what it says without a # is the default."""

import dataclasses
import re
import tomllib
from datetime import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from daemon.config import Athlete, Config, Notify, load
from daemon.config.model import Digest
from rules import discover

EXAMPLE = Path(__file__).parent.parent / "deploy" / "config.example.toml"


def _uncommented_text() -> str:
    """The example with its examples in force: `#name = value` and `#[table]`, not `# prose`."""
    return re.sub(r"^#(?=[\w\[])", "", EXAMPLE.read_text(), flags=re.MULTILINE)


def _uncommented() -> dict[str, Any]:
    return tomllib.loads(_uncommented_text())


def _defaults(settings: type) -> dict[str, Any]:
    """Every option; None for one that has no default."""
    fields = dataclasses.fields(settings)
    return {field.name: None if field.default is dataclasses.MISSING else field.default for field in fields}


def _load(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text)
    return load(path)


def test_it_loads_and_says_what_an_empty_file_says(tmp_path: Path) -> None:
    assert load(EXAMPLE) == _load(tmp_path, "")


def test_every_option_that_all_runners_share_is_there() -> None:
    everything = _uncommented()
    heart = {"threshold_bpm", "maximal_bpm"}
    options = {field.name for field in dataclasses.fields(Athlete)} - {"name", "alone", *heart}
    assert everything.keys() == {"database", "athletes", "runner"} | options
    assert everything["runner"].keys() == {"threshold_heart_rate", "maximal_heart_rate"}
    assert everything["notify"].keys() == {field.name for field in dataclasses.fields(Notify)}
    assert everything["digest"].keys() == {"enabled", "day", "at", "picture"}


def test_what_is_commented_out_is_right_too(tmp_path: Path) -> None:
    text = _uncommented_text()
    for source in ("strava", "intervals"):
        text = text.replace(f'{{ file = "/run/secrets/{source}" }}', '"0123456789abcdef"')
    config = _load(tmp_path, text)
    assert config.database == "sqlite:////var/lib/shinguard/shinguard.db"
    anna, bram = config.athletes
    assert (anna.name, anna.language, str(anna.timezone)) == ("anna", "nl", "Europe/Amsterdam")
    assert (bram.name, bram.language, str(bram.timezone)) == ("bram", "en", "Asia/Tokyo")
    assert [sorted(athlete.connectors) for athlete in config.athletes] == [
        ["files", "garmin", "intervals", "strava"]
    ] * 2
    assert anna.notify.receivers["phone"] != bram.notify.receivers["phone"]
    assert (anna.threshold_bpm, anna.maximal_bpm, anna.notify.morning) == (168, 190, time(7, 15))
    assert anna.digest == Digest(weekday=0, at=time(7), picture="light")


def test_every_rule_is_there_with_every_option_at_its_default() -> None:
    expected = {rule.name: {"enabled": True, **_defaults(rule.settings_type)} for rule in discover()}
    assert tomllib.loads(EXAMPLE.read_text())["rules"] == expected


@pytest.mark.parametrize("source", ["files", "garmin", "intervals", "strava"])
def test_every_option_of_a_source_is_there_and_those_that_have_a_default_at_it(source: str) -> None:
    shown = _uncommented()["connectors"][source]
    expected = _defaults(import_module(f"connectors.{source}").Settings)
    assert {name: shown[name] if default is not None else None for name, default in expected.items()} == expected
    assert shown.keys() == expected.keys()
