"""The language that a person reads: English templates are the keys, other languages are gettext catalogues.

`_` speaks the one language of a command's process; `catalogue` gives any athlete's, for messages.
This module is imported at start: gettext of the standard library only, catalogues on first use, no Babel.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

DOMAIN = "shinguard"
LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"

_active = ENGLISH


def languages() -> tuple[str, ...]:
    """Every language there is, English first: it needs no catalogue."""
    return (ENGLISH, *sorted(found.parts[-3] for found in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def activate(language: str) -> None:
    """Make `_` speak `language` in this process from now on. Raise ValueError for one that `languages` lacks."""
    global _active
    catalogue(language)
    _active = language
    # Libraries that speak by gettext themselves (the command line's) find their words in our catalogue too.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `_` speak `language` within: a runner's own, where a command goes over several."""
    before = _active
    activate(language)
    try:
        yield
    finally:
        activate(before)


def active() -> str:
    """The language that `_` speaks."""
    return _active


def _(message: str, **values: object) -> str:
    """Translate `message`, then fill its `{names}`; without values it comes back as a template.

    Values are written as they are. Distances, dates and the like are filled by `daemon.wording.Format`.
    """
    return _filled(catalogue(_active).gettext(message), values)


def plural(one: str, many: str, count: int, **values: object) -> str:
    """Translate the form of the message that fits `count`, which both forms may name as `{count}`."""
    return _filled(catalogue(_active).ngettext(one, many, count), {"count": count, **values})


def negotiate(configured: str | None, environment: Mapping[str, str]) -> str:
    """Choose the language of a command: the configuration's (None: it cannot be read), the environment's, English.

    Names like `nl_NL.UTF-8` count as `nl`; a language that we lack is passed over.
    """
    names = ("SHINGUARD_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    wishes = [configured] if configured else [environment.get(name, "") for name in names]
    known = languages()
    codes = (wish.replace("-", "_").split(".")[0].split("_")[0].lower() for wish in wishes)
    return next((code for code in codes if code in known), ENGLISH)


def paragraphs(docstring: str) -> tuple[str, ...]:
    """Split the explanation of a rule into what is translated one by one, each with single spaces between words."""
    blocks = "\n".join(line.strip() for line in docstring.strip().splitlines()).split("\n\n")
    return tuple(" ".join(block.split()) for block in blocks if block.strip())


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Give the translations of a language, plurals included. Raise ValueError for one that `languages` lacks."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    if language not in languages():
        raise ValueError(f"no catalogue for the language {language!r}")
    return gettext.translation(DOMAIN, LOCALE, [language])


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format_map(values) if values else template
