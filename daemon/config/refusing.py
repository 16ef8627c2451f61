"""All that the Settings of a table refuse: they raise at the first mistake, so they are asked again without it."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

_STAND_IN = "1"
"""In the place of a text that is missing or refused and has no default: nothing refuses it."""


def refusals(settings: type[Any], values: Mapping[str, Any], *, spoilt: set[str]) -> Iterator[str]:
    """Yield each sentence with which `settings` refuses one of the `values`; its first word is the option.

    `spoilt` are options that were given and cannot be read. What is refused beside one of those, or beside an option
    that was refused before, is not told: it may be right once the other one is.
    """
    left = dict(values)
    out = set(spoilt)
    stand_ins = {
        field.name: _STAND_IN
        for field in dataclasses.fields(settings)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    while True:
        try:
            settings(**(stand_ins | left))
        except ValueError as error:
            option, *others = re.findall(r"\w+", str(error))
            if option in left and not out.intersection(others):
                yield str(error)
            # What still clashes with a default, once the first one is out, is out as well.
            culprit = next((name for name in (option, *others) if name in left), None)
            if culprit is None:
                return
            del left[culprit]
            out.add(culprit)
        else:
            return
