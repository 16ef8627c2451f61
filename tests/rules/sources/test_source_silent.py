"""source-silent: after 24 hours or an interval without a success."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.health import Trouble
from rules.sources.source_silent import Settings, source_silent
from rules.verdicts import Clear, Finding, NoData, Severity, Text
from tests.rules.series import life_of
from tests.rules.sources.health import NOW, say, source


@pytest.mark.parametrize(
    ("read_hours_ago", "enabled_hours_ago", "interval_hours", "silent_hours"),
    [
        (24.1, 1000, 1, 24),
        (24.1, 1000, 12, 24),
        (24.1, 1000, 24, 24),
        (48.1, 1000, 48, 48),  # the usual rhythm is longer than a day
        (None, 24.1, 1, 24),  # never read: counted from when it was switched on
        (500, 1000, 1, 500),
    ],
)
def test_fires(
    read_hours_ago: float | None, enabled_hours_ago: float, interval_hours: float, silent_hours: int
) -> None:
    (verdict,) = say(
        source_silent,
        source(read_hours_ago=read_hours_ago, enabled_hours_ago=enabled_hours_ago, interval_hours=interval_hours),
    )
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.at) == (Severity.WARNING, "strava", NOW)
    assert verdict.values == {"source": "strava", "silent_hours": silent_hours}


@pytest.mark.parametrize(
    ("read_hours_ago", "says"),
    [
        (25, "Nothing was read from {source} for {silent_hours}: runs may be missing here."),
        (None, "Nothing was read from {source} in the {silent_hours} since it was switched on."),
    ],
)
def test_a_finding_in_full(read_hours_ago: float | None, says: str) -> None:
    assert say(source_silent, source(read_hours_ago=read_hours_ago, enabled_hours_ago=25)) == [
        Finding(
            severity=Severity.WARNING,
            says=Text(says),
            do=Text("See the reason with: shinguard status. Until it is read again, the other rules may stay silent."),
            values={"source": "strava", "silent_hours": 25},
            day=NOW.date(),
            at=NOW,
            subject="strava",
        )
    ]


@pytest.mark.parametrize("trouble", [None, Trouble.FAILING, Trouble.RATE_LIMITED, Trouble.LOGIN_DEAD])
def test_it_is_silent_whatever_the_trouble(trouble: Trouble | None) -> None:
    (verdict,) = say(source_silent, source(read_hours_ago=25, trouble=trouble))
    assert isinstance(verdict, Finding)


def test_what_to_do_about_a_reached_limit_is_to_wait() -> None:
    (limited,) = say(source_silent, source(read_hours_ago=25, trouble=Trouble.RATE_LIMITED))
    (failing,) = say(source_silent, source(read_hours_ago=25, trouble=Trouble.FAILING))
    assert isinstance(limited, Finding)
    assert isinstance(failing, Finding)
    assert limited.do == (
        "It lets this program ask no more for now. Wait; if it lasts, set a longer interval_minutes for {source}."
    )
    assert (
        failing.do == "See the reason with: shinguard status. Until it is read again, the other rules may stay silent."
    )


def test_a_list_that_is_not_believed_is_told_with_the_way_out() -> None:
    doubted = replace(source(read_hours_ago=25), doubted_since=NOW - timedelta(hours=20))
    assert say(source_silent, doubted) == [
        Finding(
            severity=Severity.WARNING,
            says=Text(
                "Nothing was read from {source} for {silent_hours}: its list lacks most of what is known, or all, and "
                "cannot be believed."
            ),
            do=Text(
                "Once its list is whole again, it counts by itself. If you deleted that much yourself: "
                "shinguard sync --source {login} --accept-deletions"
            ),
            values={"source": "strava", "silent_hours": 25, "login": "strava"},
            day=NOW.date(),
            at=NOW,
            subject="strava",
        )
    ]
    # What fails now comes first: it cannot be asked for its list at all.
    (failing,) = say(source_silent, replace(doubted, trouble=Trouble.RATE_LIMITED))
    assert isinstance(failing, Finding)
    assert failing.says == "Nothing was read from {source} for {silent_hours}: runs may be missing here."
    assert failing.values == {"source": "strava", "silent_hours": 25}


@pytest.mark.parametrize(("read_hours_ago", "interval_hours"), [(1, 1), (24, 1), (24, 24), (48, 48)])
def test_is_quiet(read_hours_ago: float, interval_hours: float) -> None:
    (verdict,) = say(
        source_silent,
        source(read_hours_ago=read_hours_ago, interval_hours=interval_hours, trouble=Trouble.RATE_LIMITED),
    )
    assert isinstance(verdict, Clear)
    assert verdict.subject == "strava"


def test_cannot_know_before_the_first_success() -> None:
    assert say(source_silent, source(read_hours_ago=None, enabled_hours_ago=2)) == [
        NoData(
            lacks=Text("Nothing was read from {source} yet."),
            values={"source": "strava", "silent_hours": 2},
            subject="strava",
        )
    ]


@pytest.mark.parametrize("read_hours_ago", [25, None])
def test_cannot_know_while_the_service_itself_was_off(read_hours_ago: float | None) -> None:
    (verdict,) = say(source_silent, source(read_hours_ago=read_hours_ago, asked_in_vain=False))
    assert isinstance(verdict, NoData)
    assert (verdict.subject, verdict.values) == ("strava", {"source": "strava"})


def test_a_short_silence_of_a_service_that_was_off_is_none() -> None:
    (verdict,) = say(source_silent, source(read_hours_ago=24, asked_in_vain=False))
    assert isinstance(verdict, Clear)


def test_its_end_is_told_in_words_that_fit_a_message() -> None:
    assert say(source_silent, source(read_hours_ago=3.5)) == [
        Clear(
            because=Text("{source} answers again."),
            values={"source": "strava", "silent_hours": 3},
            subject="strava",
        )
    ]
    assert life_of(source_silent).well_again


def test_of_a_source_that_is_not_enabled_any_more_nothing_is_said_and_each_pass_says_how_it_stands() -> None:
    assert say(source_silent) == []
    assert life_of(source_silent).standing


def test_each_source_is_judged_by_itself() -> None:
    garmin, strava = say(source_silent, source("garmin", read_hours_ago=30), source("strava"))
    assert isinstance(garmin, Finding)
    assert isinstance(strava, Clear)


def test_another_silence() -> None:
    (verdict,) = say(source_silent, source(read_hours_ago=30), settings=Settings(least_hours=48))
    assert isinstance(verdict, Clear)


def test_what_a_person_brings_in_by_hand_is_never_silent() -> None:
    assert say(source_silent, replace(source(read_hours_ago=5000), interval=None)) == []
