"""garminconnect itself against the sandbox."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from garminconnect import (
    Garmin,
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectNotFoundError,
    GarminConnectTooManyRequestsError,
)

from connectors.sandbox import MFA_CODE, Sandbox, World
from tests.connectors.sandbox.clients import garmin_client, logged_in_garmin


@pytest.fixture
def garmin(sandbox: Sandbox) -> Garmin:
    garmin = logged_in_garmin(sandbox)
    sandbox.reset_requests()
    return garmin


class TestLogin:
    def test_password_is_enough_without_mfa(self, sandbox: Sandbox) -> None:
        garmin = logged_in_garmin(sandbox)
        assert (garmin.display_name, garmin.profile_id, garmin.unit_system) == ("robin.sandbox", 90_909_090, "metric")
        assert sandbox.logins("garmin") == 1
        assert sandbox.requests("garmin")["POST /mobile/api/login"] == 1

    def test_code_is_asked_for_and_finishes_the_login(self, world: World) -> None:
        with Sandbox(world, mfa_code=MFA_CODE) as sandbox:
            garmin = garmin_client(sandbox, email=sandbox.email, password=sandbox.password, return_on_mfa=True)
            needed, state = garmin.login()
            assert needed == "needs_mfa"
            garmin.resume_login(state, MFA_CODE)
            assert garmin.display_name == "robin.sandbox"
            assert len(garmin.get_activities(0, 5)) == 5

    def test_code_can_be_brought_by_another_process(self, world: World) -> None:
        with Sandbox(world, mfa_code=MFA_CODE) as sandbox:
            first = garmin_client(sandbox, email=sandbox.email, password=sandbox.password, return_on_mfa=True)
            state = json.loads(json.dumps(first.login()[1]))
            other = garmin_client(sandbox)
            other.resume_login(state, MFA_CODE)
            assert other.display_name == "robin.sandbox"

    def test_code_can_be_asked_for_by_a_callback(self, world: World) -> None:
        with Sandbox(world, mfa_code=MFA_CODE) as sandbox:
            garmin = garmin_client(sandbox, email=sandbox.email, password=sandbox.password, prompt_mfa=lambda: MFA_CODE)
            garmin.login()
            assert garmin.display_name == "robin.sandbox"

    def test_wrong_code_is_refused_and_the_right_one_still_good(self, world: World) -> None:
        with Sandbox(world, mfa_code=MFA_CODE) as sandbox:
            garmin = garmin_client(sandbox, email=sandbox.email, password=sandbox.password, return_on_mfa=True)
            _, state = garmin.login()
            with pytest.raises(GarminConnectAuthenticationError, match="MFA_CODE_INVALID"):
                garmin.resume_login(state, "000000")
            garmin.resume_login(state, MFA_CODE)
            assert garmin.display_name == "robin.sandbox"

    @pytest.mark.parametrize(("email", "password"), [("robin@sandbox.example", "wrong"), ("who@sandbox.example", "x")])
    def test_wrong_password_is_refused_at_the_first_attempt(self, sandbox: Sandbox, email: str, password: str) -> None:
        with pytest.raises(GarminConnectAuthenticationError, match="Invalid Username or Password"):
            garmin_client(sandbox, email=email, password=password).login()
        assert sandbox.logins("garmin") == 1

    def test_blocked_login_is_too_many_requests(self, sandbox: Sandbox) -> None:
        sandbox.fail("garmin", "login-blocked")
        with pytest.raises(GarminConnectTooManyRequestsError):
            logged_in_garmin(sandbox)
        # All strategies were turned away at the page: no password was sent.
        assert sandbox.logins("garmin") == 0

    def test_login_without_the_page_is_taken_for_a_robot(self, sandbox: Sandbox) -> None:
        garmin = garmin_client(sandbox)
        reply = garmin.client.cs.post(
            f"{sandbox.garmin_url}/mobile/api/login",
            json={"username": sandbox.email, "password": sandbox.password},
            timeout=5,
        )
        assert reply.status_code == 429


class TestTokens:
    def test_saved_tokens_need_no_login(self, sandbox: Sandbox, garmin: Garmin) -> None:
        saved = garmin.client.dumps()
        other = garmin_client(sandbox)
        other.client.loads(saved)
        assert other.connectapi("/userprofile-service/socialProfile")["displayName"] == "robin.sandbox"
        assert sandbox.logins("garmin") == 0

    def test_expired_token_is_refreshed_once_and_rotates(self, sandbox: Sandbox, garmin: Garmin) -> None:
        before = json.loads(garmin.client.dumps())
        sandbox.fail("garmin", "expired")
        garmin.get_activities(0, 1)
        garmin.get_activities(0, 1)
        after = json.loads(garmin.client.dumps())
        assert before["di_refresh_token"] != after["di_refresh_token"]
        assert before["di_token"] != after["di_token"]
        assert sandbox.requests("garmin")["POST /di-oauth2-service/oauth/token"] == 1
        # The one before is dead.
        other = garmin_client(sandbox)
        other.client.loads(json.dumps(before))
        sandbox.fail("garmin", "expired")
        with pytest.raises(GarminConnectAuthenticationError):
            other.get_activities(0, 1)

    def test_token_of_less_than_fifteen_minutes_is_refreshed_ahead(self, sandbox: Sandbox) -> None:
        sandbox.shorten_garmin_tokens(899)
        garmin = logged_in_garmin(sandbox)
        sandbox.reset_requests()
        sandbox.shorten_garmin_tokens(3600)
        garmin.get_activities(0, 1)
        garmin.get_activities(0, 1)
        assert sandbox.requests("garmin") == {
            "POST /di-oauth2-service/oauth/token": 1,
            "GET /activitylist-service/activities/search/activities": 2,
        }

    def test_clock_of_the_sandbox_leaves_tokens_alone(self, sandbox: Sandbox, garmin: Garmin, world: World) -> None:
        world.now += timedelta(days=3)
        garmin.get_activities(0, 1)
        assert sandbox.requests("garmin") == {"GET /activitylist-service/activities/search/activities": 1}

    def test_revoked_tokens_need_a_person(self, sandbox: Sandbox, garmin: Garmin) -> None:
        sandbox.fail("garmin", "revoked")
        with pytest.raises(GarminConnectAuthenticationError):
            garmin.get_activities(0, 1)
        assert sandbox.logins("garmin") == 0
        assert logged_in_garmin(sandbox).display_name == "robin.sandbox"


class TestActivities:
    def test_listing_is_the_newest_first(self, garmin: Garmin) -> None:
        listed = activities(garmin)
        assert len(listed) == garmin.count_activities() == 156
        starts = [a["startTimeGMT"] for a in listed]
        assert starts == sorted(starts, reverse=True)

    def test_pages_follow_each_other(self, garmin: Garmin) -> None:
        ids = [a["activityId"] for start in (0, 100, 200) for a in listed(garmin.get_activities(start, 100))]
        assert ids == [a["activityId"] for a in activities(garmin)]

    def test_run_is_told_as_the_watch_has_it(self, garmin: Garmin, world: World) -> None:
        race = next(o for o in world.all_outings() if o.is_race)
        told = next(a for a in activities(garmin) if a["eventType"]["typeKey"] == "race")
        assert told["activityId"] == 19_000_000_000 + race.number
        assert told["distance"] == 21_180.0
        # In winter Amsterdam is an hour ahead of UTC.
        local, utc = (datetime.fromisoformat(told[name]) for name in ("startTimeLocal", "startTimeGMT"))
        assert local - utc == timedelta(hours=1)
        assert local == race.start.replace(tzinfo=None)
        assert told["activityType"]["typeKey"] == "running"
        assert told["averageRunningCadenceInStepsPerMinute"] == race.average_cadence_spm
        assert garmin.get_activity(str(told["activityId"]))["summaryDTO"]["distance"] == 21_180.0
        assert told["elevationGain"] == race.climb_m

    def test_zones_are_all_of_the_moving_time(self, garmin: Garmin, world: World) -> None:
        race = next(o for o in world.all_outings() if o.is_race)
        told = next(a for a in activities(garmin) if a["eventType"]["typeKey"] == "race")
        assert sum(told[f"hrTimeInZone_{zone}"] for zone in range(1, 6)) == race.moving_s
        assert told["hrTimeInZone_4"] + told["hrTimeInZone_5"] == race.hard_s == race.moving_s * 85 // 100
        world.edit(race.number, hard_s=None)
        told = next(a for a in activities(garmin) if a["eventType"]["typeKey"] == "race")
        assert not [name for name in told if name.startswith("hrTimeInZone")]

    def test_library_finds_a_span_of_days_and_a_type(self, garmin: Garmin) -> None:
        listed = garmin.get_activities_by_date("2026-02-10", "2026-02-13", sortorder="asc")
        # Days 23 to 26: a run, a ride, a run.
        assert [(a["startTimeLocal"][:10], a["distance"]) for a in listed] == [
            ("2026-02-10", 8_030.0),
            ("2026-02-11", 21_400.0),
            ("2026-02-12", 8_020.0),
        ]
        only = garmin.get_activities_by_date("2026-02-10", "2026-02-13", activitytype="cycling")
        assert [a["distance"] for a in only] == [21_400.0]

    def test_unknown_activity_is_not_found(self, garmin: Garmin) -> None:
        with pytest.raises(GarminConnectNotFoundError):
            garmin.get_activity("1")

    def test_page_of_more_than_a_thousand_is_refused(self, garmin: Garmin) -> None:
        with pytest.raises(GarminConnectConnectionError, match="400"):
            garmin.connectapi(garmin.garmin_connect_activities, params={"start": 0, "limit": 1001})


class TestGear:
    def test_gear_has_its_totals_and_its_activities(self, garmin: Garmin, world: World) -> None:
        world.edit_pair("tempo", retired=True, limit_m=400_000)
        daily, tempo = gear_of(garmin)
        assert (daily["displayName"], daily["gearStatusName"], daily["maximumMeters"]) == ("Harrier 3", "active", 0)
        assert (tempo["displayName"], tempo["gearStatusName"], tempo["maximumMeters"]) == (
            "Kestrel",
            "retired",
            400_000,
        )
        assert daily["gearTypeName"] == "Shoes"
        # 702,580 on day 47; days 49, 51, 55, 56, 66, 70: 10,040 + 8,020 + 7,040 + 20,420 + 6,030 + 13,040 = 64,590.
        assert garmin.get_gear_stats(daily["uuid"])["totalDistance"] == 767_170
        worn = garmin.get_gear_activities(daily["uuid"])
        assert garmin.get_gear_stats(daily["uuid"])["totalActivities"] == len(worn)
        assert worn[0]["distance"] == 13_040

    def test_activity_knows_its_gear_and_may_change_it(self, garmin: Garmin, world: World) -> None:
        newest = activities(garmin)[0]["activityId"]
        assert [g["displayName"] for g in listed(garmin.get_activity_gear(newest))] == ["Harrier 3"]
        world.wear(newest - 19_000_000_000, None)
        assert listed(garmin.get_activity_gear(newest)) == []
        daily = gear_of(garmin)[0]
        # Without the 13,040 of the last day.
        assert garmin.get_gear_stats(daily["uuid"])["totalDistance"] == 754_130

    def test_gear_of_somebody_else_is_forbidden(self, garmin: Garmin) -> None:
        with pytest.raises(GarminConnectConnectionError, match="403"):
            garmin.get_gear("1")


class TestDays:
    def test_resting_heart_rates_come_in_one_request(self, garmin: Garmin, sandbox: Sandbox) -> None:
        raw = garmin.connectapi(
            f"{garmin.garmin_connect_rhr_url}/{garmin.display_name}",
            params={"fromDate": "2026-02-12", "untilDate": "2026-03-29", "metricId": 60},
        )
        values = raw["allMetrics"]["metricsMap"]["WELLNESS_RESTING_HEART_RATE"]
        assert len(values) == 46
        # Day 25, the 12th of February: the watch was not worn.
        assert values[0] == {"calendarDate": "2026-02-12", "value": None}
        ill = garmin.get_rhr_daily("2026-02-26", "2026-03-01")
        assert [day["value"] for day in ill] == [59, 60, 58, 56]
        assert sum(sandbox.requests("garmin").values()) == 2

    def test_stress_comes_beside_them_in_the_same_request(self, garmin: Garmin, sandbox: Sandbox, world: World) -> None:
        raw = garmin.connectapi(
            f"{garmin.garmin_connect_rhr_url}/{garmin.display_name}",
            params={"fromDate": "2026-02-26", "untilDate": "2026-03-01", "metricId": [60, 63]},
        )
        metrics = raw["allMetrics"]["metricsMap"]
        assert [day["value"] for day in metrics["WELLNESS_RESTING_HEART_RATE"]] == [59, 60, 58, 56]
        # Days 39 to 42, raised by 8, 10, 9 and 7: 28 and twice as much, give or take 4.
        scores = [day["value"] for day in metrics["WELLNESS_AVERAGE_STRESS"]]
        assert [abs(score - usual) <= 4 for score, usual in zip(scores, (44, 48, 46, 42), strict=True)] == [True] * 4
        assert garmin.get_user_summary("2026-02-26")["averageStressLevel"] == scores[0]
        assert sum(sandbox.requests("garmin").values()) == 2

    def test_morning_is_not_there_before_it_has_come(self, garmin: Garmin, world: World) -> None:
        world.now = datetime(2026, 2, 27, 5, 29, tzinfo=UTC)
        assert [day["value"] for day in garmin.get_rhr_daily("2026-02-26", "2026-03-01")] == [59]
        world.now = datetime(2026, 2, 27, 5, 30, tzinfo=UTC)
        assert [day["value"] for day in garmin.get_rhr_daily("2026-02-26", "2026-03-01")] == [59, 60]

    def test_nights_come_by_the_range_and_by_the_day(self, garmin: Garmin, sandbox: Sandbox, world: World) -> None:
        nights = garmin.get_sleep_daily("2026-03-01", "2026-03-29")
        assert len(nights) == 28  # but for day 61, the 20th
        # 29 days are two requests: the service gives 28 at most.
        assert sum(sandbox.requests("garmin").values()) == 2
        asleep_s = nights[-1]["values"]["totalSleepTimeInSeconds"]
        assert garmin.get_sleep_data("2026-03-29")["dailySleepDTO"]["sleepTimeSeconds"] == asleep_s
        last = END_OF_SEASON.date()
        assert [m.asleep_s for m in world.mornings(last, last)] == [asleep_s]

    def test_span_that_is_too_long_is_refused(self, garmin: Garmin) -> None:
        with pytest.raises(GarminConnectConnectionError, match="400"):
            garmin.connectapi("/sleep-service/stats/sleep/daily/2026-03-01/2026-03-29")

    def test_variability_comes_by_the_range_and_by_the_day(self, garmin: Garmin) -> None:
        days = garmin.get_hrv_data_range("2026-03-14", "2026-03-29")
        assert days is not None
        assert len(days["hrvSummaries"]) == 15
        one = garmin.get_hrv_data("2026-03-29")
        assert one is not None
        assert one["hrvSummary"] == days["hrvSummaries"][-1]
        assert one["hrvSummary"]["baseline"]["balancedLow"] == 52
        assert one["hrvSummary"]["status"] == "BALANCED"
        # A night without the watch: 204, which the library turns into an empty object.
        assert garmin.get_hrv_data("2026-03-20") == {}

    def test_illness_puts_variability_out_of_balance(self, garmin: Garmin) -> None:
        # The week that ends on day 42, the 1st of March: three nights of about 60, then 44, 40, 42 and 46, give or take
        # 4. Their mean is about (180 + 172) / 7 = 50, below the 52 where balance begins.
        assert [self.status(garmin, day) for day in ("2026-02-25", "2026-03-01")] == ["BALANCED", "UNBALANCED"]

    def status(self, garmin: Garmin, day: str) -> str:
        told = garmin.get_hrv_data(day)
        assert told is not None
        return str(told["hrvSummary"]["status"])

    def test_summaries_come_by_the_range_and_by_the_day(self, garmin: Garmin) -> None:
        days = garmin.get_daily_summaries("2026-02-26", "2026-03-01")["data"]
        assert [day["restingHeartRate"] for day in days] == [59, 60, 58, 56]
        assert garmin.get_user_summary("2026-02-27")["restingHeartRate"] == 60
        assert garmin.get_training_readiness("2026-02-27")[0]["calendarDate"] == "2026-02-27"

    def test_calendar_has_what_is_planned_and_what_was_done(self, garmin: Garmin) -> None:
        items = garmin.get_scheduled_workouts(2026, 2)["calendarItems"]
        planned = [(i["itemType"], i["date"]) for i in items if i["itemType"] != "activity"]
        assert sorted(planned) == [
            ("race", "2026-02-01"),
            ("workout", "2026-02-08"),
            ("workout", "2026-02-15"),
            ("workout", "2026-02-22"),
        ]
        assert {i["id"] for i in items if i["itemType"] == "activity" and i["date"] == "2026-02-01"} == {
            a["activityId"] for a in activities(garmin) if a["startTimeLocal"].startswith("2026-02-01")
        }
        [race] = [i for i in items if i["itemType"] == "race"]
        assert race["completionTarget"] == {"value": 21_098.0, "unit": "meter", "unitType": "distance"}
        assert (race["isRace"], race["sportTypeKey"], race["activityTypeId"], race["distance"]) == (True, None, 1, None)
        assert [i["date"] for i in garmin.get_scheduled_workouts(2026, 4)["calendarItems"]] == [
            "2026-04-05",
            "2026-04-12",
            "2026-04-19",
        ]


END_OF_SEASON = datetime(2026, 3, 29, 20, 0, tzinfo=UTC)


def activities(garmin: Garmin) -> list[dict[str, Any]]:
    return listed(garmin.get_activities(0, 1000))


def gear_of(garmin: Garmin) -> list[dict[str, Any]]:
    return listed(garmin.get_gear(str(garmin.profile_id)))


def listed(answer: Any) -> list[dict[str, Any]]:
    assert isinstance(answer, list)
    return answer
