"""login-dead: what to do depends on the source and on why."""

import pytest

from rules.records import Trouble
from rules.sources.login_dead import login_dead
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.series import life_of
from tests.rules.sources.health import say, source

CAUSES = ["never-logged-in", "revoked", "missing-scope", "refused", "blocked", ""]


@pytest.mark.parametrize("name", ["strava", "garmin", "polar"])
@pytest.mark.parametrize("cause", CAUSES)
def test_fires_and_names_the_command(name: str, cause: str) -> None:
    (verdict,) = say(login_dead, source(name, trouble=Trouble.LOGIN_DEAD, cause=cause))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject) == (Severity.WARNING, name)
    assert verdict.values == {"source": name, "login": name}
    assert f"shinguard login {name}" in verdict.do.format(**verdict.values)


def test_every_cause_has_its_own_words() -> None:
    said = [say(login_dead, source(trouble=Trouble.LOGIN_DEAD, cause=cause))[0] for cause in CAUSES[:5]]
    assert len({verdict.says for verdict in said if isinstance(verdict, Finding)}) == 5


@pytest.mark.parametrize(
    ("name", "cause", "words"),
    [
        ("strava", "missing-scope", "every box ticked"),
        ("strava", "refused", "client_secret"),
        ("garmin", "blocked", "Wait a day"),
        ("garmin", "refused", "changed password"),
        ("polar", "blocked", "Wait a day"),
    ],
)
def test_what_to_do(name: str, cause: str, words: str) -> None:
    (verdict,) = say(login_dead, source(name, trouble=Trouble.LOGIN_DEAD, cause=cause))
    assert isinstance(verdict, Finding)
    assert words in verdict.do


def test_is_quiet_after_a_success() -> None:
    (verdict,) = say(login_dead, source())
    assert isinstance(verdict, Clear)
    assert verdict.subject == "strava"


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
