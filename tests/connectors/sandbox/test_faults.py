"""What goes wrong on demand, as the real libraries and a plain client see it."""

import threading
from typing import Any

import pytest
import requests
from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)
from stravalib import exc

from connectors.sandbox import Sandbox, World
from connectors.sandbox.faults import FAULTS
from tests.connectors.sandbox.clients import (
    authorize,
    logged_in_garmin,
    logged_in_strava,
    refresh,
    strava_client,
    strava_tokens,
)

LISTING = "/athlete/activities"


class TestStrava:
    @pytest.mark.parametrize(("fault", "status"), [("500", 500), ("503", 503), ("429", 429), ("429-day", 429)])
    def test_status_is_a_fault_of_the_library(self, sandbox: Sandbox, fault: str, status: int) -> None:
        client = logged_in_strava(sandbox)
        sandbox.fail("strava", fault)
        with pytest.raises(exc.Fault) as caught:
            client.protocol.get(LISTING)
        assert caught.value.response is not None
        assert caught.value.response.status_code == status
        sandbox.lift("strava")

    def test_too_many_requests_say_for_how_long(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        usages = []
        for fault in ("429", "429-day"):
            sandbox.fail("strava", fault, times=1)
            with pytest.raises(exc.Fault) as caught:
                client.protocol.get(LISTING)
            assert caught.value.response is not None
            usages.append(caught.value.response.headers["X-ReadRateLimit-Usage"])
        # The quarter is used up and a little of the day; then the day as well.
        assert usages == ["101,1", "102,1001"]

    def test_page_instead_of_json_is_no_json(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        sandbox.fail("strava", "html")
        with pytest.raises(requests.JSONDecodeError):
            client.protocol.get(LISTING)

    def test_service_that_is_down_hangs_up_until_it_is_lifted(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        sandbox.fail("strava", "down")
        for _ in range(2):
            with pytest.raises(requests.ConnectionError):
                client.protocol.get(LISTING)
        sandbox.lift()
        assert client.protocol.get(LISTING)

    def test_service_that_hangs_lets_the_client_wait(self, sandbox: Sandbox) -> None:
        sandbox.fail("strava", "timeout")
        with pytest.raises(requests.Timeout):
            requests.get(f"{sandbox.strava_url}/api/v3/athlete", timeout=0.05)

    def test_inactive_application_is_known_to_the_library(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        sandbox.fail("strava", "application-inactive")
        with pytest.raises(exc.ApplicationInactive):
            client.protocol.get("/athlete")

    def test_revoked_access_takes_both_tokens(self, sandbox: Sandbox) -> None:
        tokens = strava_tokens(sandbox)
        sandbox.fail("strava", "revoked")
        with pytest.raises(exc.AccessUnauthorized):
            strava_client(sandbox, token=tokens["access_token"]).protocol.get("/athlete")
        with pytest.raises(exc.Fault, match="RefreshToken"):
            refresh(sandbox, tokens["refresh_token"])
        assert logged_in_strava(sandbox).protocol.get("/athlete")

    def test_expired_access_leaves_the_refresh_token(self, sandbox: Sandbox) -> None:
        tokens = strava_tokens(sandbox)
        sandbox.fail("strava", "expired")
        with pytest.raises(exc.AccessUnauthorized):
            strava_client(sandbox, token=tokens["access_token"]).protocol.get("/athlete")
        assert refresh(sandbox, tokens["refresh_token"])["access_token"]

    def test_box_that_was_not_ticked_is_missing_from_the_scope(self, sandbox: Sandbox) -> None:
        sandbox.fail("strava", "missing-scope", times=1)
        answer = authorize(sandbox)
        assert answer["scope"] == "profile:read_all,read"
        assert "code" in answer

    def test_scope_can_be_taken_back_later(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        sandbox.fail("strava", "missing-scope")
        with pytest.raises(exc.AccessUnauthorized, match="missing"):
            client.protocol.get(LISTING)
        assert client.protocol.get("/athlete")

    def test_refusal_comes_back_as_an_error(self, sandbox: Sandbox) -> None:
        sandbox.fail("strava", "denied")
        assert authorize(sandbox) == {"error": "access_denied", "state": "planted-state"}

    def test_listing_is_spoilt_in_the_way_that_was_asked_for(self, sandbox: Sandbox) -> None:
        client = logged_in_strava(sandbox)
        check_spoilt_listing(sandbox, "strava", lambda: client.protocol.get(LISTING, per_page=3), "average_heartrate")


class TestGarmin:
    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ("500", GarminConnectConnectionError),
            ("503", GarminConnectConnectionError),
            ("429", GarminConnectTooManyRequestsError),
            ("down", GarminConnectConnectionError),
            ("html", GarminConnectConnectionError),
            ("revoked", GarminConnectAuthenticationError),
        ],
    )
    def test_fault_is_what_the_library_makes_of_the_real_one(
        self, sandbox: Sandbox, fault: str, error: type[Exception]
    ) -> None:
        garmin = logged_in_garmin(sandbox)
        sandbox.fail("garmin", fault)
        with pytest.raises(error) as caught:
            garmin.get_activities(0, 1)
        assert type(caught.value) is error

    def test_one_address_can_fail_alone(self, sandbox: Sandbox) -> None:
        garmin = logged_in_garmin(sandbox)
        sandbox.fail("garmin", "503", path="/gear-service/")
        with pytest.raises(GarminConnectConnectionError):
            garmin.get_gear(str(garmin.profile_id))
        assert garmin.get_activities(0, 1)

    def test_one_service_fails_alone(self, sandbox: Sandbox) -> None:
        strava = logged_in_strava(sandbox)
        sandbox.fail("garmin", "down")
        assert strava.protocol.get(LISTING)

    def test_listing_is_spoilt_in_the_way_that_was_asked_for(self, sandbox: Sandbox) -> None:
        garmin = logged_in_garmin(sandbox)
        check_spoilt_listing(sandbox, "garmin", lambda: garmin.get_activities(0, 3), "averageHR")

    def test_nulls_are_in_mornings_and_gear_as_well(self, sandbox: Sandbox) -> None:
        garmin = logged_in_garmin(sandbox)
        sandbox.fail("garmin", "null-fields")
        assert garmin.get_rhr_daily("2026-03-01", "2026-03-05") == []
        gear: Any = garmin.get_gear(str(garmin.profile_id))
        assert [g["displayName"] for g in gear] == [None, None]
        assert [g["customMakeModel"] for g in gear] == ["Fellrunner Harrier", "Fellrunner Kestrel"]


def check_spoilt_listing(sandbox: Sandbox, service: str, listing: Any, heart_rate: str) -> None:
    good = listing()
    assert len(good) == 3

    sandbox.fail(service, "empty-listing", times=1)
    assert listing() == []

    sandbox.fail(service, "bad-activity", times=1)
    assert [a["distance"] for a in listing()] == ["far", good[1]["distance"], good[2]["distance"]]

    sandbox.fail(service, "null-fields", times=1)
    assert [a[heart_rate] for a in listing()] == [None, None, None]

    sandbox.fail(service, "unknown-fields", times=1)
    assert [set(a) - set(good[0]) != set() for a in listing()] == [True, True, True]

    assert listing() == good


class TestControl:
    @pytest.fixture
    def url(self, sandbox: Sandbox) -> str:
        return sandbox.control_url

    def test_fault_strikes_so_many_times(self, sandbox: Sandbox, url: str) -> None:
        client = logged_in_strava(sandbox)
        answer = requests.post(f"{url}/faults", json={"service": "strava", "fault": "500", "times": 2}, timeout=5)
        assert answer.json() == {"faults": [{"service": "strava", "fault": "500", "times": 2, "path": "/"}]}
        for _ in range(2):
            with pytest.raises(exc.Fault):
                client.protocol.get(LISTING)
        assert client.protocol.get(LISTING)
        assert requests.get(f"{url}/faults", timeout=5).json() == {"faults": []}

    def test_faults_are_lifted_by_service_and_together(self, url: str) -> None:
        for service in ("strava", "garmin"):
            requests.post(f"{url}/faults", json={"service": service, "fault": "down"}, timeout=5)
        left = requests.delete(f"{url}/faults", params={"service": "strava"}, timeout=5).json()["faults"]
        assert [fault["service"] for fault in left] == ["garmin"]
        assert requests.delete(f"{url}/faults", timeout=5).json() == {"faults": []}

    def test_revoking_is_done_at_once_and_is_no_fault_in_force(self, sandbox: Sandbox, url: str) -> None:
        garmin = logged_in_garmin(sandbox)
        answer = requests.post(f"{url}/faults", json={"service": "garmin", "fault": "revoked"}, timeout=5)
        assert answer.json() == {"faults": []}
        with pytest.raises(GarminConnectAuthenticationError):
            garmin.get_activities(0, 1)

    @pytest.mark.parametrize(
        "sent",
        [{"service": "strava", "fault": "gremlins"}, {"service": "polar", "fault": "down"}, {"service": "strava"}],
    )
    def test_nonsense_is_refused(self, url: str, sent: dict[str, str]) -> None:
        assert requests.post(f"{url}/faults", json=sent, timeout=5).status_code == 400

    def test_clock_can_be_set_and_read(self, world: World, url: str) -> None:
        answer = requests.post(f"{url}/clock", json={"now": "2026-02-01T12:00:00+01:00"}, timeout=5)
        assert answer.json() == {"now": "2026-02-01T11:00:00+00:00"}
        assert world.now.isoformat() == "2026-02-01T11:00:00+00:00"
        assert requests.get(f"{url}/clock", timeout=5).json() == answer.json()

    @pytest.mark.parametrize("now", ["yesterday", "2026-02-01T12:00:00", 7.5])
    def test_clock_wants_a_time_with_its_offset(self, url: str, now: str | float) -> None:
        assert requests.post(f"{url}/clock", json={"now": now}, timeout=5).status_code == 400

    def test_requests_and_logins_are_counted_from_zero(self, sandbox: Sandbox, url: str) -> None:
        logged_in_garmin(sandbox)
        counts = requests.get(f"{url}/requests", timeout=5).json()
        assert counts["logins"] == {"strava": 0, "garmin": 1, "intervals": 0}
        assert counts["garmin"]["POST /mobile/api/login"] == 1
        nobody = {"strava": 0, "garmin": 0, "intervals": 0}
        empty = {"strava": {}, "garmin": {}, "intervals": {}, "logins": nobody}
        assert requests.delete(f"{url}/requests", timeout=5).json() == empty
        assert requests.get(f"{sandbox.garmin_url}/sandbox/requests", timeout=5).json() == empty

    def test_unknown_address_is_not_found(self, url: str) -> None:
        assert requests.get(f"{url}/nothing", timeout=5).status_code == 404


def test_every_fault_has_an_explanation() -> None:
    assert all(explanation for explanation in FAULTS.values())


def test_stopping_lets_go_of_what_is_held(world: World) -> None:
    errors: list[Exception] = []

    def wait(url: str) -> None:
        try:
            requests.get(f"{url}/api/v3/athlete", timeout=10)
        except requests.RequestException as error:
            errors.append(error)

    with Sandbox(world) as sandbox:
        sandbox.fail("strava", "timeout")
        thread = threading.Thread(target=wait, args=(sandbox.strava_url,))
        thread.start()
        while not sandbox.requests("strava"):
            pass
    thread.join(timeout=5)
    assert [type(error) for error in errors] == [requests.ConnectionError]
