"""The pull: activities, shoes with what they were worn for, mornings, calendar; each a batch of its own."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

from connectors.base import NO_TOTAL, SHOE, Ask, Batch, Clock, Keep, Quarantined, SourceUnavailable, Words, of_a
from connectors.garmin import days, parse
from connectors.garmin.not_there import NotThere
from connectors.garmin.settings import Settings
from connectors.garmin_words import is_shoe, shoe_uuid
from connectors.listed import Listed
from connectors.reading import UnreadableError, identifier
from rules.records import Shoe

if TYPE_CHECKING:
    from connectors.garmin.api import Api

_MOST_DAYS = 28
"""The most that Garmin gives of sleep at once, and what is known to work for heart-rate variability."""
_LONGEST_NAME = 60
_METRICS = {"WELLNESS_RESTING_HEART_RATE": 60, "WELLNESS_AVERAGE_STRESS": 63}
"""What one request brings for up to a year, by the numbers that Garmin gives them."""


class Garmin:
    """A runner's Garmin account, logged in by a person (connectors.garmin.login)."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, timeout_s: float = 15.0) -> None:
        self._settings = settings
        self._keep = keep
        self._clock = clock
        self._timeout_s = timeout_s
        self._api: Api | None = None

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Yield one batch a page of activities, then one each for the shoes, the mornings and the calendar."""
        if not (ask.activities or ask.shoes or ask.mornings or ask.planned):
            return
        # garminconnect takes 30 MiB: only where something is asked.
        from connectors.garmin.api import Api

        if self._api is None:
            # One for all that is asked of this connector: its connections stay open from one question to the next.
            self._api = Api(self._settings, self._keep, self._clock, timeout_s=self._timeout_s)
        with self._api.keeping_tokens() as api:
            if ask.activities:
                yield from _activities(api, ask)
            if ask.shoes:
                yield _shoes(api)
            if ask.mornings:
                yield _mornings(api, *ask.mornings)
            if ask.planned:
                yield _planned(api, *ask.planned)


def _activities(api: "Api", ask: Ask) -> Iterator[Batch]:
    params: dict[str, str] = {}
    if ask.since is not None:
        # Garmin takes a local day, and west of Greenwich that is the day before.
        params["startDate"] = (ask.since.astimezone(UTC) - timedelta(days=1)).date().isoformat()
    listed = Listed(since=ask.since, read=parse.activity, unknown_kind=parse.unknown_kind)
    for page, is_short in api.pages(api.library.garmin_connect_activities, params, goes_on=True):
        yield listed.take(page, is_short=is_short)
        if listed.is_over:
            return


def _shoes(api: "Api") -> Batch:
    """One request for the list, and two a pair: its total, and the activities that it was worn for."""
    shoes: list[Shoe] = []
    quarantined: list[Quarantined] = []
    gear_of: dict[str, str] = {}
    for record in _list(api.ask(api.library.get_gear, api.profile_id), "list of shoes"):
        if not is_shoe(record):
            continue
        try:
            uuid = shoe_uuid(record)
        except UnreadableError as err:
            quarantined.append(Quarantined(source=parse.SOURCE, source_id="", what=of_a(SHOE, err.why)))
            continue
        stats = api.ask(api.library.get_gear_stats, uuid)
        pair = parse.shoe(record, uuid, stats)
        shoes.append(pair)
        # The library's {} for a 404. Of a retired pair Garmin may tell nothing any more: that is nothing to look after.
        if not stats and not pair.retired:
            quarantined.append(Quarantined(source=parse.SOURCE, source_id=f"{NO_TOTAL}{uuid}", what=_no_total(pair)))
        for activity_id in _worn_for(api, uuid):
            gear_of.setdefault(activity_id, uuid)
    return Batch(shoes=tuple(shoes), gear_of=gear_of, quarantined=tuple(quarantined))


def _no_total(pair: Shoe) -> Words:
    return Words(
        "Garmin tells no distance of the pair {pair} any more. What it told last stands, and is not what the pair has "
        "by now: look at it in Garmin Connect, under Gear.",
        pair=" ".join(pair.name.split())[:_LONGEST_NAME],
    )


def _worn_for(api: "Api", uuid: str) -> Iterator[str]:
    try:
        answer = api.ask(api.library.get_gear_activities, uuid, limit=api.PER_PAGE)
    except NotThere:
        # What it was worn for stays as it was last told: so little is not believed.
        return
    records = _list(answer, "list of a shoe's activities")
    if len(records) == api.PER_PAGE:
        url = f"{api.library.garmin_connect_activities_baseurl}{uuid}/gear"
        records = [*records, *(r for page, _ in api.pages(url, {}, first=api.STEP) for r in page)]
    for record in records:
        try:
            yield identifier(record if isinstance(record, Mapping) else {}, "activityId")
        except UnreadableError:
            # The activity itself is named as unreadable in its own list.
            continue


def _mornings(api: "Api", first: date, last: date) -> Batch:
    # Stress is that of the day before.
    metrics = _metrics(api, first - timedelta(days=1), last)
    sleep: list[Any] = []
    variability: list[Any] = []
    for start, end in days.chunks(first, last, most_days=_MOST_DAYS):
        sleep += api.ask(api.library.get_sleep_daily, start.isoformat(), end.isoformat())
        answer = api.ask(api.library.get_hrv_data_range, start.isoformat(), end.isoformat())
        variability += _list_or_none(_inside(answer, "hrvSummaries"), "heart-rate variability")
    mornings, quarantined = days.mornings(
        resting=metrics["WELLNESS_RESTING_HEART_RATE"],
        stress=metrics["WELLNESS_AVERAGE_STRESS"],
        sleep=sleep,
        variability=variability,
        first=first,
        last=last,
    )
    return Batch(mornings=mornings, quarantined=quarantined)


def _metrics(api: "Api", first: date, last: date) -> dict[str, list[Any]]:
    """Ask both in one request. The library's own call, get_rhr_daily, asks one of them at the same address."""
    answer = api.ask(
        api.library.connectapi,
        f"{api.library.garmin_connect_rhr_url}/{api.library.display_name}",
        params={
            "fromDate": first.isoformat(),
            "untilDate": last.isoformat(),
            "metricId": list(_METRICS.values()),
        },
    )
    told = _inside(_inside(answer, "allMetrics"), "metricsMap")
    return {name: _list_or_none(_inside(told, name), name) for name in _METRICS}


def _planned(api: "Api", first: date, last: date) -> Batch:
    items: list[Any] = []
    for year, month in days.months(first, last):
        answer = api.ask(api.library.get_scheduled_workouts, year, month)
        items += _list(_inside(answer, "calendarItems"), "calendar")
    planned, quarantined = days.planned(items, first=first, last=last)
    return Batch(planned=planned, quarantined=quarantined)


def _list_or_none(value: Any, what: str) -> list[Any]:
    """Return a list; none, or the {} that stands for an answer without content, is an empty one."""
    return [] if value is None or value == {} else _list(value, what)


def _list(value: Any, what: str) -> list[Any]:
    """Return what is a list. Raise SourceUnavailable for anything else: it says nothing of what is on the list."""
    if not isinstance(value, list):
        raise SourceUnavailable(f"Garmin's {what} is no list.")
    return value


def _inside(answer: Any, field: str) -> Any:
    return answer.get(field) if isinstance(answer, Mapping) else answer
