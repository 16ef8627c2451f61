"""Bring the catalogues up to date with the sources: `python -m daemon.locale.update`, after any text has changed.

It collects every text that a runner reads, keeps the translations there are, drops what is used no more, compiles, and
prints what still lacks a translation. Run from a checkout of the project.
"""

import ast
import io
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from daemon.language import DOMAIN, LOCALE, paragraphs
from rules import discover

ROOT = LOCALE.parent.parent
ROOMS = ("rules", "connectors", "daemon")
KEYWORDS = {"_": 1, "Text": 1, "Words": 1, "gettext": 1, "plural": 2, "_plural": 2}
"""Functions that take texts, and how many: one, or the singular and the plural."""
REFUSALS = {"LoginFailed": 1, "UnreadableError": 1, "UnreadableFile": 1, "ValueError": 1}
"""Connectors and rules know no translations: what their errors say is translated where it is shown."""
SANDBOX_REFUSALS = {"HistoryError": 1, "wrong": 1}
"""Of the stand-ins a runner meets only what is wrong with a file of a history."""
START = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# The words that a runner reads.\n# This file is distributed under the same license as Shinguard.\n#"


def extract() -> Catalog:
    """Collect the texts of the sources and the paragraphs of the rules' explanations."""
    template = Catalog(project="Shinguard", header_comment=HEADER, fuzzy=False)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            refusals = SANDBOX_REFUSALS if "sandbox" in path.parts else REFUSALS
            keywords = KEYWORDS | (refusals if room != "daemon" else {})
            for message in texts(path.read_text(encoding="utf-8"), keywords):
                template.add(message, locations=[(path.relative_to(ROOT).as_posix(), 1)])
    for rule in discover():
        module = rule.function.__module__.replace(".", "/") + ".py"
        for paragraph in paragraphs(rule.explanation):
            template.add(paragraph, locations=[(module, 1)])
    return template


def texts(source: str, keywords: Mapping[str, int] = KEYWORDS) -> Iterator[str | tuple[str, str]]:
    """Yield the literal texts that the calls in a module translate, top to bottom.

    Babel's own extraction would also take `row["says"]` in `Text(row["says"])` for a text.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        wanted = keywords.get(function, 0)
        literals = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
        found = [text for text in literals if isinstance(text, str)]
        if wanted and len(found) == wanted:
            yield (found[0], found[1]) if wanted == 2 else found[0]


def merged(template: Catalog, language: str) -> Catalog:
    """Give the language's catalogue with the template's texts and the translations that there are for them."""
    path = po_path(language)
    catalog = Catalog(locale=language, domain=DOMAIN, project="Shinguard", header_comment=HEADER, fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, domain=DOMAIN)
    catalog.update(template, no_fuzzy_matching=True)
    # What stands in the header by itself changes with the clock, or is of no use here.
    catalog.version, catalog.msgid_bugs_address, catalog.language_team = "0", "", language
    catalog.last_translator, catalog.creation_date, catalog.revision_date = "Shinguard", START, START
    return catalog


def po_path(language: str) -> Path:
    """Where the translations of a language are written."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def po_bytes(catalog: Catalog) -> bytes:
    """Write a catalogue as a person edits it: in the order of the files, without numbers of lines that would change."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Compile a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> Iterator[str]:
    """Yield the texts without a translation."""
    for message in catalog:
        forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.id and not all(forms):
            yield str(message.id)


def main() -> int:
    """Update and compile every catalogue. Return 1 when a translation is missing."""
    template = extract()
    missing = 0
    for folder in sorted(path for path in LOCALE.iterdir() if (path / "LC_MESSAGES").is_dir()):
        catalog = merged(template, folder.name)
        po_path(folder.name).write_bytes(po_bytes(catalog))
        po_path(folder.name).with_suffix(".mo").write_bytes(mo_bytes(catalog))
        for text in untranslated(catalog):
            print(f"{folder.name}: {text}")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
