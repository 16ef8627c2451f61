"""`make` finds a fitting Python by itself, builds .venv when it must, and says in one line what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FIND = ROOT / ".ci" / "find-python"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with nothing in it but `bin`, which is the whole PATH."""
    (tmp_path / "bin").mkdir()
    return tmp_path


def _program(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    path.chmod(0o755)
    return path


def _old(path: Path) -> Path:
    """A Python 3.11, as far as anyone asks it."""
    return _program(path, "echo 311")


def _real(path: Path) -> Path:
    """The Python that runs this test, which fits."""
    return _program(path, f'exec "{sys.executable}" "$@"')


def _find(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": str(home / "bin"), "HOME": str(home), "PYTHON_PLACES": "", **environment}
    return subprocess.run([FIND], env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "bin/python3.13",
        ".pyenv/versions/3.13.0/bin/python3",
        ".local/share/uv/python/cpython-3.13/bin/python3",
        ".asdf/installs/python/3.13.0/bin/python3",
    ],
)
def test_a_fitting_python_is_found_behind_an_older_one_that_is_first_on_the_path(home: Path, elsewhere: str) -> None:
    _old(home / "bin" / "python3")
    fitting = _real(home / elsewhere)
    found = _find(home)
    assert (found.returncode, found.stdout, found.stderr) == (0, f"{fitting}\n", "")


@pytest.mark.parametrize(
    ("versions", "best"),
    [
        ((312, 313, 314), 313),
        ((312, 314), 312),  # tested, where 3.14 is not
        ((314, 315), 315),
    ],
)
def test_the_newest_tested_python_is_preferred(home: Path, versions: tuple[int, ...], best: int) -> None:
    for version in versions:
        _program(home / f".pyenv/versions/{version}/bin/python3", f"echo {version}")
    assert _find(home).stdout == f"{home}/.pyenv/versions/{best}/bin/python3\n"


def test_a_switched_off_shim_and_the_venv_that_is_to_be_replaced_are_passed_over(home: Path) -> None:
    _program(home / "bin" / "python3", "echo 'pyenv: python3: command not found' >&2", "exit 127")
    _real(home / ".venv" / "bin" / "python3.13")
    found = _find(home, PATH=f"{home}/.venv/bin:{home}/bin")
    assert found.returncode == 1
    assert found.stderr.startswith("shinguard: no Python 3.12 or newer found; install one")


def test_without_a_fitting_python_one_line_says_what_is_missing(home: Path) -> None:
    older = _old(home / "bin" / "python3")
    found = _find(home)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.count("\n") == 1
    assert f"no Python 3.12 or newer found ({older} is older); install one" in found.stderr


def test_a_python_without_venv_is_named_with_the_package_that_brings_it(home: Path) -> None:
    lacking = _program(home / "bin" / "python3", "echo 313", "exit 1")
    found = _find(home)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.count("\n") == 1
    assert str(lacking) in found.stderr
    assert "sudo apt install python3-venv" in found.stderr


def test_a_named_python_is_taken_and_an_unfit_one_is_refused_although_another_fits(home: Path) -> None:
    named = _real(home / "mine" / "python")
    old = _old(home / "old" / "python")
    _real(home / "bin" / "python3.13")
    assert _find(home, PYTHON=str(named)).stdout == f"{named}\n"
    refused = _find(home, PYTHON=str(old))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"shinguard: PYTHON={old} does not fit: Python 3.12 or newer is needed\n"
    assert _find(home, PYTHON="nowhere").stderr == "shinguard: PYTHON=nowhere is not there\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone, as far as make looks, in a folder whose name has a space."""
    folder = tmp_path / "my clone"
    folder.mkdir()
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, folder)
    return folder


def _would_run(clone: Path) -> str:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--dry-run", "test"], cwd=clone, env=surroundings, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_builds_the_environment_unless_it_is_complete_and_in_its_place(clone: Path) -> None:
    assert "-m venv .venv" in _would_run(clone)
    stamp = clone / ".venv" / "complete"
    stamp.parent.mkdir()
    assert "-m venv .venv" in _would_run(clone), "half-built"
    stamp.write_text(f"{clone.parent}/moved from here\n")
    assert "-m venv .venv" in _would_run(clone), "moved"
    stamp.write_text(f"{clone}\n")
    assert "-m venv .venv" not in _would_run(clone)
    os.utime(clone / "pyproject.toml", (stamp.stat().st_mtime + 10, stamp.stat().st_mtime + 10))
    assert "-m venv .venv" in _would_run(clone), "older than pyproject.toml"
