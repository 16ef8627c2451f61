"""Secrets: written in the configuration, or better in a file or the environment."""

import os
from pathlib import Path

from daemon.language import _
from daemon.reasons import reason


class Secret:
    """A text that no log and no traceback shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself: only where it goes to the one who must have it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


def read_secret(value: object, folder: Path) -> Secret:
    """Read `"text"`, `{ file = "path" }` (relative to `folder`) or `{ env = "NAME" }`.

    Raise ValueError, without the text, where there is none.
    """
    match value:
        case str() if value.strip():
            return Secret(value)
        case {"file": str(path), **more} if not more:
            return Secret(_of_file(secret_file(path, folder)))
        case {"env": str(name), **more} if not more:
            text = os.environ.get(name, "").strip()
            if not text:
                raise ValueError(_("the environment variable {name} is not set", name=name))
            return Secret(text)
    raise ValueError(_('must be a text, { file = "path" } or { env = "NAME" }, and not empty'))


def secret_file(path: str, folder: Path) -> Path:
    """Return where `{ file = path }` is."""
    return folder / Path(path).expanduser()


def _of_file(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else _("it is not text")
        raise ValueError(_("the file {path} cannot be read: {reason}", path=path, reason=why)) from None
    if not text:
        raise ValueError(_("the file {path} is empty", path=path))
    return text
