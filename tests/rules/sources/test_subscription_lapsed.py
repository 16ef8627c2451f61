"""subscription-lapsed: told until the source answers again."""

import pytest

from rules.health import Trouble
from rules.sources.subscription_lapsed import subscription_lapsed
from rules.verdicts import Clear, Finding, NoData, Severity, Text
from tests.rules.series import life_of
from tests.rules.sources.health import NOW, say, source


def test_fires_and_says_what_to_do() -> None:
    assert say(subscription_lapsed, source(trouble=Trouble.SUBSCRIPTION_LAPSED)) == [
        Finding(
            severity=Severity.WARNING,
            says=Text("{source} has switched this app off: the subscription of its owner has lapsed."),
            do=Text("Renew the subscription at {source}, or switch on Garmin. Logging in again does not help."),
            values={"source": "strava"},
            day=NOW.date(),
            at=NOW,
            subject="strava",
        )
    ]


def test_is_quiet_after_a_success() -> None:
    assert say(subscription_lapsed, source(read_hours_ago=3)) == [
        Clear(
            because=Text("{source} answers."),
            values={"source": "strava"},
            subject="strava",
        )
    ]


@pytest.mark.parametrize("trouble", [Trouble.FAILING, Trouble.RATE_LIMITED, Trouble.LOGIN_DEAD])
def test_cannot_know_while_the_source_has_another_trouble(trouble: Trouble) -> None:
    (verdict,) = say(subscription_lapsed, source(trouble=trouble))
    assert isinstance(verdict, NoData)
    assert (verdict.subject, verdict.values) == ("strava", {"source": "strava"})


def test_cannot_know_before_the_first_success() -> None:
    (verdict,) = say(subscription_lapsed, source(read_hours_ago=None))
    assert isinstance(verdict, NoData)
    assert verdict.subject == "strava"


def test_of_a_source_that_is_not_enabled_any_more_nothing_is_said_and_each_pass_says_how_it_stands() -> None:
    assert say(subscription_lapsed) == []
    assert life_of(subscription_lapsed).standing


def test_it_holds_back_the_silence_of_the_same_source() -> None:
    life = life_of(subscription_lapsed)
    assert (life.inhibits, life.same_subject) == (("source-silent",), True)


@pytest.mark.parametrize("read_hours_ago", [None, 3])
@pytest.mark.parametrize("trouble", [None, Trouble.FAILING])
def test_of_files_which_have_no_login_nothing_is_said(trouble: Trouble | None, read_hours_ago: float | None) -> None:
    assert (
        say(subscription_lapsed, source("files", trouble=trouble, read_hours_ago=read_hours_ago, has_login=False)) == []
    )
