"""Answers of Garmin's that are none of those it is known for."""

import pytest

from connectors.base import Ask, SourceUnavailable
from connectors.garmin import Garmin, Settings
from connectors.sandbox import Sandbox
from connectors.sandbox.loopback import Loopback, Reply, Request, json_reply
from tests.connectors.logins import log_in_to_garmin
from tests.connectors.worlds import NOW, MemoryKeep, small_world

TODAY = NOW.date()


@pytest.fixture
def keep() -> MemoryKeep:
    keep = MemoryKeep()
    with Sandbox(small_world()) as sandbox:
        log_in_to_garmin(sandbox, keep)
    return keep


@pytest.mark.parametrize("answer", ["maintenance", 7, {"individualStats": [None]}])
def test_sleep_that_the_library_stumbles_over_is_an_outage(keep: MemoryKeep, answer: object) -> None:
    server = Loopback(lambda request: json_reply(answer if "sleep" in request.path else {}))
    server.start()
    with pytest.raises(SourceUnavailable):
        list(
            Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(
                Ask(activities=False, mornings=(TODAY, TODAY))
            )
        )
    server.stop()


def test_what_is_no_record_among_the_activities_of_a_shoe_is_left_out(keep: MemoryKeep) -> None:
    uuid = "0123456789abcdef0123456789abcdef"

    def answer(request: Request) -> Reply:
        if "filterGear" in request.path:
            return json_reply([{"uuid": uuid, "gearTypeName": "Shoes"}])
        return json_reply([None, "run", [], 7, {"activityId": 5}] if "activities" in request.path else {})

    server = Loopback(answer)
    server.start()
    (batch,) = Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(Ask(activities=False, shoes=True))
    server.stop()
    assert batch.gear_of == {"5": uuid}


@pytest.mark.parametrize("ask", [Ask(), Ask(activities=False, shoes=True)])
def test_list_that_does_not_go_on_is_left(keep: MemoryKeep, ask: Ask) -> None:
    asked: list[str] = []

    def the_same(request: Request) -> Reply:
        if "filterGear" in request.path:
            return json_reply([{"uuid": "0123456789abcdef0123456789abcdef", "gearTypeName": "Shoes"}])
        if "activities" not in request.path:
            return json_reply({})
        asked.append(request.query["start"])
        # For ever it would be.
        return json_reply([{"activityId": number} for number in range(1000 if len(asked) < 6 else 1)])

    server = Loopback(the_same)
    server.start()
    with pytest.raises(SourceUnavailable, match="does not go on"):
        list(Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(ask))
    server.stop()
    assert len(asked) <= 3
