"""`shinguard advice`, in this process: without a configuration, in both languages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemon.cli.group import group
from daemon.language import activate, catalogue, languages
from rules.guidance import guidance
from rules.said import Site

Advice = Callable[..., Result]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    activate("en")
    yield
    activate("en")


@pytest.fixture
def advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Advice:
    """Return a function that runs the command where there is no configuration, on a screen of 100 columns."""
    monkeypatch.chdir(tmp_path)

    def advice(*words: str, columns: int = 100, configuration: str = "") -> Result:
        monkeypatch.setenv("COLUMNS", str(columns))
        path = tmp_path / "shinguard.toml"
        if configuration:
            path.write_text(configuration, encoding="utf-8")
        return CliRunner().invoke(group, ("--config", str(path), "advice", *words), prog_name="shinguard")

    return advice


def test_a_screen_of_one_site(advice: Advice) -> None:
    done = advice("achilles", columns=200)
    assert done.exit_code == 0
    lines = [line.rstrip() for line in done.output.splitlines()]
    assert lines[0] == "Achilles tendon: what is commonly advised. When in doubt, take the smaller step."
    assert lines[1].startswith("First days Light pain: 3-7 days of relative rest.")
    for heading in ("Running on", "Meanwhile", "Mobility", "Strength", "Way back", "Who helps"):
        assert sum(line.startswith(heading.ljust(11)) for line in lines) == 1
    assert lines[-4:] == [
        "B: one good study in runners. D: opinion and custom.",
        "Do not run, and have it seen first, with: stabbing or unexplained pain, pain at night, pain at rest, "
        "swelling, warmth or redness, locking up, giving way, pain on touching the bone, fever and a limp.",
        "A loud snap and loss of function: emergency number (112 in the Netherlands).",
        "Shinguard is a guard-rail, not a doctor.",
    ]


def test_each_row_carries_its_grade(advice: Advice) -> None:
    rows = [line.split() for line in advice("knee", columns=400).output.splitlines()]
    grades = [(row[0], row[-1]) for row in rows if row[-1] in ("B", "D")]
    assert grades == [
        ("First", "D"),
        ("Running", "B"),
        ("Pain", "D"),
        ("Meanwhile", "D"),
        ("Mobility", "D"),
        ("Strength", "D"),
        ("Way", "D"),
        ("Who", "D"),
    ]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("site", Site)
def test_every_line_of_every_site_is_shown_on_about_one_screen(advice: Advice, site: Site, language: str) -> None:
    activate(language)
    done = advice(site.value)
    assert done.exit_code == 0
    assert len(done.output.splitlines()) <= 30
    shown = " ".join(advice(site.value, columns=1000).output.split())
    found = guidance(site)
    parts = (found.first_days, found.running_on, found.meanwhile, found.mobility, found.strength, found.way_back)
    for line in (line for part in (*parts, found.whom) for line in part):
        assert catalogue(language).gettext(line.says) in shown


def test_a_site_is_taken_in_any_language_and_answered_in_the_runners(advice: Advice) -> None:
    assert advice("knie").output.startswith("Knee: what is commonly advised.")
    assert advice("Achilles", "tendon").output.startswith("Achilles tendon: ")
    activate("nl")
    said = advice("knee").output
    assert said.startswith("Knie: wat meestal wordt aangeraden.")
    assert said.rstrip().splitlines()[-2:] == [
        "Een luide knap, en je kunt er niets meer mee: bel 112.",
        "Shinguard is een vangrail, geen dokter.",
    ]
    assert "huisarts" in said


def test_without_a_site_it_lists_them(advice: Advice) -> None:
    done = advice(columns=200)
    assert done.exit_code == 0
    assert done.output == (
        "Where does it hurt? There are: knee, shin, achilles, foot, ankle, calf, hamstring, thigh, groin, hip, "
        "buttock, back, other.\nFor example: shinguard advice knee\n"
    )
    activate("nl")
    assert advice(columns=200).output.endswith("Bijvoorbeeld: shinguard advice knie\n")


def test_a_site_that_is_not_known_is_refused_with_those_that_are(advice: Advice) -> None:
    done = advice("toe")
    assert done.exit_code == 2
    assert "There is no site toe; there are: knee, shin, achilles," in done.output


HOUSEHOLD = """
database = "sqlite:///nowhere.db"
[athletes.anna]
timezone = "Europe/Amsterdam"
language = "nl"
[athletes.bob]
timezone = "Europe/Amsterdam"
language = "en"
"""


@pytest.mark.parametrize(("name", "begins"), [("anna", "Knie: "), ("bob", "Knee: ")])
def test_in_a_household_a_runner_who_is_named_reads_their_own_language(advice: Advice, name: str, begins: str) -> None:
    done = advice("knee", "--athlete", name, configuration=HOUSEHOLD)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(begins)
