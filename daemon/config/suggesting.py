"""What was probably meant by a word that is not known."""

import difflib
from collections.abc import Iterable

from daemon.language import _


def closest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean x?` for the known word that is most alike, or nothing."""
    found = difflib.get_close_matches(word, [other for other in known if other != word], n=1)
    return _("; did you mean {word}?", word=found[0]) if found else ""
