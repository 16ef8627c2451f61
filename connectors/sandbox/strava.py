"""A stand-in of Strava: OAuth with rotating tokens, activities, athlete, gear, and the limits on requests."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from connectors.sandbox.faults import SHORT_PAGE, Faults, Requests
from connectors.sandbox.loopback import Reply, Request, html_reply, json_reply
from connectors.sandbox.strava_limits import Limits
from connectors.sandbox.strava_shapes import activity, athlete, gear_id, number_of, shoe, strava_start
from connectors.sandbox.world import Outing, World

TOKEN_LIFE = timedelta(hours=6)
_ALL = "activity:read_all"
_READS = {"activity:read", _ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Access:
    scope: frozenset[str]
    expires_at: int


class Strava:
    """Strava, for one athlete and one application."""

    def __init__(
        self, world: World, faults: Faults, requests: Requests, *, client_id: str, client_secret: str, limits: Limits
    ) -> None:
        self._world = world
        self._faults = faults
        self._requests = requests
        self._client = (client_id, client_secret)
        self._limits = limits
        self._lock = Lock()
        self._codes: dict[str, frozenset[str]] = {}
        self._access: dict[str, _Access] = {}
        self._refresh: dict[str, frozenset[str]] = {}
        self._issued: list[str] = []

    def answer(self, request: Request) -> Reply | None:
        """Answer one request; None hangs up."""
        self._requests.count("strava", request)
        broken = self._faults.transport("strava", request)
        if broken is not None:
            return broken if isinstance(broken, Reply) else None
        path = request.path.removeprefix("/api/v3") if "/oauth/" in request.path else request.path
        match (request.method, path):
            case ("GET", "/oauth/authorize" | "/oauth/mobile/authorize"):
                return self._authorize(request)
            case ("POST", "/oauth/token"):
                return self._token(request)
            case ("POST", "/oauth/deauthorize" | "/oauth/revoke"):
                return self._deauthorize(request)
        if not path.startswith("/api/v3/"):
            return html_reply("<html><title>Strava | 404</title></html>", status=404)
        return self._limited(request)

    def revoke(self) -> None:
        """Let every token die, as when the runner removes the app from the list of apps."""
        with self._lock:
            self._codes.clear()
            self._access.clear()
            self._refresh.clear()

    def expire(self) -> None:
        """Let the access tokens die; the refresh token lives."""
        with self._lock:
            self._access.clear()

    def issued(self) -> list[str]:
        """Return every code and token that was ever given out."""
        with self._lock:
            return list(self._issued)

    def _authorize(self, request: Request) -> Reply:
        wanted = request.query
        if wanted.get("client_id") != self._client[0]:
            return _bad_request("Application", "client_id")
        if not wanted.get("redirect_uri"):
            return _bad_request("Application", "redirect_uri")
        answer = {"state": wanted.get("state", "")}
        match self._faults.strike("strava", request.path, "denied", "missing-scope"):
            case "denied":
                answer["error"] = "access_denied"
            case fault:
                scope = frozenset(wanted.get("scope", "read").split(","))
                if fault == "missing-scope":
                    scope -= _READS
                answer["code"] = self._new()
                answer["scope"] = ",".join(sorted(scope | {"read"}))
                with self._lock:
                    self._codes[answer["code"]] = scope
        target = wanted["redirect_uri"]
        glue = "&" if "?" in target else "?"
        return html_reply("", status=302, headers={"Location": f"{target}{glue}{urlencode(answer)}"})

    def _token(self, request: Request) -> Reply:
        # The library sends a form, older ones the query: the real service takes both.
        form = {**request.query, **request.form()}
        if form.get("client_id") != self._client[0]:
            return _bad_request("Application", "client_id")
        if form.get("client_secret") != self._client[1]:
            return _unauthorized("Application", "client_secret")
        if self._faults.strike("strava", request.path, "application-inactive"):
            return _inactive()
        if form.get("grant_type") == "authorization_code":
            self._requests.count_login("strava")
            with self._lock:
                scope = self._codes.pop(form.get("code", ""), None)
            if scope is None:
                return _bad_request("AuthorizationCode", "code")
            return json_reply({**self._give(scope), "athlete": athlete(self._world, detailed=False)})
        with self._lock:
            scope = self._refresh.pop(form.get("refresh_token", ""), None)
        if scope is None:
            return _bad_request("RefreshToken", "refresh_token")
        return json_reply(self._give(scope))

    def _give(self, scope: frozenset[str]) -> dict[str, Any]:
        """Return new tokens. There is one refresh token: those before it are dead."""
        access, refresh = self._new(), self._new()
        expires_at = int((self._world.now + TOKEN_LIFE).timestamp())
        with self._lock:
            self._access[access] = _Access(scope=scope, expires_at=expires_at)
            self._refresh = {refresh: scope}
        return {
            "token_type": "Bearer",
            "access_token": access,
            "expires_at": expires_at,
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "refresh_token": refresh,
        }

    def _new(self) -> str:
        token = secrets.token_hex(20)
        with self._lock:
            self._issued.append(token)
        return token

    def _deauthorize(self, request: Request) -> Reply:
        token = request.bearer() or request.form().get("access_token") or request.form().get("token")
        if token is None or self._scope(token) is None:
            return _unauthorized("Athlete", "access_token")
        self.revoke()
        return json_reply({"access_token": token})

    def _scope(self, token: str | None) -> frozenset[str] | None:
        with self._lock:
            access = self._access.get(token or "")
        return access.scope if access and access.expires_at > self._world.now.timestamp() else None

    def _limited(self, request: Request) -> Reply:
        match self._faults.strike("strava", request.path, "429", "429-day"):
            case "429":
                self._limits.exhaust(self._world.now, day=False)
            case "429-day":
                self._limits.exhaust(self._world.now, day=True)
        exceeded = self._limits.count(self._world.now, read=request.method == "GET")
        if exceeded:
            error = {"resource": "Application", "field": exceeded, "code": "exceeded"}
            reply = json_reply({"message": "Rate Limit Exceeded", "errors": [error]}, status=429)
        else:
            reply = self._api(request)
        headers = {**reply.headers, **self._limits.headers(self._world.now)}
        return Reply(status=reply.status, body=reply.body, content_type=reply.content_type, headers=headers)

    def _api(self, request: Request) -> Reply:
        if self._faults.strike("strava", request.path, "application-inactive"):
            return _inactive()
        scope = self._scope(request.bearer())
        if scope is None:
            return _unauthorized("Athlete", "access_token")
        path = request.path.removeprefix("/api/v3")
        if path == "/athlete":
            # Without profile:read_all the real service gives the summary, and that has no shoes.
            return json_reply(athlete(self._world, detailed="profile:read_all" in scope))
        if path.startswith("/gear/"):
            for pair in self._world.pairs():
                if shoe(self._world, pair)["id"] == path.removeprefix("/gear/"):
                    return json_reply(shoe(self._world, pair, detailed=True))
            return _not_found("Gear")
        if not scope & _READS or self._faults.strike("strava", request.path, "missing-scope"):
            return _unauthorized("AccessToken", "activity:read_permission", "missing")
        if path == "/athlete/activities":
            return self._activities(request, scope)
        if path.startswith("/activities/"):
            number = number_of(path.removeprefix("/activities/"))
            for outing in self._world.outings("strava"):
                if outing.number == number:
                    return json_reply(activity(outing, gear=self._gear(outing)))
            return _not_found("Activity")
        return _not_found("Resource")

    def _activities(self, request: Request, scope: frozenset[str]) -> Reply:
        try:
            after, before = (int(request.query[k]) if k in request.query else None for k in ("after", "before"))
            page, per_page = int(request.query.get("page", 1)), int(request.query.get("per_page", 30))
        except ValueError:
            return _bad_request("Activity", "after")
        if page < 1 or per_page < 1:
            return _bad_request("Activity", "page")
        fault = self._faults.strike(
            "strava",
            request.path,
            *("empty-listing", "null-fields", "unknown-fields", "bad-activity", "no-kind", "short-pages", "broken-off"),
        )
        is_empty = fault == "empty-listing" or (fault == "broken-off" and page > 1)
        known = self._world.outings("strava") if not is_empty else []
        known = [outing for outing in known if _ALL in scope or not outing.is_private]
        listed = [
            outing
            for outing in known
            if (after is None or strava_start(outing).timestamp() > after)
            and (before is None or strava_start(outing).timestamp() < before)
        ]
        if after is not None:
            # With `after` the real service turns the order round.
            listed.reverse()
        per_page = min(per_page, SHORT_PAGE if fault == "short-pages" else 200)
        return json_reply(
            [
                activity(o, gear=self._gear(o), fault=fault if fault != "bad-activity" or o is known[0] else None)
                for o in listed[(page - 1) * per_page : page * per_page]
            ]
        )

    def _gear(self, outing: Outing) -> str | None:
        worn = outing.pair_in("strava")
        return next((gear_id(pair.number) for pair in self._world.pairs() if pair.key == worn), None)


def _error(status: int, message: str, resource: str, field: str, code: str) -> Reply:
    errors = [{"resource": resource, "field": field, "code": code}]
    return json_reply({"message": message, "errors": errors}, status=status)


def _bad_request(resource: str, field: str) -> Reply:
    return _error(400, "Bad Request", resource, field, "invalid")


def _unauthorized(resource: str, field: str, code: str = "invalid") -> Reply:
    return _error(401, "Authorization Error", resource, field, code)


def _not_found(resource: str) -> Reply:
    return _error(404, "Record Not Found", resource, "id", "not found")


def _inactive() -> Reply:
    return _error(403, "Forbidden", "Application", "Status", "Inactive")
