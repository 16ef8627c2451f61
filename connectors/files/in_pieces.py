"""What an export tells, in as many batches as it takes to save it piece by piece."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import batched

from connectors.base import Batch
from rules.records import Activity

_AT_ONCE = 500
"""Activities that are saved in one transaction."""


def in_pieces(whole: Batch) -> Iterator[Batch]:
    """Yield the activities, 500 at a time; what is told of them together (the listing, say) comes with the last."""
    parts: list[tuple[Activity, ...]] = list(batched(whole.activities, _AT_ONCE)) or [()]
    expected = len(whole.activities)
    for part in parts[:-1]:
        yield Batch(prefix=whole.prefix, as_of=whole.as_of, activities=part, expected=expected)
    yield replace(whole, activities=parts[-1], expected=expected)
