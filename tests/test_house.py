"""The house is built as CONTRIBUTING.md says: rooms, arrows, sizes, and what each may bring in from outside."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("daemon", "connectors", "rules")
TOP_LEVEL = {
    *ROOMS,
    "deploy",
    "tests",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
}
# What a rule may import besides its own room: arithmetic and types; importlib and pkgutil only find the rules' files.
PURE = {
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "importlib",
    "itertools",
    "math",
    "operator",
    "pkgutil",
    "re",
    "statistics",
    "types",
    "typing",
}
# Needed without an import of ours: the time zones of machines that have none, read by the standard library.
NOT_IMPORTED = {"tzdata"}


def _project() -> dict[str, object]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert isinstance(project, dict)
    return project


def _sources(*rooms: str) -> list[Path]:
    return [file for room in rooms for file in sorted((ROOT / room).rglob("*.py"))]


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _outside(files: list[Path]) -> set[str]:
    return {name.split(".")[0] for file in files for name in _imported(file)} - set(ROOMS)


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_the_arrows_between_the_rooms_hold() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_import_nothing_but_arithmetic_and_types() -> None:
    assert _outside(_sources("rules")) <= PURE


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    declared = _project()["dependencies"]
    assert isinstance(declared, list)
    names = {_normal(re.split(r"[<>=\[]", entry)[0]) for entry in declared}
    owners = packages_distributions()
    third_party = _outside(_sources(*ROOMS)) - sys.stdlib_module_names
    imported = {_normal(owners[package][0]) for package in third_party}
    assert imported == names - NOT_IMPORTED


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_comes_from_this_folder_and_no_other_distribution_owns_its_name(room: str) -> None:
    module = import_module(room)
    assert module.__file__ == str(ROOT / room / "__init__.py")
    assert set(packages_distributions().get(room, ())) <= {"shinguard"}


def test_no_file_is_over_400_lines() -> None:
    files = [*_sources(*ROOMS, "tests"), *ROOT.glob("*.*"), *(ROOT / "deploy").iterdir(), *(ROOT / ".ci").iterdir()]
    texts = [file for file in files if file.is_file() and file.suffix != ".svg"]
    lines = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in texts}
    assert {name: count for name, count in lines.items() if count > 400} == {}


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_every_folder_with_python_in_it_is_a_package(room: str) -> None:
    folders = {file.parent for file in _sources(room)} - {ROOT / "daemon/migrations/versions"}  # Alembic loads by path
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_the_top_level_holds_what_belongs_there() -> None:
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    visible = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    assert visible - ignored == TOP_LEVEL
