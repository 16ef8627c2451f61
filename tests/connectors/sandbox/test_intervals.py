"""The stand-in of Intervals.icu answers as the real one is documented to."""

from datetime import date
from typing import Any

import pytest
import requests

from connectors.sandbox import Plan, Sandbox, World
from connectors.sandbox.intervals import ATHLETE_ID


def ask(sandbox: Sandbox, what: str, *, key: str = "", athlete: str = "0", **params: str) -> requests.Response:
    url = f"{sandbox.intervals_url}/api/v1/athlete/{athlete}/{what}"
    return requests.get(url, params=params, auth=("API_KEY", key or sandbox.api_key), timeout=5)


def activities(sandbox: Sandbox, **params: str) -> list[dict[str, Any]]:
    answer = ask(sandbox, "activities", **{"oldest": "1970-01-01", "newest": "2100-01-01", **params})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


def test_only_the_key_opens(sandbox: Sandbox) -> None:
    assert ask(sandbox, "gear").status_code == 200
    assert ask(sandbox, "gear", athlete=ATHLETE_ID).status_code == 200
    refused = ask(sandbox, "gear", key="another")
    assert (refused.status_code, refused.json()["status"]) == (401, 401)
    assert ask(sandbox, "gear", athlete="i1").json() == {"status": 403, "error": "Access denied"}


def test_list_is_newest_first_and_cut_at_its_limit(sandbox: Sandbox) -> None:
    everything = activities(sandbox)
    starts = [each["start_date_local"] for each in everything]
    assert starts == sorted(starts, reverse=True)
    assert activities(sandbox, limit="3") == everything[:3]
    # Both ends belong to it, a day as a whole.
    day = starts[5][:10]
    assert {each["start_date_local"][:10] for each in activities(sandbox, oldest=day, newest=day)} == {day}
    assert activities(sandbox, newest=starts[5])[0] == everything[5]


def test_with_fields_the_others_and_what_is_null_are_left_out(sandbox: Sandbox) -> None:
    assert {name for each in activities(sandbox, fields="id,type,gear") for name in each} == {"id", "type", "gear"}
    assert all(each.keys() >= {"id", "type"} for each in activities(sandbox, fields="id,type,gear"))


def test_what_only_strava_told_is_a_stub(sandbox: Sandbox, world: World) -> None:
    world.edit(world.outings("garmin")[0].number, services=frozenset({"strava"}))
    stub, *others = activities(sandbox)
    assert stub.keys() == {"id", "icu_athlete_id", "start_date_local", "source", "_note"}
    assert stub["source"] == "STRAVA"
    assert all(each["source"] == "GARMIN_CONNECT" for each in others)


@pytest.mark.parametrize("what", ["activities", "wellness", "events"])
def test_without_its_days_nothing_is_listed(sandbox: Sandbox, what: str) -> None:
    assert ask(sandbox, what).status_code == 422


def test_calendar_can_be_cut_down_to_categories(sandbox: Sandbox, world: World) -> None:
    for number, kind in ((901, "workout"), (902, "race"), (903, "event")):
        world.plan(Plan(number=number, day=date(2030, 1, 1), title=kind, kind=kind))
    day = {"oldest": "2030-01-01", "newest": "2030-01-01"}
    assert [e["category"] for e in ask(sandbox, "events", **day).json()] == ["WORKOUT", "RACE_A", "NOTE"]
    assert [e["name"] for e in ask(sandbox, "events", **day, category="WORKOUT,RACE_A").json()] == ["workout", "race"]


def test_other_addresses_are_not_found(sandbox: Sandbox) -> None:
    assert ask(sandbox, "fitness").status_code == 404
