"""`[connectors.files]`: where an inbox can be, and where it would do harm."""

from pathlib import Path

import pytest

from connectors.files import Settings
from daemon.config import ConfigError, load

OWN = "must be a folder of its own, in which nothing else lies"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration's; the home is beside it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "conf").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "conf"


def settings(folder: Path, text: str) -> Settings:
    path = folder / "shinguard.toml"
    path.write_text(text, encoding="utf-8")
    (athlete,) = load(path).athletes
    found = athlete.connectors["files"]
    assert isinstance(found, Settings)
    return found


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "shinguard.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    return [str(problem) for problem in caught.value.problems]


def test_inbox_is_relative_to_the_configuration_or_to_the_home(folder: Path) -> None:
    assert settings(folder, '[connectors.files]\ninbox = "inbox"').inbox == folder / "inbox"
    assert settings(folder, '[connectors.files]\ninbox = "../runs"').inbox == folder.parent / "runs"
    assert settings(folder, '[connectors.files]\ninbox = "~/runs"').inbox == folder.parent / "home/runs"
    assert settings(folder, '[connectors.files]\ninbox = "/srv/runs"').inbox == Path("/srv/runs")


def test_what_is_not_said_has_a_default(folder: Path) -> None:
    found = settings(folder, '[connectors.files]\ninbox = "inbox"')
    assert (found.interval_minutes, found.sport) == (5, "")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("", ["connectors.files.inbox: is missing"]),
        ('inbox = ""', ["connectors.files.inbox: must be the path of a folder, in quotes"]),
        ("inbox = 5", ["connectors.files.inbox: must be the path of a folder, in quotes"]),
        # What is moved about in there: the configuration, the home, everything.
        ('inbox = "."', [f"connectors.files.inbox: {OWN}"]),
        ('inbox = ".."', [f"connectors.files.inbox: {OWN}"]),
        ('inbox = "~"', [f"connectors.files.inbox: {OWN}"]),
        ('inbox = "/"', [f"connectors.files.inbox: {OWN}"]),
        (
            'inbox = "inbox"\nsport = "chess"\ninterval_minutes = 0',
            [
                "connectors.files.interval_minutes: must be 1 or more",
                "connectors.files.sport: must be empty or a word such as run, trail-run, walk, ride, swim or strength",
            ],
        ),
        ('inbox = "inbox"\nlanguage = 3', ["connectors.files.language: is not known"]),
    ],
)
def test_everything_wrong_is_told_with_its_path(folder: Path, table: str, expected: list[str]) -> None:
    # What follows in brackets is a guess at what was meant.
    assert [line.partition(" (")[0] for line in problems(folder, f"[connectors.files]\n{table}")] == expected


def test_database_is_not_taken_for_a_file_that_cannot_be_read(folder: Path) -> None:
    text = f'database = "sqlite:///{folder}/data/shinguard.db"\n[connectors.files]\ninbox = "data"'
    assert problems(folder, text) == [
        "connectors.files.inbox: must be a folder of its own: the database lies in it",
    ]
    assert settings(folder, text.replace('"data"', '"data/inbox"')).inbox == folder / "data/inbox"


@pytest.mark.parametrize(
    "text",
    [
        # Shared by all.
        '[connectors.files]\ninbox = "boxes"\n[athletes.anna]\n[athletes.bram]',
        # One within the other's, and the other way round.
        '[athletes.anna.connectors.files]\ninbox = "boxes"\n[athletes.bram.connectors.files]\ninbox = "boxes/bram"',
        '[athletes.anna.connectors.files]\ninbox = "boxes/anna"\n[athletes.bram.connectors.files]\ninbox = "boxes"',
    ],
)
def test_two_runners_do_not_share_an_inbox(folder: Path, text: str) -> None:
    assert problems(folder, text) == [
        "athletes.bram.connectors.files.inbox: is the inbox of anna too: every runner needs one of their own"
    ]


def test_two_runners_have_one_each(folder: Path) -> None:
    path = folder / "shinguard.toml"
    path.write_text(
        '[athletes.anna.connectors.files]\ninbox = "anna"\n[athletes.bram.connectors.files]\ninbox = "bram"\n'
    )
    inboxes = [getattr(athlete.connectors["files"], "inbox", None) for athlete in load(path).athletes]
    assert inboxes == [folder / "anna", folder / "bram"]
