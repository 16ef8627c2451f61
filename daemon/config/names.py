"""The names of a household's runners: typed after `--athlete`, printed in headings, keys of all that is stored."""

import json
import unicodedata
from collections.abc import Iterable, Iterator

from daemon.config.problems import Problem
from daemon.language import _


def name_problems(names: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with the names: none that cannot be seen, and no two that are easily taken for each other."""
    known: dict[str, str] = {}
    for name in names:
        message = _unfit(name)
        other = known.setdefault(unicodedata.normalize("NFC", name.strip()).casefold(), name)
        if message is None and other != name:
            message = _("must differ from {other} in more than capitals and blanks", other=_quoted(other))
        if message is not None:
            # In quotes: a blank at the edge must be seen.
            yield Problem(path=f"athletes.{_quoted(name)}", message=message)


_MOST_BYTES = 60
"""Each may take three letters in the name of a lock's file, which has 255 at most."""


def _unfit(name: str) -> str | None:
    if not name.strip():
        return _("must be a name, and not empty")
    if not name.isprintable():
        return _("must hold only characters that can be seen, in one line")
    if name != name.strip():
        return _("must not begin or end with a blank")
    if "/" in name or "\\" in name:
        return _('must hold no "/" and no "\\": it becomes part of the names of files')
    if len(name.encode()) > _MOST_BYTES:
        return _("must be shorter: it becomes part of the names of files")
    return None


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=not name.isprintable())
