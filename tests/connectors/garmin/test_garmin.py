import contextlib
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from connectors.base import Ask, LoginNeeded, RateLimited, SourceUnavailable
from connectors.garmin import Garmin, Settings
from connectors.garmin.client import open_library
from connectors.sandbox import Morning, Sandbox, World
from connectors.sandbox.garmin_days import DISPLAY_NAME, PROFILE_ID
from connectors.sandbox.loopback import Loopback, Reply, html_reply, json_reply
from rules.records import Sport
from tests.connectors.logins import log_in_to_garmin
from tests.connectors.worlds import NEW, NOW, MemoryKeep, daily_world, small_world

LIST = "GET /activitylist-service/activities/search/activities"
REFRESH = "POST /di-oauth2-service/oauth/token"
TODAY = NOW.date()


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def keep(sandbox: Sandbox) -> MemoryKeep:
    keep = MemoryKeep()
    log_in_to_garmin(sandbox, keep)
    sandbox.reset_requests()
    return keep


@pytest.fixture
def garmin(sandbox: Sandbox, world: World, keep: MemoryKeep) -> Garmin:
    return Garmin(Settings(base_url=sandbox.garmin_url), keep, lambda: world.now)


def _requests(sandbox: Sandbox) -> int:
    return sum(sandbox.requests("garmin").values())


def test_limit_of_the_runner_comes_with_the_shoe(garmin: Garmin) -> None:
    (batch,) = garmin.pull(Ask(activities=False, shoes=True))
    assert {s.name: s.limit_m for s in batch.shoes or ()} == {"Old ones": None, "New ones": 650_000}


def test_shoe_that_was_worn_a_thousand_times_names_all_of_them() -> None:
    with Sandbox(daily_world(1001)) as sandbox:
        keep = MemoryKeep()
        log_in_to_garmin(sandbox, keep)
        sandbox.reset_requests()
        garmin = Garmin(Settings(base_url=sandbox.garmin_url), keep, lambda: NOW)
        (batch,) = garmin.pull(Ask(activities=False, shoes=True))
        assert len(batch.gear_of or {}) == 1001
        # The list, the total, and two pages of a thousand and of one.
        assert _requests(sandbox) == 4


def test_shoe_that_is_not_there_is_not_listed(garmin: Garmin, world: World) -> None:
    (batch,) = garmin.pull(Ask(activities=False, shoes=True))
    assert len(batch.shoes or ()) == 2
    # Not there yet on the day before it was bought.
    world.edit_pair(NEW, first_day=date(2024, 6, 1))
    (batch,) = garmin.pull(Ask(activities=False, shoes=True))
    assert [s.name for s in batch.shoes or ()] == ["Old ones"]


@pytest.mark.parametrize(
    ("days", "requests"),
    [
        # One for the resting heart rates and the stress; for sleep and for variability one each 28 days.
        (3, 3),
        (28, 3),
        (31, 5),
        (56, 5),
        (71, 7),
    ],
)
def test_ten_weeks_of_mornings_cost_seven_requests_at_most(
    garmin: Garmin, sandbox: Sandbox, world: World, days: int, requests: int
) -> None:
    for back in range(days):
        world.edit_morning(Morning(day=TODAY - timedelta(days=back), resting_heart_rate_bpm=50))
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY - timedelta(days=days - 1), TODAY)))
    assert len(batch.mornings) == days
    assert _requests(sandbox) == requests


def test_mornings_carry_all_values(garmin: Garmin) -> None:
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY, TODAY)))
    (morning,) = batch.mornings
    # The thirty-fifth morning, number 34: 50 + 34 mod 3 = 51.
    assert (morning.day, morning.resting_heart_rate_bpm) == (TODAY, 51)
    assert (morning.asleep_s, morning.heart_rate_variability_ms) == (27_000, 60)
    assert morning.heart_rate_variability_low is False
    # Of the day before, number 33: 20 + 33.
    assert morning.stress_score == 53


def test_first_morning_has_the_stress_of_a_day_that_was_not_asked_for(garmin: Garmin) -> None:
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY - timedelta(days=2), TODAY)))
    assert [(m.day, m.stress_score) for m in batch.mornings] == [
        (date(2024, 5, 18), 51),
        (date(2024, 5, 19), 52),
        (date(2024, 5, 20), 53),
    ]


def test_day_without_the_watch_leaves_the_morning_after_without_stress(garmin: Garmin, world: World) -> None:
    world.edit_morning(Morning(day=TODAY - timedelta(days=1)))
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY - timedelta(days=1), TODAY)))
    assert [(m.day, m.stress_score) for m in batch.mornings] == [(TODAY, None)]


@pytest.mark.parametrize(
    ("nights_ms", "low"),
    [
        # The mean of seven nights, beside a range from 52 to 70: 60, 51, 48 and 71.
        ([60] * 7, False),
        ([51] * 7, True),
        ([48] * 7, True),
        ([71] * 7, False),
    ],
)
def test_verdict_on_variability_is_that_of_the_watch(
    garmin: Garmin, world: World, nights_ms: list[int], low: bool
) -> None:
    for back, night_ms in enumerate(nights_ms):
        world.edit_morning(Morning(day=TODAY - timedelta(days=back), heart_rate_variability_ms=night_ms))
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY, TODAY)))
    assert [m.heart_rate_variability_low for m in batch.mornings] == [low]


def test_morning_that_is_not_there_yet_is_no_row(garmin: Garmin, world: World) -> None:
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY + timedelta(days=1), TODAY + timedelta(days=2))))
    assert batch.mornings == ()


def test_null_metrics_are_unknown(garmin: Garmin, sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "null-fields")
    (batch,) = garmin.pull(Ask(activities=False, mornings=(TODAY, TODAY)))
    assert [(m.resting_heart_rate_bpm, m.stress_score) for m in batch.mornings] == [(None, None)]


@pytest.mark.parametrize("answer", [{}, {"allMetrics": None}, {"allMetrics": {"metricsMap": {}}}])
def test_watch_that_measures_neither_has_no_metrics(keep: MemoryKeep, answer: object) -> None:
    server = Loopback(lambda request: json_reply(answer if "userstats" in request.path else {}))
    server.start()
    (batch,) = Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(
        Ask(activities=False, mornings=(TODAY, TODAY))
    )
    server.stop()
    assert (batch.mornings, batch.quarantined) == ((), ())


def test_metrics_that_are_no_list_are_a_source_error(keep: MemoryKeep) -> None:
    answer = {"allMetrics": {"metricsMap": {"WELLNESS_AVERAGE_STRESS": "high"}}}
    server = Loopback(lambda request: json_reply(answer))
    server.start()
    with pytest.raises(SourceUnavailable):
        list(
            Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(
                Ask(activities=False, mornings=(TODAY, TODAY))
            )
        )
    server.stop()


def test_calendar_costs_a_request_a_month(garmin: Garmin, sandbox: Sandbox) -> None:
    (batch,) = garmin.pull(Ask(activities=False, planned=(TODAY, date(2024, 6, 10))))
    assert [
        (p.day, p.title, p.sport, p.distance_m, p.duration_s, p.is_race, p.is_changed) for p in batch.planned or ()
    ] == [
        (date(2024, 5, 22), "Tempo", Sport.RUN, 11_000, 3600, False, False),
        (date(2024, 6, 2), "Half", Sport.RUN, 21_098, None, True, False),
    ]
    assert _requests(sandbox) == 2


def test_what_came_before_a_failure_is_already_given(garmin: Garmin, sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "503", path="/sleep-service")
    pull = garmin.pull(Ask(shoes=True, mornings=(TODAY, TODAY)))
    assert next(pull).activities
    assert next(pull).shoes
    with pytest.raises(SourceUnavailable):
        next(pull)


def test_tokens_that_end_soon_are_refreshed_at_the_same_address(
    sandbox: Sandbox, world: World, keep: MemoryKeep
) -> None:
    # The library refreshes when less than 900 s are left.
    sandbox.shorten_garmin_tokens(600)
    log_in_to_garmin(sandbox, keep)
    before = keep.get("tokens")
    sandbox.reset_requests()
    assert list(Garmin(Settings(base_url=sandbox.garmin_url), keep, lambda: world.now).pull(Ask()))
    assert sandbox.requests("garmin") == {REFRESH: 1, LIST: 1}
    assert keep.get("tokens") != before


def test_tokens_are_kept_in_the_end_when_it_failed_at_first(sandbox: Sandbox, world: World, keep: MemoryKeep) -> None:
    # The library swallows what goes wrong when it tells of new tokens.
    class BusyAtFirst(MemoryKeep):
        tries = 0

        def put(self, name: str, value: dict[str, Any]) -> None:
            self.tries += 1
            if self.tries == 1:
                raise OSError("the database is locked")
            super().put(name, value)

    old = keep.get("tokens") or {}
    busy = BusyAtFirst()
    busy.tries = -1
    busy.put("tokens", old)
    sandbox.fail("garmin", "expired")
    assert list(Garmin(Settings(base_url=sandbox.garmin_url), busy, lambda: world.now).pull(Ask()))
    assert busy.tries == 2
    assert busy.get("tokens") != old


@pytest.mark.parametrize("fault", ["500", "503", "html", "down"])
def test_outage_of_the_refresh_is_no_dead_login(garmin: Garmin, sandbox: Sandbox, keep: MemoryKeep, fault: str) -> None:
    before = keep.get("tokens")
    sandbox.fail("garmin", "expired")
    sandbox.fail("garmin", fault, path="/di-oauth2-service")
    with pytest.raises(SourceUnavailable):
        list(garmin.pull(Ask()))
    assert keep.get("tokens") == before
    sandbox.lift()
    assert list(garmin.pull(Ask()))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (html_reply("<html></html>", status=403), SourceUnavailable),
        (json_reply({"error": "invalid_grant"}, status=400), LoginNeeded),
        (html_reply("", status=401), LoginNeeded),
    ],
)
def test_page_of_a_firewall_instead_of_tokens_is_no_dead_login(
    keep: MemoryKeep, answer: Reply, said: type[Exception]
) -> None:
    server = Loopback(lambda request: answer if request.method == "POST" else json_reply({}, status=401))
    server.start()
    with pytest.raises(said):
        list(Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(Ask()))
    server.stop()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_reply({"a": 1}), SourceUnavailable),
        (json_reply({"message": "Forbidden"}, status=403), LoginNeeded),
        (html_reply("<html></html>", status=403), SourceUnavailable),
        (json_reply({}, status=404), SourceUnavailable),
    ],
)
def test_answer_that_nobody_expects_is_a_source_error(keep: MemoryKeep, answer: Reply, said: type[Exception]) -> None:
    server = Loopback(lambda request: answer)
    server.start()
    with pytest.raises(said):
        list(Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(Ask()))
    server.stop()


def test_refusal_that_says_how_long_is_taken_at_its_word(keep: MemoryKeep) -> None:
    server = Loopback(lambda request: json_reply({}, status=429, headers={"Retry-After": "90"}))
    server.start()
    with pytest.raises(RateLimited) as caught:
        list(Garmin(Settings(base_url=server.url), keep, lambda: NOW).pull(Ask()))
    server.stop()
    assert caught.value.retry_at == NOW + timedelta(seconds=90)


def test_refused_refresh_for_too_many_requests_is_no_dead_login(garmin: Garmin, sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "expired")
    sandbox.fail("garmin", "429", path="/di-oauth2-service")
    with pytest.raises(RateLimited) as caught:
        list(garmin.pull(Ask()))
    assert caught.value.retry_at == NOW + timedelta(hours=1)


def test_refusal_lasts_an_hour_unless_garmin_says_otherwise(garmin: Garmin, sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "429")
    with pytest.raises(RateLimited) as caught:
        list(garmin.pull(Ask()))
    assert caught.value.retry_at == NOW + timedelta(hours=1)


def test_revoked_tokens_cost_no_login(garmin: Garmin, sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "revoked")
    with pytest.raises(LoginNeeded):
        list(garmin.pull(Ask()))
    # The list with the dead token, the refresh, and the list once more.
    assert sandbox.requests("garmin") == {LIST: 2, REFRESH: 1}
    assert sandbox.logins("garmin") == 0


def test_no_address_of_garmin_is_left_when_another_one_is_set() -> None:
    base_url = "http://127.0.0.1:9"
    _, client = open_library(Settings(base_url=base_url), timeout_s=1, keep_tokens=lambda: None)
    addresses = [v for v in vars(client).values() if isinstance(v, str) and "://" in v]
    assert len(addresses) == 7
    assert all(a.startswith(base_url) for a in addresses)


def test_addresses_are_garmins_own_unless_one_is_set() -> None:
    _, client = open_library(Settings(), timeout_s=1, keep_tokens=lambda: None)
    assert client._connectapi == "https://connectapi.garmin.com"


def test_library_is_silent(garmin: Garmin, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.fail("garmin", "503")
    with pytest.raises(SourceUnavailable):
        list(garmin.pull(Ask()))
    assert [r.name for r in caplog.records if r.name.startswith("garminconnect")] == []


@pytest.mark.parametrize("name", ["robin.sandbox", "Robin Hóod/é"])
def test_neither_name_nor_number_of_the_runner_is_logged(
    garmin: Garmin, sandbox: Sandbox, keep: MemoryKeep, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    tokens = keep.get("tokens") or {}
    assert tokens["profile_id"] == str(PROFILE_ID)
    keep.put("tokens", {**tokens, "display_name": name})
    caplog.set_level(logging.DEBUG)
    # The sandbox knows only one of the two names; the other's address is logged all the same.
    with contextlib.suppress(SourceUnavailable):
        list(garmin.pull(Ask(shoes=True, mornings=(TODAY, TODAY))))
    assert "/gear-service/gear/filterGear?userProfilePk=***" in caplog.text
    assert "/userstats-service/wellness/daily/***" in caplog.text
    assert [s for s in (str(PROFILE_ID), name, quote(name), quote(name, safe="")) if s in caplog.text] == []


def test_neither_is_logged_by_the_login(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log_in_to_garmin(sandbox, MemoryKeep())
    assert "socialProfile" in caplog.text
    assert [s for s in (str(PROFILE_ID), DISPLAY_NAME) if s in caplog.text] == []


def test_a_pair_that_garmin_has_no_statistics_of_is_named_and_the_others_have_their_totals(
    garmin: Garmin, sandbox: Sandbox
) -> None:
    (before,) = garmin.pull(Ask(activities=False, shoes=True))
    totals = {pair.name: pair.total_m for pair in before.shoes or ()}
    [old] = [pair.source_id for pair in before.shoes or () if pair.name == "Old ones"]
    for path in (f"/gear-service/gear/stats/{old}", f"/activitylist-service/activities/{old}"):
        sandbox.fail("garmin", "404", path=path)
    (batch,) = garmin.pull(Ask(activities=False, shoes=True))
    assert {pair.name: pair.total_m for pair in batch.shoes or ()} == {**totals, "Old ones": None}
    assert None not in totals.values()
    [named] = batch.quarantined
    assert (named.source_id, named.is_sentence) == (f"total-of-{old}", True)
    assert named.what.startswith("Garmin tells no distance of the pair Old ones any more. What")
    assert batch.gear_of == {worn: pair for worn, pair in (before.gear_of or {}).items() if pair != old}


def test_of_a_retired_pair_without_statistics_nothing_is_told(garmin: Garmin, sandbox: Sandbox) -> None:
    sandbox.fail("garmin", "404", path="/gear-service/gear/stats/")
    (batch,) = garmin.pull(Ask(activities=False, shoes=True))
    assert {pair.name: pair.retired for pair in batch.shoes or ()} == {"Old ones": False, "New ones": True}
    assert [item.what.values["pair"] for item in batch.quarantined] == ["Old ones"]
