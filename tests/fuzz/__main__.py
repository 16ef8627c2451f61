"""`python -m tests.fuzz [--inputs N] [TARGET ...]`: a million inputs, no crash, none slower than a second, in 512 MiB.

What goes wrong stands afterwards in `fuzz/TARGET/` as the bytes that did it: mend it, and keep them in
`tests/fuzz/cases/TARGET/`, which every run of the tests reads again.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent.parent
FINDINGS = ROOT / "fuzz"
INPUTS = 1_000_000
LIMITS = ("-timeout=1", "-len_control=0", "-rss_limit_mb=512", "-max_len=4096", "-print_final_stats=1")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What libFuzzer said at the end."""

    target: str
    inputs: int
    peak_mib: int
    went_wrong: bool


def main() -> None:
    """Exit with 1 when something went wrong."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz what reads files.")
    arguments.add_argument("target", nargs="*", choices=[[], *TARGETS], help="without it: all of them")
    arguments.add_argument("--inputs", type=int, default=INPUTS, help="in all (default: a million)")
    given = arguments.parse_args()
    targets = given.target or list(TARGETS)
    with ThreadPoolExecutor(os.cpu_count()) as at_once:
        outcomes = list(at_once.map(partial(fuzz, inputs=-(-given.inputs // len(targets))), targets))
    Console().print(table(outcomes))
    sys.exit(any(outcome.went_wrong for outcome in outcomes))


def fuzz(target: str, *, inputs: int) -> Outcome:
    """Fuzz one target in a process of its own; its output goes to a file beside what it finds."""
    folder = FINDINGS / target
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.one", target, str(folder), f"-runs={inputs}", *LIMITS]
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    (folder / "log.txt").write_bytes(done.stdout)
    said = done.stdout.decode(errors="replace")
    return Outcome(
        target=target,
        inputs=max(_numbers(r"stat::number_of_executed_units:\s*(\d+)|^#(\d+)\s", said), default=0),
        peak_mib=max(_numbers(r"stat::peak_rss_mb:\s*(\d+)", said), default=0),
        went_wrong=done.returncode != 0,
    )


def table(outcomes: Sequence[Outcome]) -> Table:
    """Return a line a target, and their sum."""
    made = Table("target", "inputs", "peak memory", "")
    for each in outcomes:
        found = f"went wrong: see fuzz/{each.target}/" if each.went_wrong else "well"
        made.add_row(each.target, f"{each.inputs:,}", f"{each.peak_mib} MiB", found)
    made.add_row("in all", f"{sum(each.inputs for each in outcomes):,}")
    return made


def _numbers(pattern: str, text: str) -> Iterator[int]:
    for found in re.finditer(pattern, text, re.MULTILINE):
        yield next(int(number) for number in found.groups() if number)


if __name__ == "__main__":
    main()
