"""The pull: pages of activities, then the shoes."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from connectors.base import Ask, Batch, Clock, Keep, LoginNeeded, Quarantined, SourceUnavailable
from connectors.listed import Listed
from connectors.strava import parse
from connectors.strava.settings import Settings
from rules.records import Shoe

if TYPE_CHECKING:
    from connectors.strava.api import Api

PER_PAGE = 200
"""The most that Strava gives."""
LEAST_PER_PAGE = PER_PAGE * 3 // 4
NEARLY_FULL = 0.9
"""A page before the last can lack a few that were filtered out: only one with less than this is surely the last."""


class Strava:
    """A runner's Strava account, logged in by a person (connectors.strava.login)."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, timeout_s: float = 15.0) -> None:
        self._settings = settings
        self._keep = keep
        self._clock = clock
        self._timeout_s = timeout_s

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Yield one batch a page of activities, then one with the shoes. Strava has no mornings and no calendar."""
        if not (ask.activities or ask.shoes):
            return
        # stravalib takes a second and 40 MiB to load: only where something is asked.
        from connectors.strava.api import Api

        api = Api(self._settings, self._keep, self._clock, timeout_s=self._timeout_s)
        if ask.activities:
            api.require_scope("activity:read_all")
            yield from _activities(api, ask)
        if ask.shoes:
            api.require_scope("profile:read_all")
            yield _shoes(api)


def _activities(api: "Api", ask: Ask) -> Iterator[Batch]:
    """The order of a page means nothing."""
    after = {} if ask.since is None else {"after": int(ask.since.timestamp()) - 1}
    listed = Listed(since=ask.since, read=parse.activity, unknown_kind=parse.unknown_kind)
    page, per_page = 1, PER_PAGE
    while True:
        records = api.get("/athlete/activities", page=page, per_page=per_page, **after)
        if not isinstance(records, list):
            raise SourceUnavailable("Strava's list of activities is no list.")
        # Of a page that lacks a few, the end that the next one begins with may be among them.
        is_short, is_full = len(records) < per_page * NEARLY_FULL, len(records) >= per_page
        yield listed.take(records, is_short=is_short, overlaps=is_full)
        if listed.is_over:
            return
        # Where Strava gives less than it is asked for, it counts its pages by what it gives.
        page, per_page = (page + 1, per_page) if is_short else following(page, per_page)


def following(page: int, per_page: int) -> tuple[int, int]:
    """Return number and length of the page after this one: it begins with the last of this one, or before.

    Else what is deleted between the two would take the first of the next one along. Strava knows no pages but those
    that begin at a multiple of their length: of all lengths it is the one that reaches furthest.
    """
    last = page * per_page - 1
    length = max(range(LEAST_PER_PAGE, PER_PAGE + 1), key=lambda length: last // length * length + length)
    return last // length + 1, length


def _shoes(api: "Api") -> Batch:
    """`/athlete` tells all pairs with their totals; without the scope it leaves them out."""
    athlete: Any = api.get("/athlete")
    # 204, no content, comes as {}.
    if not (isinstance(athlete, Mapping) and athlete):
        raise SourceUnavailable("Strava tells of no athlete.")
    if "shoes" not in athlete:
        raise LoginNeeded("The login does not allow to read the shoes.", cause="missing-scope")
    records = athlete["shoes"]
    if not isinstance(records, list):
        raise SourceUnavailable("Strava's list of shoes is no list.")
    read = [parse.shoe(record) for record in records]
    return Batch(
        shoes=tuple(s for s in read if isinstance(s, Shoe)),
        quarantined=tuple(s for s in read if isinstance(s, Quarantined)),
    )
