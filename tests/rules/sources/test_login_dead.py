"""login-dead: what to do depends on the source and on why."""

import pytest

from rules.health import Trouble
from rules.sources.login_dead import login_dead
from rules.verdicts import Clear, Finding, NoData, Severity, Text
from tests.rules.series import life_of
from tests.rules.sources.health import NOW, say, source

CAUSES = ["never-logged-in", "revoked", "missing-scope", "refused", "blocked", ""]


@pytest.mark.parametrize("name", ["strava", "garmin", "polar"])
@pytest.mark.parametrize("cause", CAUSES)
def test_fires_and_names_the_command(name: str, cause: str) -> None:
    (verdict,) = say(login_dead, source(name, trouble=Trouble.LOGIN_DEAD, cause=cause))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject) == (Severity.WARNING, name)
    assert verdict.values == {"source": name, "login": name}
    assert f"shinguard login {name}" in verdict.do.format(**verdict.values)


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        ("never-logged-in", "Nobody has logged in to {source} yet."),
        ("revoked", "The login to {source} was revoked."),
        ("missing-scope", "The login to {source} lacks a permission."),
        ("blocked", "{source} has blocked the login."),
        ("refused", "{source} refuses the login."),
        ("", "{source} refuses the login."),
    ],
)
def test_every_cause_has_its_own_words(cause: str, says: str) -> None:
    (verdict,) = say(login_dead, source(trouble=Trouble.LOGIN_DEAD, cause=cause))
    assert isinstance(verdict, Finding)
    assert verdict.says == says


def test_a_key_that_is_refused_is_no_login() -> None:
    (verdict,) = say(login_dead, source("intervals", trouble=Trouble.LOGIN_DEAD, cause="refused"))
    assert isinstance(verdict, Finding)
    assert verdict.says == "{source} refuses the API key."
    assert "shinguard login" not in verdict.do


@pytest.mark.parametrize(
    ("name", "cause", "do"),
    [
        ("polar", "never-logged-in", "Log in once: shinguard login {login}"),
        ("strava", "never-logged-in", "Log in once: shinguard login {login}"),
        ("garmin", "never-logged-in", "Log in once: shinguard login {login}"),
        (
            "strava",
            "revoked",
            "If it was not you who removed the app at Strava (Settings, My Apps), log in again: shinguard login "
            "{login}",
        ),
        (
            "strava",
            "missing-scope",
            "Log in again and leave every box ticked, also the one for private activities: shinguard login {login}",
        ),
        (
            "strava",
            "refused",
            "Compare client_id and client_secret with Strava (Settings, My API Application), then log in again: "
            "shinguard login {login}",
        ),
        ("strava", "blocked", "Wait a day without trying, then log in once: shinguard login {login}"),
        (
            "garmin",
            "blocked",
            "Garmin blocks after many attempts. Wait a day without trying, then log in once: shinguard login {login}",
        ),
        (
            "garmin",
            "refused",
            "Log in again, with the code if Garmin sends one (a changed password ends every login): shinguard login "
            "{login}",
        ),
        (
            "intervals",
            "refused",
            "Look up your API key at intervals.icu (Settings, Developer Settings), or make a new one there, and put it "
            "into the configuration: api_key under connectors.intervals.",
        ),
        ("polar", "blocked", "Wait a day without trying, then log in once: shinguard login {login}"),
        ("polar", "revoked", "Log in again: shinguard login {login}"),
        ("strava", "", "Log in again: shinguard login {login}"),
    ],
)
def test_what_to_do(name: str, cause: str, do: str) -> None:
    (verdict,) = say(login_dead, source(name, trouble=Trouble.LOGIN_DEAD, cause=cause))
    assert isinstance(verdict, Finding)
    assert verdict == Finding(
        severity=Severity.WARNING,
        says=verdict.says,
        do=Text(do),
        values={"source": name, "login": name},
        day=NOW.date(),
        at=NOW,
        subject=name,
    )


def test_is_quiet_after_a_success() -> None:
    assert say(login_dead, source(read_hours_ago=3)) == [
        Clear(
            because=Text("{source} lets the program in."),
            values={"source": "strava"},
            subject="strava",
        )
    ]


@pytest.mark.parametrize("trouble", [Trouble.FAILING, Trouble.RATE_LIMITED, Trouble.SUBSCRIPTION_LAPSED])
def test_cannot_know_while_the_source_has_another_trouble(trouble: Trouble) -> None:
    (verdict,) = say(login_dead, source(trouble=trouble))
    assert isinstance(verdict, NoData)
    assert (verdict.subject, verdict.values) == ("strava", {"source": "strava"})


def test_cannot_know_before_the_first_success() -> None:
    (verdict,) = say(login_dead, source(read_hours_ago=None))
    assert isinstance(verdict, NoData)
    assert verdict.subject == "strava"


def test_of_a_source_that_is_not_enabled_any_more_nothing_is_said_and_each_pass_says_how_it_stands() -> None:
    assert say(login_dead) == []
    assert life_of(login_dead).standing


def test_it_holds_back_the_silence_of_the_same_source_and_tells_its_end() -> None:
    life = life_of(login_dead)
    assert (life.inhibits, life.same_subject) == (("source-silent",), True)
    assert life.outside_caps
    assert life.well_again


@pytest.mark.parametrize("read_hours_ago", [None, 3])
@pytest.mark.parametrize("trouble", [None, Trouble.FAILING])
def test_of_files_which_have_no_login_nothing_is_said(trouble: Trouble | None, read_hours_ago: float | None) -> None:
    assert say(login_dead, source("files", trouble=trouble, read_hours_ago=read_hours_ago, has_login=False)) == []
