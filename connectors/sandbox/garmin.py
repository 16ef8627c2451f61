"""A stand-in of Garmin Connect: login, activities, gear, mornings and the calendar."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from connectors.sandbox import garmin_days as days
from connectors.sandbox import garmin_shapes as shapes
from connectors.sandbox.faults import SHORT_PAGE, Faults, Requests
from connectors.sandbox.garmin_login import GarminLogin
from connectors.sandbox.loopback import Reply, Request, json_reply
from connectors.sandbox.world import World

_MOST_ACTIVITIES = 1000
_MOST_NIGHTS = 28
_DAY = r"(\d{4}-\d\d-\d\d)"

Route = Callable[[Request, re.Match[str]], Reply]


class Garmin:
    """Garmin Connect, for one account."""

    def __init__(self, world: World, faults: Faults, requests: Requests, login: GarminLogin) -> None:
        self._world = world
        self._faults = faults
        self._requests = requests
        self.login = login
        name = re.escape(days.DISPLAY_NAME)
        self._routes: tuple[tuple[re.Pattern[str], Route], ...] = tuple(
            (re.compile(pattern), route)
            for pattern, route in (
                (r"/userprofile-service/socialProfile", lambda r, m: json_reply(shapes.social_profile())),
                (r"/userprofile-service/userprofile/user-settings", lambda r, m: json_reply(shapes.user_settings())),
                (r"/activitylist-service/activities/search/activities", self._activities),
                (r"/activitylist-service/activities/count", self._count),
                (r"/activitylist-service/activities/([0-9a-f-]+)/gear", self._worn_on),
                (r"/activity-service/activity/(\d+)", self._activity),
                (r"/gear-service/gear/filterGear", self._gear),
                (r"/gear-service/gear/stats/([0-9a-f-]+)", self._gear_stats),
                (rf"/userstats-service/wellness/daily/{name}", self._metrics),
                (rf"/wellness-service/wellness/dailySleepData/{name}", self._night),
                (rf"/sleep-service/stats/sleep/daily/{_DAY}/{_DAY}", self._nights),
                (rf"/hrv-service/hrv/{_DAY}", self._variability),
                (rf"/hrv-service/hrv/daily/{_DAY}/{_DAY}", self._variabilities),
                (rf"/usersummary-service/usersummary/daily/{name}", self._summary),
                (r"/usersummary-service/v2/dailysummaries", self._summaries),
                (rf"/metrics-service/metrics/trainingreadiness/{_DAY}", self._readiness),
                (r"/calendar-service/year/(\d{4})/month/(\d\d?)", self._calendar),
            )
        )

    def answer(self, request: Request) -> Reply | None:
        """Answer one request; None hangs up."""
        self._requests.count("garmin", request)
        broken = self._faults.transport("garmin", request)
        if broken is not None:
            return broken if isinstance(broken, Reply) else None
        if self._faults.strike("garmin", request.path, "429", "429-day"):
            return json_reply({"message": "Too Many Requests"}, status=429)
        reply = self.login.answer(request)
        if reply is not None:
            return reply
        if not self.login.lets_in(request):
            return json_reply({"error": "UnauthorizedException", "message": "Token is not active"}, status=401)
        for pattern, route in self._routes:
            match = pattern.fullmatch(request.path)
            if match and request.method == "GET":
                try:
                    return route(request, match)
                except ValueError as error:
                    return json_reply({"error": "BadRequestException", "message": str(error)}, status=400)
        return _not_found()

    def _activities(self, request: Request, match: re.Match[str]) -> Reply:
        fault = self._faults.strike(
            "garmin",
            request.path,
            *("empty-listing", "null-fields", "unknown-fields", "bad-activity", "no-kind", "short-pages", "broken-off"),
        )
        outings = self._world.outings("garmin")
        newest = outings[0].number if outings else 0
        query = request.query
        if "startDate" in query:
            outings = [o for o in outings if o.start.date() >= date.fromisoformat(query["startDate"])]
        if "endDate" in query:
            outings = [o for o in outings if o.start.date() <= date.fromisoformat(query["endDate"])]
        if "activityType" in query:
            outings = [o for o in outings if shapes.is_of_type(o, query["activityType"])]
        if query.get("sortOrder") == "asc":
            outings.reverse()
        start, limit = _page(request)
        limit = min(limit, SHORT_PAGE) if fault == "short-pages" else limit
        is_empty = fault == "empty-listing" or (fault == "broken-off" and start > 0)
        page = [] if is_empty else outings[start : start + limit]
        return json_reply(
            [shapes.activity(o, fault if fault != "bad-activity" or o.number == newest else None) for o in page]
        )

    def _count(self, request: Request, match: re.Match[str]) -> Reply:
        return json_reply({"totalCount": len(self._world.outings("garmin"))})

    def _activity(self, request: Request, match: re.Match[str]) -> Reply:
        for outing in self._world.outings("garmin"):
            if shapes.activity_id(outing) == int(match[1]):
                return json_reply(shapes.activity_detail(outing))
        return _not_found()

    def _gear(self, request: Request, match: re.Match[str]) -> Reply:
        pairs = self._world.pairs()
        if "activityId" in request.query:
            worn = {shapes.activity_id(o): o.pair for o in self._world.outings("garmin")}
            pairs = [pair for pair in pairs if pair.key == worn.get(int(request.query["activityId"]))]
        elif request.query.get("userProfilePk") != str(days.PROFILE_ID):
            return json_reply({"error": "ForbiddenException", "message": "Forbidden"}, status=403)
        fault = self._faults.strike("garmin", request.path, "null-fields", "unknown-fields")
        return json_reply([shapes.gear(pair, fault) for pair in pairs])

    def _gear_stats(self, request: Request, match: re.Match[str]) -> Reply:
        for pair in self._world.pairs():
            if shapes.uuid_of(pair) == match[1].replace("-", ""):
                return json_reply(shapes.gear_stats(self._world, pair))
        return _not_found()

    def _worn_on(self, request: Request, match: re.Match[str]) -> Reply:
        for pair in self._world.pairs():
            if shapes.uuid_of(pair) == match[1].replace("-", ""):
                worn = [o for o in self._world.outings("garmin") if o.pair == pair.key]
                start, limit = _page(request)
                return json_reply([shapes.activity(o) for o in worn[start : start + limit]])
        return _not_found()

    def _metrics(self, request: Request, match: re.Match[str]) -> Reply:
        first, last = _span(request.query.get("fromDate", ""), request.query.get("untilDate", ""))
        numbers = request.query_lists.get("metricId", [])
        nulls = self._faults.strike("garmin", request.path, "null-fields") is not None
        return json_reply(days.metrics(self._world, first, last, numbers=numbers, nulls=nulls))

    def _night(self, request: Request, match: re.Match[str]) -> Reply:
        return json_reply(days.night(self._world, date.fromisoformat(request.query.get("date", ""))))

    def _nights(self, request: Request, match: re.Match[str]) -> Reply:
        first, last = _span(match[1], match[2], most=_MOST_NIGHTS)
        return json_reply(days.nights(self._world, first, last))

    def _variability(self, request: Request, match: re.Match[str]) -> Reply:
        summary = days.variability(self._world, date.fromisoformat(match[1]))
        return json_reply({"hrvSummary": summary, "hrvReadings": []}) if summary else Reply(status=204)

    def _variabilities(self, request: Request, match: re.Match[str]) -> Reply:
        first, last = _span(match[1], match[2])
        summaries = [days.variability(self._world, day) for day in _days(first, last)]
        return json_reply({"hrvSummaries": [s for s in summaries if s], "userProfilePk": days.PROFILE_ID})

    def _summary(self, request: Request, match: re.Match[str]) -> Reply:
        return json_reply(days.summary(self._world, date.fromisoformat(request.query.get("calendarDate", ""))))

    def _summaries(self, request: Request, match: re.Match[str]) -> Reply:
        first, last = _span(request.query.get("startDate", ""), request.query.get("endDate", ""))
        return json_reply({"data": [days.summary(self._world, day) for day in _days(first, last)]})

    def _readiness(self, request: Request, match: re.Match[str]) -> Reply:
        return json_reply(days.readiness(self._world, date.fromisoformat(match[1])))

    def _calendar(self, request: Request, match: re.Match[str]) -> Reply:
        # The address counts months from 0.
        return json_reply(shapes.calendar_month(self._world, int(match[1]), int(match[2]) + 1))


def _page(request: Request) -> tuple[int, int]:
    start, limit = int(request.query.get("start", 0)), int(request.query.get("limit", 20))
    if start < 0 or not 1 <= limit <= _MOST_ACTIVITIES:
        raise ValueError("start or limit out of range")
    return start, limit


def _span(first: str, last: str, *, most: int = 366) -> tuple[date, date]:
    span = date.fromisoformat(first), date.fromisoformat(last)
    if not 0 <= (span[1] - span[0]).days < most:
        raise ValueError(f"the days must be in order, and {most} at most")
    return span


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _not_found() -> Reply:
    return json_reply({"error": "NotFoundException", "message": "HTTP 404 Not Found"}, status=404)
