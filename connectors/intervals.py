"""Intervals.icu: activities, shoes, mornings and the calendar, by its public interface and the runner's own API key.

Shapes: intervals.icu/api/v1/docs, and what forum.intervals.icu/t/609 (API access) tells beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from connectors import reading
from connectors.address import check_base_url
from connectors.base import (
    ACTIVITY,
    NO_RECORD,
    SHOE,
    Ask,
    Batch,
    Clock,
    Keep,
    Listing,
    LoginNeeded,
    Quarantined,
    RateLimited,
    SourceError,
    SourceUnavailable,
    Words,
    of_a,
)
from connectors.reading import LONGEST_M, LONGEST_S, Record, UnreadableError
from connectors.waiting import retry_after
from rules.records import Activity, DailyWellness, PlannedWorkout, Shoe, Sport

if TYPE_CHECKING:
    from requests import Response

SOURCE = "intervals"
PER_PAGE = 1000
"""Activities a request. Intervals.icu sets no limit of its own; a history of ten years is a few pages."""
WITHHELD = Words(
    "Activities that reached it from Strava are not passed on to other programs, so their days count as days with a "
    "run of unknown length. Connect your watch to it directly, or bring the runs in from Garmin, Strava or files."
)

_BEFORE_ALL = "1970-01-01"
_WAIT = timedelta(minutes=15)
"""Where a refusal does not say how long it lasts."""
_ACTIVITY_FIELDS = (
    "id", "source", "type", "sub_type", "race", "trainer", "start_date", "start_date_local", "elapsed_time",
    "moving_time", "distance", "average_heartrate", "average_cadence", "total_elevation_gain", "icu_hr_zone_times",
    "gear",
)  # fmt: skip
"""A tenth of what would come; coordinates and the runner's own words are not among them."""
_PLANNED = ("WORKOUT", "RACE_A", "RACE_B", "RACE_C")
"""Categories of the calendar; notes, holidays and targets of a week are no workouts."""
_SPORTS = {
    "Run": Sport.RUN,
    "TrailRun": Sport.TRAIL_RUN,
    "VirtualRun": Sport.VIRTUAL_RUN,
    "Walk": Sport.WALK,
    "Hike": Sport.HIKE,
    "Snowshoe": Sport.HIKE,
    "Swim": Sport.SWIM,
    "OpenWaterSwim": Sport.SWIM,
    "WeightTraining": Sport.STRENGTH,
    "Crossfit": Sport.STRENGTH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`[connectors.intervals]`. Raise ValueError, in a sentence, for what cannot work."""

    gives_mornings: ClassVar[bool] = True
    needs_login: ClassVar[bool] = False
    api_key: str = field(repr=False)
    athlete_id: str = "0"
    """"0": whose key it is."""
    base_url: str = "https://intervals.icu"
    interval_minutes: int = 60
    withheld_are_runs: bool = True
    """What it may not pass on could be a run: its day is no day of rest. False: the runner knows that none was."""

    def __post_init__(self) -> None:
        check_base_url(self.base_url)
        if not re.fullmatch(r"[!-~]+", self.api_key):
            raise ValueError("api_key must be the key that intervals.icu shows (Settings, Developer Settings)")
        if not re.fullmatch(r"i?[0-9]+", self.athlete_id):
            raise ValueError('athlete_id must be an id such as "i12345", or "0" for whose key it is')
        if self.interval_minutes < 1:
            raise ValueError("interval_minutes must be 1 or more")


class Intervals:
    """A runner's account. There is no login: the key stands in the configuration, and nothing has to be kept."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, timeout_s: float = 15.0) -> None:
        self._settings = settings
        self._clock = clock
        self._timeout_s = timeout_s

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Yield one batch a page of activities, then one each for the shoes, the mornings and the calendar."""
        if ask.activities:
            yield from self._activities(ask)
        if ask.shoes:
            shoes, bad = _read(SHOE, self._get("gear"), shoe)
            yield Batch(shoes=shoes, quarantined=bad)
        if ask.mornings:
            first, last = ask.mornings
            fields = ("id", "restingHR", "tempRestingHR", "hrv", "sleepSecs")
            mornings, bad = _read(Words("morning"), self._get("wellness", first, last, fields=fields), morning)
            yield Batch(mornings=tuple(m for m in mornings if first <= m.day <= last), quarantined=bad)
        if ask.planned:
            first, last = ask.planned
            plans, bad = _read(Words("calendar"), self._get("events", first, last, category=_PLANNED), planned)
            yield Batch(planned=tuple(p for p in plans if first <= p.day <= last), quarantined=bad)

    def _activities(self, ask: Ask) -> Iterator[Batch]:
        """The newest come first; the next page begins where the last one ended."""
        # Both ends are wall time, which runs from 12 hours behind UTC to 14 ahead of it.
        oldest = (ask.since.astimezone(UTC) - timedelta(hours=12)).date().isoformat() if ask.since else _BEFORE_ALL
        newest = (self._clock().astimezone(UTC) + timedelta(days=2)).date().isoformat()
        listed: set[str] = set()
        while True:
            page = self._get("activities", oldest, newest, limit=PER_PAGE, fields=_ACTIVITY_FIELDS)
            fresh = [record for record in page if _id_of(record) not in listed]
            listed.update(_id_of(record) for record in fresh)
            may_be_run = self._settings.withheld_are_runs
            read = [activity(record, zone=ask.zone, withheld_are_runs=may_be_run) for record in fresh]
            last = len(page) < PER_PAGE
            yield Batch(
                activities=reading.since_or_later(tuple(a for a in read if isinstance(a, Activity)), ask.since),
                quarantined=tuple(a for a in read if isinstance(a, Quarantined)),
                # An activity without its identifier would look as if it had been deleted.
                listing=Listing(since=ask.since, source_ids=frozenset(listed)) if last and "" not in listed else None,
            )
            if last:
                return
            walls = [wall for wall in map(_wall, page) if wall is not None]
            if not (fresh and walls):
                raise SourceUnavailable("The list of Intervals.icu does not go on.")
            # A second more: nobody says whether the end itself belongs to a span.
            newest = (min(walls) + timedelta(seconds=1)).isoformat()

    def _get(self, what: str, oldest: object = None, newest: object = None, **more: object) -> list[Any]:
        """Return the list at this address of the athlete. Raise SourceError; never sleep."""
        # It takes 8 MiB to load: only where something is asked.
        import requests

        asked = {"oldest": oldest, "newest": newest, **more}
        params = {name: ",".join(v) if isinstance(v, tuple) else str(v) for name, v in asked.items() if v is not None}
        try:
            answer = requests.get(
                f"{self._settings.base_url.rstrip('/')}/api/v1/athlete/{self._settings.athlete_id}/{what}",
                params=params,
                auth=("API_KEY", self._settings.api_key),
                timeout=self._timeout_s,
                # The key must not travel on.
                allow_redirects=False,
            )
            records = answer.json() if answer.status_code == 200 else None
        except (requests.RequestException, ValueError, RecursionError) as err:
            # Its own text may hold addresses. HTML in the place of JSON is one of them as well.
            raise SourceUnavailable(f"Intervals.icu did not answer as it should ({type(err).__name__}).") from None
        if answer.status_code != 200:
            raise self._refused(answer)
        if not isinstance(records, list):
            raise SourceUnavailable("A list of Intervals.icu is no list.")
        return records

    def _refused(self, answer: "Response") -> SourceError:
        now = self._clock()
        if answer.status_code == 429:
            wait = retry_after(answer.headers.get("Retry-After", ""), now)
            return RateLimited("Intervals.icu refused a request: too many.", retry_at=now + (wait or _WAIT))
        is_json = "json" in answer.headers.get("Content-Type", "")
        # A page in the place of Intervals.icu's own word is a firewall's.
        if answer.status_code == 401 or (answer.status_code == 403 and is_json):
            # Nobody tells us that the configuration has another key: asked again as ever, and not a day later.
            return LoginNeeded("Intervals.icu does not take the API key.", cause="refused", retry_at=now)
        return SourceUnavailable(f"Intervals.icu answered with status {answer.status_code}.")


def activity(record: Any, *, zone: tzinfo, withheld_are_runs: bool = True) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where at least that can be.

    For what came from Strava there is a stub, of an identifier and a local start, without its sport.
    """
    if not isinstance(record, Mapping):
        return Quarantined(source=SOURCE, source_id="", what=of_a(ACTIVITY, NO_RECORD))
    is_stub = record.get("type") is None and record.get("moving_time") is None
    if is_stub and reading.text(record, "source") in ("STRAVA", ""):
        day = wall.date() if (wall := _wall(record)) and withheld_are_runs else None
        return Quarantined(source=SOURCE, source_id=_id_of(record), what=WITHHELD, day=day)
    sport = _sport(record)
    # The steps of one foot, as a watch writes them into its file.
    cadence = reading.number_or_none(record, "average_cadence", least=1, most=120)
    try:
        start, zone_is_guess = _start(record, zone)
        moving_s = reading.number(record, "moving_time", most=LONGEST_S)
        return Activity(
            source=SOURCE,
            source_id=reading.identifier(record, "id"),
            sport=sport,
            start=start,
            zone_is_guess=zone_is_guess,
            elapsed_s=round(reading.number_or_none(record, "elapsed_time", least=1, most=LONGEST_S) or moving_s),
            moving_s=round(moving_s),
            distance_m=reading.distance_m(record, "distance", sport),
            average_heart_rate_bpm=reading.heart_rate_bpm(record, "average_heartrate"),
            average_cadence_spm=reading.steps_per_minute(2 * cadence if cadence else None, sport),
            gear_id=reading.text(reading.inner(record, "gear"), "id") or None,
            climb_m=reading.climb_m(record, "total_elevation_gain"),
            hard_s=_hard_s(record),
            is_race=sport.is_run and (record.get("race") is True or reading.text(record, "sub_type") == "RACE"),
        )
    except UnreadableError as err:
        wall = _wall(record)
        return Quarantined(
            source=SOURCE,
            source_id=_id_of(record),
            what=of_a(ACTIVITY, err.why),
            day=wall.date() if wall and sport.is_run else None,
        )


def shoe(record: Record) -> Shoe | None:
    """Return the pair; None for a bike or a part of one. Raise UnreadableError."""
    if reading.text(record, "type") not in ("Shoes", ""):
        return None
    source_id = reading.identifier(record, "id")
    total_m = reading.number_or_none(record, "distance", least=0, most=1e9)
    return Shoe(
        source=SOURCE,
        source_id=source_id,
        name=reading.text(record, "name") or source_id,
        total_m=None if total_m is None else round(total_m),
        # The day on which it was.
        retired=bool(record.get("retired")),
    )


def morning(record: Record) -> DailyWellness | None:
    """Return the morning; None where nothing of it is known. Raise UnreadableError.

    `stress` is how the runner felt, 1 to 4, and not a watch's score: left aside.
    """
    on = reading.day(record, "id")
    resting_bpm = reading.number_or_none(record, "restingHR", least=20, most=200)
    if record.get("tempRestingHR") is True:
        # Carried over from an earlier day, until today's is known.
        resting_bpm = None
    asleep_s = reading.number_or_none(record, "sleepSecs", least=1, most=86_400)
    variability_ms = reading.number_or_none(record, "hrv", least=1, most=500)
    if resting_bpm is None and asleep_s is None and variability_ms is None:
        return None
    return DailyWellness(
        source=SOURCE,
        day=on,
        resting_heart_rate_bpm=resting_bpm,
        asleep_s=None if asleep_s is None else round(asleep_s),
        heart_rate_variability_ms=variability_ms,
    )


def planned(record: Record) -> PlannedWorkout | None:
    """Return the workout or race; None for what else stands in the calendar. Raise UnreadableError."""
    category = reading.text(record, "category")
    if category not in _PLANNED or record.get("for_week") is True:
        return None
    metres = _first(record, "distance", "distance_target", most=LONGEST_M)
    seconds = _first(record, "moving_time", "time_target", most=LONGEST_S)
    return PlannedWorkout(
        source=SOURCE,
        source_id=reading.identifier(record, "id"),
        day=reading.moment(record, "start_date_local").date(),
        title=reading.text(record, "name"),
        sport=_sport(record),
        distance_m=metres,
        duration_s=seconds,
        is_race=category.startswith("RACE"),
    )


def _read[T](
    what: Words, records: Iterable[Any], read: Callable[[Record], T | None]
) -> tuple[tuple[T, ...], tuple[Quarantined, ...]]:
    """Return what could be read and what could not: one bad record never spoils its list."""
    good: list[T] = []
    bad: list[Quarantined] = []
    for record in records:
        try:
            if not isinstance(record, Mapping):
                raise UnreadableError("not a record")
            found = read(record)
        except UnreadableError as err:
            bad.append(Quarantined(source=SOURCE, source_id="", what=of_a(what, err.why)))
        else:
            good += [] if found is None else [found]
    return tuple(good), tuple(bad)


def _sport(record: Record) -> Sport:
    kind = reading.text(record, "type")
    sport = _SPORTS.get(kind, Sport.RIDE if kind.endswith("Ride") else Sport.OTHER)
    return Sport.TREADMILL_RUN if sport is Sport.RUN and record.get("trainer") is True else sport


def _start(record: Record, zone: tzinfo) -> tuple[datetime, bool]:
    """`start_date` is the instant, its distance from `start_date_local` the offset; without it the zone is a guess."""
    wall = reading.moment(record, "start_date_local").replace(tzinfo=None)
    try:
        told = reading.moment(record, "start_date")
    except UnreadableError:
        return wall.replace(tzinfo=zone), True
    return reading.on_the_wall(told, wall, fields=("start_date", "start_date_local")), False


def _hard_s(record: Record) -> int | None:
    """Return the seconds from zone 4 on. Seven zones are the usual five, the fifth of them in three parts (Friel)."""
    times = record.get("icu_hr_zone_times")
    if not isinstance(times, list) or len(times) not in (5, 7):
        return None
    hard = [reading.number_or_none({"s": value}, "s", least=0, most=LONGEST_S) for value in times[3:]]
    known = [seconds for seconds in hard if seconds is not None]
    return round(sum(known)) if len(known) == len(hard) else None


def _first(record: Record, *fields: str, most: float) -> int | None:
    """Return the first of the fields that tells something, in whole units."""
    told = (reading.number_or_none(record, name, least=1, most=most) for name in fields)
    return next((round(value) for value in told if value is not None), None)


def _id_of(record: Any) -> str:
    try:
        return reading.identifier(record, "id") if isinstance(record, Mapping) else ""
    except UnreadableError:
        return ""


def _wall(record: Any) -> datetime | None:
    """Return the clock on the wall at the start, without a zone; None where it cannot be read."""
    try:
        return reading.moment(record, "start_date_local").replace(tzinfo=None) if isinstance(record, Mapping) else None
    except UnreadableError:
        return None
