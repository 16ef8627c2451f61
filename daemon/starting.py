"""The configuration that a new runner starts with, and what to do where something of it is lacking."""

import os
import secrets
from pathlib import Path

from daemon.language import _, active
from rules.verdicts import Text

NO_RUN = Text("No run is on record yet: `shinguard sync` asks the sources, `shinguard import` brings in files.")


class AlreadyThere(Exception):
    """There is a configuration; nothing was written."""


def write_configuration(path: Path) -> str:
    """Write the file, readable for its owner only. Return the topic of ntfy that it names. Raise AlreadyThere."""
    topic = f"shinguard-{secrets.token_urlsafe(18)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # It will hold secrets: nobody else may read it from its first moment on.
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise AlreadyThere from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(configuration(topic))
    return topic


def configuration(topic: str) -> str:
    """Return a commented configuration in the language of the command, with one receiver and no source yet."""
    return "\n".join(
        [
            _comment(_("Shinguard. Every option: deploy/config.example.toml in the folder of the project;")),
            _comment(_("those of a rule: `shinguard rules explain session-spike`.")),
            f'language = "{active()}"',
            _comment(_("Your time zone, if it is not this machine's.")),
            '#timezone = "Europe/Amsterdam"',
            "",
            _comment(_("Where messages go: your word for it = an address (ntfy, Telegram, e-mail and many more).")),
            _comment(_("The topic is the key: whoever knows it can read your messages.")),
            "[notify.receivers]",
            f'phone = "ntfys://ntfy.sh/{topic}"',
            "",
            _comment(_("Garmin: remove the # in the next line, then `shinguard login garmin`.")),
            "#[connectors.garmin]",
            "",
            _comment(_("Strava: make an API application at www.strava.com/settings/api (with the callback domain")),
            _comment(_("localhost; Strava asks its owner for a paid subscription), fill in, remove the #,")),
            _comment(_("then `shinguard login strava`.")),
            "#[connectors.strava]",
            '#client_id = "12345"',
            '#client_secret = "..."',
            "",
            _comment(_("Intervals.icu: fill in your API key (Settings, Developer Settings there), remove the #.")),
            "#[connectors.intervals]",
            '#api_key = "..."',
            "",
            _comment(_("Files of your watch or of an export, dropped into a folder: make it, remove the # twice.")),
            _comment(_("What you have already comes in by `shinguard import`, with or without such a folder.")),
            "#[connectors.files]",
            '#inbox = "~/shinguard-inbox"',
            "",
        ]
    )


def no_configuration(path: Path) -> str:
    """What to do where there is no file."""
    return _("There is no configuration {path}: `shinguard init` writes one to start with.", path=path)


def no_source() -> str:
    """What to do when nothing can come in."""
    return _(
        "No source is configured: add connectors.garmin, connectors.strava, connectors.intervals or connectors.files "
        "to the configuration, or bring in files with `shinguard import`."
    )


def no_run() -> str:
    """What to do where no run is on record."""
    return _(NO_RUN)


def nothing_by_itself() -> str:
    """What to expect where no source is configured, and what to do about it."""
    return _(
        "Nothing comes in by itself: import again after your next runs, or let Shinguard watch a folder (inbox under "
        "[connectors.files] in the configuration)."
    )


def no_receiver() -> str:
    """What to do when nothing can go out."""
    return _("No receiver is configured, so nothing can be pushed: add one under notify.receivers.")


def _comment(text: str) -> str:
    return f"# {text}"
