"""A stand-in of Intervals.icu, connected to Garmin and to Strava: what it has from Strava alone it does not pass on."""

import base64
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from connectors.sandbox.faults import SHORT_PAGE, Faults, Requests
from connectors.sandbox.loopback import Reply, Request, html_reply, json_reply
from connectors.sandbox.world import Morning, Outing, Pair, Plan, World

ATHLETE_ID = "i271828"
_FIRST_ACTIVITY = 70_000_000
_FIRST_STRAVA = 11_000_000_000
_FIRST_EVENT = 50_000_000
_FIRST_GEAR = 30_000
_CATEGORIES = {"workout": "WORKOUT", "fbtAdaptiveWorkout": "WORKOUT", "race": "RACE_A", "event": "NOTE"}
_SPORTS = {"running": "Run", "trail_running": "TrailRun", "cycling": "Ride", "strength_training": "WeightTraining"}

Route = Callable[[Request], Reply]


class Intervals:
    """Intervals.icu, for one athlete."""

    def __init__(self, world: World, faults: Faults, requests: Requests, *, api_key: str) -> None:
        self._world = world
        self._faults = faults
        self._requests = requests
        self._authorization = authorization(api_key)
        self._routes: Mapping[str, Route] = {
            "activities": self._activities,
            "gear": self._gear,
            "wellness": self._wellness,
            "events": self._events,
        }

    def answer(self, request: Request) -> Reply | None:
        """Answer one request below /api/v1/athlete; None hangs up."""
        self._requests.count("intervals", request)
        broken = self._faults.transport("intervals", request)
        if broken is not None:
            return broken if isinstance(broken, Reply) else None
        if self._faults.strike("intervals", request.path, "429", "429-day"):
            return json_reply({"status": 429, "error": "Too many requests"}, status=429, headers={"Retry-After": "90"})
        is_known = request.headers.get("authorization") == self._authorization
        if not is_known or self._faults.strike("intervals", request.path, "revoked"):
            return json_reply({"status": 401, "error": "Unauthorized"}, status=401)
        *_, athlete, what = request.path.split("/")
        if athlete not in ("0", ATHLETE_ID):
            return json_reply({"status": 403, "error": "Access denied"}, status=403)
        if request.method != "GET" or what not in self._routes:
            return html_reply("<html><title>Intervals.icu</title></html>", status=404)
        try:
            return self._routes[what](request)
        except (KeyError, ValueError) as error:
            return json_reply({"status": 422, "error": str(error)}, status=422)

    def _activities(self, request: Request) -> Reply:
        fault = self._faults.strike(
            "intervals",
            request.path,
            *("empty-listing", "null-fields", "unknown-fields", "bad-activity", "no-kind", "short-pages", "broken-off"),
        )
        # The real service wants `oldest`, and takes a day or a moment for either end; a day is meant as a whole.
        oldest, newest = _moment(request.query["oldest"]), _moment(request.query["newest"], ends=True)
        known = {o.number: o for service in ("strava", "garmin") for o in self._world.outings(service)}
        listed = sorted(
            (o for o in known.values() if oldest <= o.start.replace(tzinfo=None) <= newest),
            key=lambda o: (o.start.replace(tzinfo=None), o.number),
            reverse=True,
        )
        limit = SHORT_PAGE if fault == "short-pages" else int(request.query.get("limit", len(listed)))
        # Its pages go on from the moment at which the last one ended; the first is asked for by a day.
        is_empty = fault == "empty-listing" or (fault == "broken-off" and "T" in request.query["newest"])
        listed = [] if is_empty else listed[:limit]
        last = max((number for number, o in known.items() if "garmin" in o.services), default=0)
        return _reply(
            request,
            [
                activity(o, gear=self._worn(o), fault=fault if fault != "bad-activity" or o.number == last else None)
                for o in listed
            ],
        )

    def _worn(self, outing: Outing) -> Pair | None:
        return next((pair for pair in self._world.pairs() if pair.key == outing.pair), None)

    def _gear(self, request: Request) -> Reply:
        fault = self._faults.strike("intervals", request.path, "null-fields", "unknown-fields")
        pairs = [gear(self._world, pair, fault) for pair in self._world.pairs()]
        bike = {"id": "b271828", "type": "Bike", "name": "Bike", "distance": 8e6, "retired": None, "component": False}
        chain = {"id": "29999", "type": "Chain", "name": "Chain", "distance": 2e6, "retired": None, "component": True}
        return _reply(request, [bike, chain, *pairs])

    def _wellness(self, request: Request) -> Reply:
        nulls = self._faults.strike("intervals", request.path, "null-fields") is not None
        first, last = date.fromisoformat(request.query["oldest"]), date.fromisoformat(request.query["newest"])
        return _reply(request, [wellness(morning, nulls=nulls) for morning in self._world.mornings(first, last)])

    def _events(self, request: Request) -> Reply:
        first, last = date.fromisoformat(request.query["oldest"]), date.fromisoformat(request.query["newest"])
        categories = request.query["category"].split(",") if "category" in request.query else None
        events = (event(plan) for plan in self._world.plans(first, last))
        return _reply(request, [e for e in events if categories is None or e["category"] in categories])


def authorization(api_key: str) -> str:
    """Return the header that goes with every request: the user is always called API_KEY."""
    return "Basic " + base64.b64encode(f"API_KEY:{api_key}".encode()).decode()


def activity(outing: Outing, *, gear: Pair | None, fault: str | None = None) -> dict[str, Any]:
    """Return an activity as the listing has it; a stub where only Strava knows of it."""
    local = outing.start.strftime("%Y-%m-%dT%H:%M:%S")
    if "garmin" not in outing.services:
        return {
            "id": str(_FIRST_STRAVA + outing.number),
            "icu_athlete_id": ATHLETE_ID,
            "start_date_local": local,
            "source": "STRAVA",
            "_note": "STRAVA activities are not available via the API",
        }
    item: dict[str, Any] = {
        "id": f"i{_FIRST_ACTIVITY + outing.number}",
        "icu_athlete_id": ATHLETE_ID,
        "name": outing.name,
        "type": outing.sport,
        "sub_type": "RACE" if outing.is_race else "NONE",
        "race": outing.is_race,
        "trainer": False,
        "start_date": outing.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "start_date_local": local,
        "timezone": outing.zone,
        "distance": round(outing.distance_m, 2),
        "icu_distance": round(outing.distance_m * 0.998, 2),
        "moving_time": outing.moving_s,
        "elapsed_time": outing.elapsed_s,
        "total_elevation_gain": outing.climb_m,
        "has_heartrate": outing.average_heart_rate_bpm is not None,
        "average_heartrate": outing.average_heart_rate_bpm and round(outing.average_heart_rate_bpm),
        # The steps of one foot.
        "average_cadence": outing.average_cadence_spm and outing.average_cadence_spm / 2,
        "icu_hr_zone_times": None if outing.hard_s is None else _zone_times(outing.moving_s, outing.hard_s),
        "gear": None if gear is None else {"id": _gear_id(gear), "name": gear.name, "distance": 0.0, "primary": False},
        "source": "GARMIN_CONNECT",
        "external_id": str(19_000_000_000 + outing.number),
        "strava_id": str(_FIRST_STRAVA + outing.number) if "strava" in outing.services else None,
    }
    match fault:
        case "null-fields":
            names = ("average_heartrate", "average_cadence", "gear", "icu_hr_zone_times", "race", "sub_type", "trainer")
            return {**item, **dict.fromkeys((*names, "name", "timezone", "total_elevation_gain", "source"))}
        case "unknown-fields":
            return {**item, "moon_phase": "waxing", "icu_hrr": {"start_bpm": 160, "drops": [1, 2]}}
        case "no-kind":
            return {**item, "type": None}
        case "bad-activity":
            return {**item, "distance": "far"}
    return item


def gear(world: World, pair: Pair, fault: str | None = None) -> dict[str, Any]:
    """Return a pair of shoes."""
    distance_m, activities = world.worn_m(pair, "garmin")
    item = {
        "id": _gear_id(pair),
        "athlete_id": ATHLETE_ID,
        "type": "Shoes",
        "name": pair.name,
        "purchased": pair.first_day.isoformat(),
        "distance": round(distance_m, 1),
        "activities": activities,
        "retired": world.today.isoformat() if pair.retired else None,
        "component": False,
        "reminders": [],
    }
    if fault == "null-fields":
        item |= dict.fromkeys(("name", "purchased", "distance", "retired", "reminders"))
    if fault == "unknown-fields":
        item |= {"smell": {"strength": 3}}
    return item


def wellness(morning: Morning, *, nulls: bool = False) -> dict[str, Any]:
    """Return a morning; `stress` is what the runner said, and has nothing to do with the watch's."""
    measured = {
        "restingHR": morning.resting_heart_rate_bpm,
        "sleepSecs": morning.asleep_s,
        "hrv": morning.heart_rate_variability_ms,
    }
    return {
        "id": morning.day.isoformat(),
        "ctl": 40.1,
        "atl": 38.2,
        **(dict.fromkeys(measured) if nulls else measured),
        "tempRestingHR": False,
        "stress": 2,
    }


def event(plan: Plan) -> dict[str, Any]:
    """Return an entry of the calendar."""
    return {
        "id": _FIRST_EVENT + plan.number,
        "start_date_local": f"{plan.day}T00:00:00",
        "category": _CATEGORIES[plan.kind],
        "type": _SPORTS.get(plan.sport, "Other"),
        "name": plan.title,
        "moving_time": plan.duration_s,
        "distance": plan.distance_m,
        "for_week": False,
    }


def _gear_id(pair: Pair) -> str:
    return str(_FIRST_GEAR + pair.number)


def _zone_times(moving_s: int, hard_s: int) -> list[int]:
    """Seven zones, as Intervals.icu has them unless the runner says otherwise; the last four hold the hard time."""
    easy_s, parts = (moving_s - hard_s) // 3, hard_s // 4
    return [moving_s - hard_s - 2 * easy_s, easy_s, easy_s, hard_s - 3 * parts, parts, parts, parts]


def _moment(told: str, *, ends: bool = False) -> datetime:
    whole_day = timedelta(days=1) if ends and "T" not in told else timedelta(0)
    return datetime.fromisoformat(told) + whole_day


def _reply(request: Request, items: Iterable[dict[str, Any]]) -> Reply:
    """With `fields` the real service leaves out all others, and what is null."""
    if "fields" not in request.query:
        return json_reply(list(items))
    wanted = set(request.query["fields"].split(","))
    return json_reply([{k: v for k, v in item.items() if k in wanted and v is not None} for item in items])
