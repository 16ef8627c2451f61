"""stravalib itself against the sandbox."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from stravalib import exc
from stravalib.util.limiter import get_rates_from_response_headers

from connectors.sandbox import Sandbox, World
from connectors.sandbox.strava_limits import Limits
from tests.connectors.sandbox.clients import (
    authorize,
    logged_in_strava,
    refresh,
    strava_client,
    strava_tokens,
)

LISTING = "/athlete/activities"


def test_code_comes_back_with_state_and_scope(sandbox: Sandbox) -> None:
    answer = authorize(sandbox)
    assert answer["state"] == "planted-state"
    assert answer["scope"] == "activity:read_all,profile:read_all,read"


def test_code_gives_tokens_once(sandbox: Sandbox) -> None:
    code = authorize(sandbox)["code"]
    client = strava_client(sandbox)
    answer: Any = client.exchange_code_for_token(
        client_id=int(sandbox.client_id), client_secret=sandbox.client_secret, code=code, return_athlete=True
    )
    tokens, athlete = answer
    assert tokens["expires_at"] == int((sandbox.world.now + timedelta(hours=6)).timestamp())
    assert athlete is not None
    assert client.get_athlete().firstname == "Robin"
    with pytest.raises(exc.Fault, match="AuthorizationCode"):
        client.exchange_code_for_token(client_id=int(sandbox.client_id), client_secret=sandbox.client_secret, code=code)
    assert sandbox.logins("strava") == 2


def test_refresh_token_rotates_and_the_old_one_dies(sandbox: Sandbox) -> None:
    first = strava_tokens(sandbox)
    second = refresh(sandbox, first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    with pytest.raises(exc.Fault) as caught:
        refresh(sandbox, first["refresh_token"])
    assert caught.value.response is not None
    assert caught.value.response.status_code == 400
    # One that failed does no harm to the one that is good.
    third = refresh(sandbox, second["refresh_token"])
    assert strava_client(sandbox, token=third["access_token"]).protocol.get("/athlete")["id"] == 40_404_040


def test_access_token_dies_after_six_hours_of_the_sandboxs_clock(sandbox: Sandbox, world: World) -> None:
    client = logged_in_strava(sandbox)
    world.now += timedelta(hours=6) - timedelta(seconds=1)
    client.protocol.get("/athlete")
    world.now += timedelta(seconds=2)
    with pytest.raises(exc.AccessUnauthorized):
        client.protocol.get("/athlete")


def test_wrong_secret_is_refused(sandbox: Sandbox) -> None:
    code = authorize(sandbox)["code"]
    with pytest.raises(exc.AccessUnauthorized):
        strava_client(sandbox).exchange_code_for_token(
            client_id=int(sandbox.client_id), client_secret="wrong", code=code
        )


def test_pages_hold_every_activity_once(sandbox: Sandbox) -> None:
    client = logged_in_strava(sandbox)
    sandbox.reset_requests()
    pages = [client.protocol.get(LISTING, page=page, per_page=100) for page in (1, 2, 3)]
    # 30 weeks of 4, then 32 runs, 2 rides and 2 walks in the ten weeks.
    assert [len(page) for page in pages] == [100, 56, 0]
    assert len({a["id"] for page in pages for a in page}) == 156
    assert sandbox.requests("strava") == {"GET /api/v3/athlete/activities": 3}


def test_after_and_before_cut_the_listing(sandbox: Sandbox) -> None:
    client = logged_in_strava(sandbox)
    after = int(datetime(2026, 2, 1, tzinfo=UTC).timestamp())
    before = int(datetime(2026, 2, 9, tzinfo=UTC).timestamp())
    listed = client.protocol.get(LISTING, after=after, before=before, per_page=200)
    assert [a["start_date_local"][:10] for a in listed] == [
        "2026-02-01",
        "2026-02-03",
        "2026-02-05",
        "2026-02-07",
        "2026-02-08",
    ]
    assert [a["workout_type"] for a in listed] == [1, 0, 0, 0, 0]


def test_run_that_its_owner_marks_as_a_workout_says_so(sandbox: Sandbox, world: World) -> None:
    # Days 66, 68 and 70: an easy run, a tempo run, a long one.
    listed = logged_in_strava(sandbox).protocol.get(LISTING, per_page=3)
    assert [a["workout_type"] for a in listed] == [0, 3, 0]
    assert [a["total_elevation_gain"] for a in listed] == [o.climb_m for o in world.outings("strava")[:3]]


def test_library_reads_activities_into_its_own_models(sandbox: Sandbox) -> None:
    newest = next(iter(logged_in_strava(sandbox).get_activities(limit=1)))
    assert newest.sport_type == "Run"
    assert newest.start_date is not None
    assert newest.start_date.date().isoformat() == "2026-03-29"
    # In summer: the name keeps the offset of winter.
    assert str(newest.timezone) == "(GMT+01:00) Europe/Amsterdam"
    assert newest.utc_offset == 7200
    assert str(newest.external_id).startswith("garmin_ping_")


def test_summary_of_a_run_is_stravas_own_measure(sandbox: Sandbox, world: World) -> None:
    race = next(o for o in world.all_outings() if o.is_race)
    world.edit(race.number, strava_later_s=3, strava_distance_m=21_100.5)
    listed = {a["id"]: a for a in logged_in_strava(sandbox).protocol.get(LISTING, per_page=200)}
    told = listed[11_000_000_000 + race.number]
    assert told["distance"] == 21_100.5
    start = datetime.fromisoformat(told["start_date"])
    assert start - race.start == timedelta(seconds=3)
    assert told["utc_offset"] == 3600.0
    assert told["timezone"] == "(GMT+01:00) Europe/Amsterdam"
    # Strava counts the steps of one leg.
    assert told["average_cadence"] * 2 == race.average_cadence_spm


def test_detailed_athlete_has_the_shoes_with_their_kilometres(sandbox: Sandbox, world: World) -> None:
    world.edit_pair("tempo", retired=True)
    client = logged_in_strava(sandbox)
    shoes = client.protocol.get("/athlete")["shoes"]
    assert [(s["name"], s["retired"], s["primary"]) for s in shoes] == [
        ("Harrier 3", False, True),
        ("Kestrel", True, False),
    ]
    # Garmin has 767,170 m on day 70; Strava measures up to half a percent less of what was run since the 556,000.
    assert 0.995 * 767_170 < shoes[0]["distance"] <= 767_170
    assert shoes[0]["converted_distance"] == round(shoes[0]["distance"] / 1000, 1)
    gear = client.protocol.get("/gear/{id}", id=shoes[0]["id"])
    assert (gear["brand_name"], gear["distance"]) == ("Fellrunner", shoes[0]["distance"])
    assert client.get_gear(shoes[0]["id"]).name == "Harrier 3"


def test_without_the_scope_for_the_profile_there_are_no_shoes(sandbox: Sandbox) -> None:
    token = strava_tokens(sandbox, ["read", "activity:read_all"])["access_token"]
    assert "shoes" not in strava_client(sandbox, token=token).protocol.get("/athlete")


def test_without_the_scope_for_activities_they_are_refused(sandbox: Sandbox) -> None:
    token = strava_tokens(sandbox, ["read"])["access_token"]
    with pytest.raises(exc.AccessUnauthorized, match="activity:read_permission"):
        strava_client(sandbox, token=token).protocol.get(LISTING)


@pytest.mark.parametrize(("scope", "listed"), [("activity:read_all", 30), ("activity:read", 29)])
def test_what_only_its_runner_sees_is_listed_with_the_scope_for_all_activities(
    sandbox: Sandbox, world: World, scope: str, listed: int
) -> None:
    newest = world.outings("strava")[0]
    world.edit(newest.number, is_private=True)
    since = int(world.outings("strava")[30].start.timestamp()) + newest.strava_later_s + 60
    token = strava_tokens(sandbox, ["read", scope])["access_token"]
    found = strava_client(sandbox, token=token).protocol.get(LISTING, after=since, per_page=100)
    assert len(found) == listed
    assert [item["private"] for item in found if item["private"]] == [True] * (listed - 29)


def test_activity_carries_its_shoes(sandbox: Sandbox, world: World) -> None:
    client = logged_in_strava(sandbox)
    newest = client.protocol.get(LISTING, per_page=1)[0]
    assert newest["gear_id"] == "g7000001"
    world.wear(newest["id"] - 11_000_000_000, "tempo")
    assert client.protocol.get(LISTING, per_page=1)[0]["gear_id"] == "g7000002"
    assert client.protocol.get("/activities/{id}", id=newest["id"])["gear_id"] == "g7000002"


@pytest.mark.parametrize("path", ["/gear/g1", "/activities/1", "/nothing"])
def test_unknown_things_are_not_found(sandbox: Sandbox, path: str) -> None:
    with pytest.raises(exc.ObjectNotFound):
        logged_in_strava(sandbox).protocol.get(path)


def test_deauthorizing_ends_everything(sandbox: Sandbox) -> None:
    tokens = strava_tokens(sandbox)
    client = strava_client(sandbox, token=tokens["access_token"])
    client.deauthorize()
    with pytest.raises(exc.AccessUnauthorized):
        client.protocol.get("/athlete")
    with pytest.raises(exc.Fault, match="RefreshToken"):
        refresh(sandbox, tokens["refresh_token"])


class TestLimits:
    @pytest.fixture
    def sandbox(self, world: World) -> Iterator[Sandbox]:
        world.now = datetime(2026, 3, 29, 20, 1, tzinfo=UTC)
        with Sandbox(world, limits=Limits(overall=(6, 20), read=(3, 8))) as sandbox:
            yield sandbox

    def get(self, sandbox: Sandbox, token: str) -> requests.Response:
        return requests.get(
            f"{sandbox.strava_url}/api/v3/athlete", headers={"Authorization": f"Bearer {token}"}, timeout=5
        )

    def test_headers_say_what_is_used(self, sandbox: Sandbox) -> None:
        token = strava_tokens(sandbox)["access_token"]
        self.get(sandbox, token)
        headers = self.get(sandbox, token).headers
        assert headers["X-RateLimit-Limit"] == "6,20"
        assert headers["X-RateLimit-Usage"] == "2,2"
        assert headers["X-ReadRateLimit-Limit"] == "3,8"
        assert headers["X-ReadRateLimit-Usage"] == "2,2"
        rates = get_rates_from_response_headers(dict(headers), "GET")
        assert rates == (2, 2, 3, 8)

    def test_fourth_read_of_the_quarter_is_one_too_many(self, sandbox: Sandbox, world: World) -> None:
        token = strava_tokens(sandbox)["access_token"]
        assert [self.get(sandbox, token).status_code for _ in range(4)] == [200, 200, 200, 429]
        world.now = datetime(2026, 3, 29, 20, 15, tzinfo=UTC)
        reply = self.get(sandbox, token)
        assert reply.status_code == 200
        assert reply.headers["X-ReadRateLimit-Usage"] == "1,5"

    def test_ninth_read_of_the_day_is_one_too_many_until_midnight(self, sandbox: Sandbox, world: World) -> None:
        token = strava_tokens(sandbox)["access_token"]
        statuses = []
        for quarter in range(3):
            world.now = datetime(2026, 3, 29, 20, 15 * quarter, tzinfo=UTC)
            statuses += [self.get(sandbox, token).status_code for _ in range(3)]
        assert statuses == [200] * 8 + [429]
        world.now = datetime(2026, 3, 29, 23, 59, tzinfo=UTC)
        assert self.get(sandbox, token).status_code == 429
        world.now = datetime(2026, 3, 30, 0, 0, tzinfo=UTC)
        assert self.get(sandbox, token).status_code == 200

    def test_library_raises_a_fault_with_the_status(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        for _ in range(3):
            client.protocol.get("/athlete")
        with pytest.raises(exc.Fault, match="Rate Limit Exceeded") as caught:
            client.protocol.get("/athlete")
        assert caught.value.response is not None
        assert caught.value.response.status_code == 429
