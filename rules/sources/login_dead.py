"""login-dead: a source that needs a person to log in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules import lacks
from rules.health import SourceHealth, Trouble
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Life, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """login-dead has no options."""


@rule(
    Settings,
    title=Text("a login is needed"),
    life=Life(
        repeat=timedelta(days=7),
        outside_caps=True,
        well_again=True,
        standing=True,
        inhibits=("source-silent",),
        same_subject=True,
    ),
)
def login_dead(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A source that lets the program in no longer.

    What it watches

    What each source said when it was last asked: that nobody has logged in yet, that the login was revoked, lacks a
    permission, was refused, or is blocked.

    Why it matters

    Grade D: a policy of ours. The program never types a password, so a dead login stays dead until a person logs in
    again, and until then no run comes in.

    What to do

    Log in again with the command that the message names, at the machine on which the program runs. A source that is
    asked with a key has no login: a new key goes into the configuration.

    Options

    None.

    References

    None.
    """
    for source in (each for each in state.sources if each.has_login):
        if source.trouble is Trouble.LOGIN_DEAD:
            yield Finding(
                severity=Severity.WARNING,
                says=_says(source),
                do=_do(source),
                values={"source": source.source, "login": source.source},
                day=state.today,
                at=state.now,
                subject=source.source,
            )
        elif source.trouble is None and source.last_success is not None:
            yield Clear(
                because=Text("{source} lets the program in."),
                values={"source": source.source},
                subject=source.source,
            )
        else:
            yield lacks.answer(source)


def _says(source: SourceHealth) -> Text:
    match source.source, source.cause:
        case "intervals", "refused":
            return Text("{source} refuses the API key.")
        case _, "never-logged-in":
            return Text("Nobody has logged in to {source} yet.")
        case _, "revoked":
            return Text("The login to {source} was revoked.")
        case _, "missing-scope":
            return Text("The login to {source} lacks a permission.")
        case _, "blocked":
            return Text("{source} has blocked the login.")
        case _:
            return Text("{source} refuses the login.")


def _do(source: SourceHealth) -> Text:
    match source.source, source.cause:
        case _, "never-logged-in":
            return Text("Log in once: shinguard login {login}")
        case "strava", "revoked":
            return Text(
                "If it was not you who removed the app at Strava (Settings, My Apps), log in again: "
                "shinguard login {login}"
            )
        case "strava", "missing-scope":
            return Text(
                "Log in again and leave every box ticked, also the one for private activities: shinguard login {login}"
            )
        case "strava", "refused":
            return Text(
                "Compare client_id and client_secret with Strava (Settings, My API Application), then log in again: "
                "shinguard login {login}"
            )
        case "intervals", _:
            return Text(
                "Look up your API key at intervals.icu (Settings, Developer Settings), or make a new one there, and "
                "put it into the configuration: api_key under connectors.intervals."
            )
        case "garmin", "blocked":
            return Text(
                "Garmin blocks after many attempts. Wait a day without trying, then log in once: "
                "shinguard login {login}"
            )
        case "garmin", _:
            return Text(
                "Log in again, with the code if Garmin sends one (a changed password ends every login): "
                "shinguard login {login}"
            )
        case _, "blocked":
            return Text("Wait a day without trying, then log in once: shinguard login {login}")
        case _:
            return Text("Log in again: shinguard login {login}")
