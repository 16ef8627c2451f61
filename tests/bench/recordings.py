"""FIT files of a typical run, from a folder into the database; the floor is the decoder alone."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from fitdecode import CrcCheck, ErrorHandling, FitReader

from connectors.files.pull import Import
from connectors.sandbox.fit_file import fit_file
from daemon.pulling import bring_in
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.bench.stage import ATHLETE, Stage, outing

RECORDINGS = 100
"""Five thousand are `make bench RECORDINGS=5000`, which takes a quarter of an hour more."""
_ROUNDS = 4
_FEW = 10
"""So many are imported for the floor of the memory."""


def import_recordings(stage: Stage, *, recordings: int) -> Iterator[Row]:
    """Time an import beside decoding the same bytes, folder by folder; then its memory beside that of a short one."""
    folders = [stage.folder / f"recordings-{number}" for number in range(_ROUNDS)]
    paths = list(_written(stage, folders, recordings))
    rounds = iter([*folders, *folders])
    per_round = iter([*folders, *folders])
    database = stage.new_database()
    pair = in_turn(lambda: _imported(stage, database, next(rounds)), lambda: _decoded(next(per_round)), rounds=_ROUNDS)
    database.close()
    yield Row(
        what=f"import of {len(paths)} FIT files of a typical run (a point a second)",
        unit="s",
        measured=pair.measured * _ROUNDS,
        floor=pair.floor * _ROUNDS,
        floor_is="the decoder alone",
        median_ratio=pair.ratio,
        ratio_at_most=1.3,
    )
    peaks = [_peak_mib(stage.new_path(), some) for some in (paths, paths[:_FEW])]
    yield Row(
        what=f"peak memory of that import, {len(paths)} files",
        unit="MiB",
        measured=peaks[0],
        floor=peaks[1],
        floor_is=f"{_FEW} files",
        ratio_at_most=1.1,
    )


def _written(stage: Stage, folders: Sequence[Path], recordings: int) -> Iterator[Path]:
    for folder in folders:
        folder.mkdir()
    for number in range(1, recordings + 1):
        path = folders[number % len(folders)] / f"{number}.fit"
        path.write_bytes(fit_file(outing(number, stage.world.now - timedelta(days=1))))
        yield path


def _imported(stage: Stage, database: Database, folder: Path) -> float:
    begun = perf_counter()
    connector = Import([folder], DatabaseKeep(database, ATHLETE, "files"), stage.clock)
    pulled = bring_in(database, ATHLETE, connector, timezone=UTC, clock=stage.clock)
    took = perf_counter() - begun
    if pulled.saved.new != len(list(folder.iterdir())):
        raise RuntimeError(f"{pulled.saved.new} activities came: {pulled.detail}")
    return took


def _decoded(folder: Path) -> float:
    begun = perf_counter()
    for path in folder.iterdir():
        with FitReader(
            path.read_bytes(), processor=None, check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE
        ) as reader:
            for _frame in reader:
                pass
    return perf_counter() - begun


def _peak_mib(database: Path, paths: Sequence[Path]) -> float | None:
    """Return the most that a process held which did nothing but import these."""
    if not sys.platform.startswith("linux"):
        return None
    command = [sys.executable, "-m", "tests.bench.recordings", str(database), *map(str, paths)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    peak: float = json.loads(said)
    return peak


def main() -> None:
    """Import the files that are named, and print the most memory that it took, in MiB."""
    path, *names = sys.argv[1:]
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    connector = Import(map(Path, names), DatabaseKeep(database, ATHLETE, "files"), lambda: datetime.now(UTC))
    bring_in(database, ATHLETE, connector, timezone=UTC, clock=lambda: datetime.now(UTC))
    # Not getrusage: that counts what the process was forked from as well.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    print(json.dumps(int(peak[1]) / 1024))


if __name__ == "__main__":
    main()
