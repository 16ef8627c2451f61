"""`python -m tests.mutation [FILE ...]`: change the code a little, a thousand times, and see whether a test notices.

Runs mutmut (its options stand in `pyproject.toml`) on a copy in `mutants`, or on some files of it. What no test noticed
stands afterwards in `mutants/survivors.txt`, as diffs.

mutmut passes over decorated functions: every rule and every property. In the copy `@rule(...)` above a function is
therefore written as `name = rule(...)(name)` below it, which is what a decorator means.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import chdir
from itertools import groupby
from pathlib import Path

from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant

ROOT = Path(__file__).parent.parent
COPY = ROOT / "mutants"
SURVIVORS = COPY / "survivors.txt"
NEEDED = ("rules", "connectors", "daemon", "tests", "pyproject.toml")
NOTICED = {"killed", "timeout"}
AT_LEAST_PERCENT = 90


def main() -> None:
    """Exit with 1 when fewer than 90 % of the mutants were noticed."""
    arguments = argparse.ArgumentParser(prog="python -m tests.mutation", description="Test the tests.")
    arguments.add_argument("file", nargs="*", type=Path, help="of rules/ or the alert's life; without it: all of them")
    arguments.add_argument("--max-children", default=os.cpu_count(), help="processes at once")
    given = arguments.parse_args()
    parts = (file.resolve().relative_to(ROOT).with_suffix("").parts for file in given.file)
    modules = [".".join(part for part in names if part != "__init__") for names in parts]
    copy()
    mutmut("run", "--max-children", str(given.max_children), *(f"{module}.x*" for module in modules))
    fates = {name: fate for name, fate in judged() if not modules or module_of(name) in modules}
    left = [name for name, fate in fates.items() if fate not in NOTICED]
    SURVIVORS.write_text("".join(f"# {fates[name]}: {name}\n{diff(name)}\n\n" for name in left), encoding="utf-8")
    percent = 100 * (1 - len(left) / len(fates))
    print("\n".join(table(fates)))
    print(f"{percent:.1f} % of {len(fates)} mutants were noticed; the other {len(left)}: {SURVIVORS.relative_to(ROOT)}")
    sys.exit(percent < AT_LEAST_PERCENT)


def copy() -> None:
    """Copy what the tests need, anew: mutmut would keep the fate of a mutant even when a test has changed."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, COPY / name)
    for file in (COPY / "rules").rglob("*.py"):
        file.write_text(undecorated(file.read_text(encoding="utf-8")), encoding="utf-8")


def undecorated(source: str) -> str:
    """Return a source in which a function's one decorator is called below it."""
    lines = source.splitlines()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for function in sorted(functions, key=lambda function: function.lineno, reverse=True):
        if len(function.decorator_list) == 1:
            [decorator] = function.decorator_list
            call = f"{function.name} = {ast.unparse(decorator)}({function.name})"
            lines.insert(function.end_lineno or 0, " " * function.col_offset + call)
            del lines[decorator.lineno - 1 : decorator.end_lineno]
    return "\n".join(lines) + "\n"


def mutmut(*arguments: str, is_shown: bool = True) -> str:
    """Run mutmut in the copy; return what it printed unless that is shown. Raise CalledProcessError when it fails."""
    stdout = None if is_shown else subprocess.PIPE
    done = subprocess.run([sys.executable, "-m", "mutmut", *arguments], cwd=COPY, check=True, text=True, stdout=stdout)
    return done.stdout or ""


def judged() -> Iterator[tuple[str, str]]:
    """Yield each mutant and what became of it, file by file."""
    for line in mutmut("results", "--all", "true", is_shown=False).splitlines():
        name, _, fate = line.strip().partition(": ")
        yield name, fate


def module_of(name: str) -> str:
    """Return `rules.history` for `rules.history.xǁHistoryǁweek_m__mutmut_1`."""
    return name.rpartition(".")[0]


def diff(name: str) -> str:
    """Return what a mutant changed."""
    with chdir(COPY):
        return get_diff_for_mutant(name, path=find_mutant(name).path)


def table(fates: dict[str, str]) -> Iterable[str]:
    """Yield a line a file: how many mutants it had, how many of them were noticed."""
    for module, names in groupby(sorted(fates), key=module_of):
        counted = Counter(fates[name] for name in names)
        noticed = sum(counted[fate] for fate in NOTICED)
        yield f"{module:40} {noticed:5} of {counted.total():5}  {100 * noticed / counted.total():5.1f} %"


if __name__ == "__main__":
    main()
