"""What the documentation names is there: commands, targets, rules, files, links."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rules import discover

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "deploy/README.md")


def _text(document: str) -> str:
    return (ROOT / document).read_text()


def _shell_lines(text: str) -> list[str]:
    """Every line of the shell blocks, without its comment."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", _text("Makefile"), flags=re.MULTILINE))


def _commands() -> list[tuple[str, str]]:
    """(document, what follows `shinguard`) wherever a command is named: in backticks, in a shell block, by make."""
    found = [
        ("deploy/Dockerfile", "status --check"),
        ("deploy/shinguard.service", "run"),
        ("Makefile", "demo --language nl"),
    ]
    for document in DOCUMENTS:
        text = _text(document)
        found += [(document, words) for words in re.findall(r"`shinguard ([^`\n]+)`", text)]
        # deploy/README.md defines guard as the command in the service's surroundings.
        command = re.compile(r"(?:docker compose exec shinguard )?(?:shinguard|guard) (.+)")
        found += [(document, match[1]) for line in _shell_lines(text) if (match := command.fullmatch(line))]
    return [(document, words) for words, document in {words: document for document, words in found}.items()]


def test_the_two_commands_of_the_readme_are_its_first_and_make_knows_them() -> None:
    first = re.search(r"^```sh\n(.*?)^```", _text("README.md"), flags=re.DOTALL | re.MULTILINE)
    assert first
    assert [line.split(" #")[0].strip() for line in first[1].splitlines()] == ["make demo", "make test"]
    assert {"demo", "test"} <= _targets()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_that_is_named_exists(document: str) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", _text(document), flags=re.MULTILINE))
    assert named - _targets() == set()


def test_what_ci_runs_is_the_readme_test_command_after_the_linters() -> None:
    steps = [line for line in _text(".ci/run").splitlines() if line.startswith("make")]
    assert steps == ["make lint", "make test"]
    assert re.search(r"^check: lint test\b", _text("Makefile"), flags=re.MULTILINE)


@pytest.mark.parametrize(("document", "words"), _commands())
def test_every_command_that_is_named_exists(document: str, words: str) -> None:
    # Asked for help, a command that is not there or has not got the option fails; one that is does nothing else.
    command = [sys.executable, "-m", "daemon", *shlex.split(words), "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{document}: {done.stderr}"


def test_the_documents_name_commands_at_all() -> None:
    named = {words.split()[0] for _, words in _commands()}
    assert {"run", "init", "login", "status", "sync", "rules", "notify", "doctor", "snooze", "shoes", "alerts"} <= named


def test_the_readme_lists_exactly_the_rules_that_there_are() -> None:
    table = re.findall(r"^\| ([a-z][a-z-]+) \|", _text("README.md"), flags=re.MULTILINE)
    assert sorted(name for name in table if name != "rule") == sorted(rule.name for rule in discover())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_in_backticks_exists(document: str) -> None:
    pattern = r"`(\.?[\w-]+(?:/[\w.-]+)*(?:/|\.(?:py|toml|md|yaml|service|po|mo|svg)))`"
    named = re.findall(pattern, _text(document))
    # In the words of deploy/README.md config.toml is the runner's own, made from the example.
    places = (ROOT, (ROOT / document).parent)
    missing = [name for name in named if not any((place / name).exists() for place in places)]
    assert set(missing) - {"config.toml", "secrets/"} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_picture_within_the_repository_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)|<img src=\"([^\"]+)\"", _text(document))
    targets = [one or other for one, other in links]
    assert [name for name in targets if not ((ROOT / document).parent / name).exists()] == []


def test_contributing_names_every_module_at_the_top_of_a_room() -> None:
    text = _text("CONTRIBUTING.md")
    entries = [entry for room in ("daemon", "connectors", "rules") for entry in (ROOT / room).iterdir()]
    modules = [f"{file.parent.name}/{file.name}" for file in entries if file.suffix == ".py" and file.stem[0] != "_"]
    packages = [f"{folder.parent.name}/{folder.name}/" for folder in entries if (folder / "__init__.py").exists()]
    assert [name for name in [*modules, *packages] if f"`{name}`" not in text] == []
