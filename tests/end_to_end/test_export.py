"""`shinguard export`: everything in files, without a secret, and the same for the same content."""

import csv
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.files.pull import Import
from connectors.sandbox import Pair, World
from connectors.sandbox.strava_export import strava_export
from daemon.everything_tables import COLUMNS
from daemon.pulling import bring_in
from daemon.store.keep import DatabaseKeep
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run


@pytest.fixture
def house(build: Build) -> House:
    house = build(every_other_day())
    house.log_in()
    house.live(at(LAST))
    return house


def test_a_folder_holds_the_document_and_each_table_for_nobody_else_to_read(house: House) -> None:
    done = house.command("export", "out")
    assert (done.returncode, done.stderr) == (0, "")
    folder = house.folder / "out"
    assert {each.name for each in folder.iterdir()} == {"export.json", *(f"{name}.csv" for name in COLUMNS)}
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    document = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    assert (document["format"], document["version"]) == ("shinguard-export", 1)
    # Forty of each source, one run each.
    assert (len(document["activities"]), len(document["runs"]), len(document["shoes"])) == (80, 40, 2)
    with (folder / "runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["distance_m"]) for row in rows] == [
        (run["id"], str(run["distance_m"])) for run in document["runs"]
    ]
    assert b"\r" not in (folder / "runs.csv").read_bytes()


def test_it_is_printed_where_no_folder_is_wanted_and_holds_no_secret(house: House) -> None:
    house.command("export", "out")
    said = house.command("export", "-").stdout
    assert said == (house.folder / "out" / "export.json").read_text(encoding="utf-8")
    assert [secret for secret in house.sandbox.planted() if secret in said] == []


def test_an_export_is_written_over_by_the_next_and_nothing_else_is(house: House) -> None:
    folder = house.folder / "out"
    house.command("export", "out")
    first = (folder / "runs.csv").read_bytes()
    house.sandbox.world.add(run(41, LAST + DAY))
    house.live(at(LAST + DAY))
    assert house.command("export", "out").returncode == 0
    assert len((folder / "runs.csv").read_bytes()) > len(first)
    (folder / "diary.txt").write_text("mine", encoding="utf-8")
    written = (folder / "runs.csv").read_bytes()
    refused = house.command("export", "out")
    assert (refused.returncode, refused.stderr) == (1, "out holds other files: name a folder that is new or empty.\n")
    assert ((folder / "diary.txt").read_text(), (folder / "runs.csv").read_bytes()) == ("mine", written)


def test_a_name_that_would_be_a_formula_is_text_in_a_spreadsheet(house: House) -> None:
    house.sandbox.world.add_pair(Pair(key="x", number=2, name="=1+1", brand="F", model="X", first_day=LAST))
    house.live(at(LAST + DAY))
    house.command("export", "out")
    assert ",'=1+1," in (house.folder / "out" / "shoes.csv").read_text(encoding="utf-8")
    assert '"name": "=1+1"' in (house.folder / "out" / "export.json").read_text(encoding="utf-8")


def brought_in(house: House, world: World, path: Path, *, language: str) -> bytes:
    """Let a Strava export in a language come in from files alone, and return what is exported then."""
    strava_export(world, path, language=language)
    clock = at(LAST)
    keep = DatabaseKeep(house.database, "me", "files")
    done = bring_in(
        house.database,
        "me",
        Import([path], keep, lambda: clock),
        timezone=house.athlete().timezone,
        clock=lambda: clock,
    )
    assert done.trouble is None
    assert house.command("export", "out").returncode == 0
    return (house.folder / "out" / "export.json").read_bytes()


@pytest.mark.parametrize("language", ["nl", "de", "fr", "es"])
def test_an_export_of_strava_in_another_language_is_the_same_content(
    build: Build, tmp_path: Path, language: str
) -> None:
    world = every_other_day()
    english = brought_in(build(world, name="english"), world, tmp_path / "en.zip", language="en")
    other = brought_in(build(world, name="other"), world, tmp_path / "other.zip", language=language)
    assert json.loads(english)["runs"]
    assert other == english
    assert datetime.now(UTC).date().isoformat().encode() not in english
