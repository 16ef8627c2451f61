"""The sandbox's own addresses, below /sandbox on every port: faults, the clock, what was asked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.sandbox.faults import SERVICES, Fault, Faults, Requests
from connectors.sandbox.loopback import Reply, Request, json_reply
from connectors.sandbox.world import World

PREFIX = "/sandbox/"


class Control:
    """Answers GET and POST /sandbox/clock, GET, POST and DELETE /sandbox/faults, GET and DELETE /sandbox/requests."""

    def __init__(self, world: World, faults: Faults, requests: Requests, fail: Callable[[Fault], None]) -> None:
        self._world = world
        self._fail = fail
        self._faults = faults
        self._requests = requests

    def answer(self, request: Request) -> Reply:
        """Answer one request; 400 with the reason where it makes no sense."""
        try:
            value = self._answer(request)
        except (KeyError, TypeError, ValueError) as error:
            return json_reply({"error": str(error)}, status=400)
        return json_reply({"error": "no such address"}, status=404) if value is None else json_reply(value)

    def _answer(self, request: Request) -> dict[str, Any] | None:
        sent = request.json()
        match (request.method, request.path.removeprefix(PREFIX)):
            case ("GET", "clock"):
                pass
            case ("POST", "clock"):
                self._world.now = datetime.fromisoformat(sent["now"]) if sent["now"] else None
            case ("GET", "faults"):
                return {"faults": self._faults.listed()}
            case ("POST", "faults"):
                self._fail(
                    Fault(
                        service=sent["service"],
                        name=str(sent["fault"]),
                        times=None if sent.get("times") is None else int(sent["times"]),
                        path=sent.get("path", "/"),
                    )
                )
                return {"faults": self._faults.listed()}
            case ("DELETE", "faults"):
                self._faults.lift(request.query.get("service"))
                return {"faults": self._faults.listed()}
            case ("GET", "requests"):
                return self._counts()
            case ("DELETE", "requests"):
                self._requests.reset()
                return self._counts()
            case _:
                return None
        return {"now": self._world.now.isoformat()}

    def _counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = {service: self._requests.of(service) for service in SERVICES}
        return {**counts, "logins": {service: self._requests.logins(service) for service in SERVICES}}
