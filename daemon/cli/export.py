"""`export`: everything, as one JSON document and as a CSV file a table."""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from daemon.cli.group import House, athlete_option, fail, local_now, pass_house, say
from daemon.everything_tables import COLUMNS, document
from daemon.language import _, plural
from daemon.reasons import reason
from daemon.store.everything import load_everything

_STDOUT = "-"
_JSON = "export.json"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet, which would run what a service sent as the name of a shoe."""


@click.command(
    help=_(
        "Write everything as JSON and CSV: runs, records, shoes, mornings, what you logged, alerts. No login and no "
        "secret is in it. FOLDER is made; with - the JSON is printed."
    )
)
@click.argument("folder", metavar=_("[FOLDER]"), default="shinguard-export")
@athlete_option
@pass_house
def export(house: House, folder: str, athlete: str | None) -> None:
    """One runner."""
    runner = house.athlete(athlete)
    today = local_now(runner).date()
    with house.database.read() as connection:
        everything = load_everything(connection, runner.name, today=today)
    whole = document(everything)
    text = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    if folder == _STDOUT:
        click.echo(text, nl=False)
        return
    files = {_JSON: text} | {f"{name}.csv": _csv(columns, whole[name]) for name, columns in COLUMNS.items()}
    place = Path(folder).expanduser()
    try:
        _write(place, files)
    except FileExistsError:
        fail(_("{folder} holds other files: name a folder that is new or empty.", folder=place))
    except OSError as error:
        fail(_("{folder} cannot be written: {cause}.", folder=place, cause=reason(error)))
    written = plural("{count} file is in {folder}.", "{count} files are in {folder}.", len(files), folder=place)
    say(escape(written))


def _write(place: Path, files: Mapping[str, str]) -> None:
    """Write the files, readable for their owner only. Raise FileExistsError where anything but an export is there."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(each.name not in files or not each.is_file() or each.is_symlink() for each in place.iterdir()):
        raise FileExistsError(place)
    for name, text in files.items():
        handle = os.open(place / name, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    """Return what stands in a cell: nothing for what is not known, words and pairs parted by blanks."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(map(str, value)) if isinstance(value, list) else value
