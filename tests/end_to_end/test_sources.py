"""A person logs in to each source and syncs: the real command, the real client library, a message on the phone."""

import json
from datetime import date
from typing import Any

import requests

from connectors.sandbox import MFA_CODE, World
from daemon.store.keep import DatabaseKeep
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import ALWAYS_AWAKE, DEADLINE_S, House, read_address, real_now, sent_to
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run
from tests.end_to_end.receiver import Receiver


def yesterday() -> date:
    return real_now().astimezone(ZONE).date() - DAY


def spiking() -> World:
    """Yesterday's run was 13,000 m, after forty of 10,000 m the last of which was three days ago."""
    last = yesterday() - 2 * DAY
    return every_other_day(last, then=[run(41, yesterday(), 13_000)], real_time=True)


def awake(house: House, receiver: Receiver) -> House:
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    return house


def status_of(house: House) -> dict[str, Any]:
    done = house.command("status", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    [athlete] = json.loads(done.stdout)["athletes"]
    found: dict[str, Any] = athlete
    return found


def check_first_import(house: House, receiver: Receiver, *, says: str, last_m: int) -> None:
    """Sync and see the one summary; sync again, with one request as the service makes, and see nothing."""
    done = house.command("sync")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *_ = done.stdout.splitlines()
    assert first == f"{house.sources[0].capitalize()}: 41 new activities"
    assert second.startswith("Sent to phone: Shinguard: ")
    # Told a day later, so the day is named.
    assert f"• Yesterday: {says}" in receiver.take()[0].splitlines()

    found = status_of(house)
    assert found["well"] is True
    assert found["last_run"] == {"day": yesterday().isoformat(), "distance_m": last_m}
    assert [(alert["rule"], alert["severity"], alert["told_by"]) for alert in found["alerts"]] == [
        ("session-spike", "notice", "push")
    ]
    assert [(each["source"], each["trouble"]) for each in found["sources"]] == [(house.sources[0], None)]

    house.sandbox.reset_requests()
    done = house.command("sync", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sum(house.sandbox.requests(house.sources[0]).values()) == 1
    assert receiver.take() == []


def test_strava_by_the_pasted_address(build: Build, receiver: Receiver) -> None:
    house = awake(build(spiking(), "strava"), receiver)
    before = house.command("sync")
    assert before.returncode == 1
    assert "Log in once: shinguard login strava" in before.stdout
    receiver.take()

    code, said = house.log_in_to_strava_by_pasting()
    assert code == 0, said
    assert "Logged in." in said
    # Strava measures 12,870 and 9,900: 1.30 of it.
    check_first_import(
        house, receiver, says="12.8 km is 30% longer than your longest run in 30 days (9.9 km).", last_m=12_870
    )


def test_strava_by_the_browser_that_comes_back(build: Build) -> None:
    house = build(spiking(), "strava")
    with house.started("login", "strava") as process:
        _said, address = read_address(process)
        # The browser follows the way back to the listener on this machine.
        page = requests.get(sent_to(address), timeout=10)
        assert page.text == "Back to the terminal: it says whether the login worked."
        out, errors = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, errors) == (0, "")
    assert "Logged in." in out
    assert house.live(real_now()).well


def test_garmin_by_password_and_code(build: Build, receiver: Receiver) -> None:
    house = awake(build(spiking(), "garmin", mfa_code=MFA_CODE), receiver)
    account = ("--email", house.sandbox.email, "--password-stdin", "--mfa-code", MFA_CODE)
    done = house.command("login", "garmin", *account, said=house.sandbox.password + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    check_first_import(
        house, receiver, says="13 km is 30% longer than your longest run in 30 days (10 km).", last_m=13_000
    )


def test_a_login_to_another_account_is_refused_while_the_runs_of_the_old_one_are_on_record(build: Build) -> None:
    house = build(spiking(), "strava", "garmin", mfa_code=MFA_CODE)
    house.log_in()
    assert house.live(real_now()).well
    for source, name in (("strava", "athlete_id"), ("garmin", "profile_id")):
        keep = DatabaseKeep(house.database, "me", source)
        keep.put("tokens", {**(keep.get("tokens") or {}), name: "7"})

    code, said = house.log_in_to_strava_by_pasting()
    assert code == 1
    assert said.endswith(
        "This is another Strava account than the one whose runs are on record; the old login stays. Log in to that "
        "one, or first delete what it brought: shinguard forget strava\n"
    )
    account = ("--email", house.sandbox.email, "--password-stdin", "--mfa-code", MFA_CODE)
    done = house.command("login", "garmin", *account, said=house.sandbox.password + "\n")
    assert done.returncode == 1
    assert done.stderr.startswith("This is another Garmin account than the one whose runs are on record;")
    assert done.stderr.endswith(": shinguard forget garmin\n")
    assert (DatabaseKeep(house.database, "me", "garmin").get("tokens") or {})["profile_id"] == "7"

    assert house.command("forget", "strava", "--yes").returncode == 0
    code, said = house.log_in_to_strava_by_pasting()
    assert (code, "Logged in." in said) == (0, True), said
