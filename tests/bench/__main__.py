"""`python -m tests.bench [--json] [--recordings N]`: measure, and print one table. Goals missed are no failure."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bench.asking import count_requests
from tests.bench.importing import import_thousand
from tests.bench.judging import judge_histories
from tests.bench.living import live
from tests.bench.nightly import judge_ten_thousand
from tests.bench.recordings import RECORDINGS, import_recordings
from tests.bench.replaying import live_ten_years
from tests.bench.rows import Row, as_json, table
from tests.bench.sending import send_alerts
from tests.bench.stage import set_up

ACTIVITIES = 939
WIDTH = 170


def main() -> None:
    """Take a minute and a half."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Shinguard.")
    arguments.add_argument("--json", action="store_true", help="print the rows for machines")
    arguments.add_argument("--recordings", type=int, default=RECORDINGS, help="FIT files to import, a multiple of 4")
    given = arguments.parse_args()
    logging.disable(logging.WARNING)
    rows = []
    with Console(stderr=True).status("Measuring, for a minute or two ...") as status:
        for row in measure(recordings=given.recordings):
            rows.append(row)
            status.update(f"Measured: {row.what} ...")
    if given.json:
        json.dump([as_json(row) for row in rows], sys.stdout, indent=1)
        print()
    else:
        # A file or a pipe has no width; the table needs this much to stand in one line a row.
        Console(width=None if sys.stdout.isatty() else WIDTH).print(table(rows))


def measure(*, recordings: int) -> Iterator[Row]:
    """Everything, one after the other: nothing else of ours runs while something is timed."""
    with TemporaryDirectory(prefix="shinguard-bench-") as folder, set_up(Path(folder), activities=ACTIVITIES) as stage:
        yield from live(stage)
        yield from count_requests(stage, activities=ACTIVITIES)
        yield from import_thousand(stage)
        yield from import_recordings(stage, recordings=recordings)
        yield from judge_histories(stage)
        yield from live_ten_years()
        yield from judge_ten_thousand(stage)
        yield from send_alerts(stage)


if __name__ == "__main__":
    main()
