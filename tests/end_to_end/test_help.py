"""The pages of `--help`, in each language: on a narrow screen, whole, and in one language only."""

import json
import re
import subprocess
import sys
from itertools import chain

import pytest

from daemon.language import languages
from tests.daemon.test_translations import SAME
from tests.end_to_end.house import DEADLINE_S, ROOT, environment

PAGES = """
import json, sys
import click
from daemon.language import activate
activate(sys.argv[1])
from daemon.cli.group import group

def walk(command, parent):
    context = click.Context(command, info_name=command.name, parent=parent)
    said = [each.help for each in command.params if isinstance(each, click.Option)]
    metavars = [each.metavar for each in command.params if each.metavar]
    yield context.command_path, command.get_help(context), [command.help, *said], metavars
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        if not (child := command.get_command(context, name)).hidden:
            yield from walk(child, context)

group.name = "shinguard"
print(json.dumps(list(walk(group, None))))
"""
"""Help is translated when a command is imported: each language needs a process of its own."""


def pages(language: str, *, width: int = 80) -> list[tuple[str, str, list[str], list[str]]]:
    done = subprocess.run(
        (sys.executable, "-c", PAGES, language),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        env=environment() | {"COLUMNS": str(width)},
        cwd=ROOT,
        check=True,
    )
    found: list[tuple[str, str, list[str], list[str]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", languages())
def test_no_line_is_cut_or_too_long(language: str, width: int) -> None:
    found = pages(language, width=width)
    assert len(found) > 40
    lines = list(chain.from_iterable(page.splitlines() for _path, page, _said, _metavars in found))
    # A usage line may end so: [ARGUMENTS]..., NAME...
    assert [line for line in lines if re.search(r"[^A-Z\]]\.\.\.$", line)] == []
    assert [line for line in lines if len(line) > width] == []
    assert [line for line in lines if "INTEGER" in line or "<=x<=" in line] == []


def test_a_page_in_dutch_holds_no_english() -> None:
    for (path, _page, said, metavars), (_path, page, gezegd, woorden) in zip(pages("en"), pages("nl"), strict=True):
        assert [one for one, other in zip(said, gezegd, strict=True) if one == other] == [], path
        assert [one for one, other in zip(metavars, woorden, strict=True) if one == other and one not in SAME] == []
        usage = page.splitlines()[0]
        assert ("[OPTIES]" in usage, "ARGS" in usage, "ARGUMENTS" in usage) == (True, False, False), usage
