"""A house that lives from files: what its owner has, and an inbox."""

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

from connectors.sandbox.fit_file import fit_file
from tests.end_to_end.house import ALIKE, ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import run
from tests.end_to_end.receiver import Receiver

DAMAGED = "The file is damaged or not complete. Copy or download it again."


class FilesHouse:
    """A house without a service's account, and a folder of what its owner has."""

    def __init__(self, house: House, receiver: Receiver) -> None:
        self.house = house
        self._receiver = receiver
        self.inbox = house.folder / "inbox"
        self.mine = house.folder / "mine"
        self.inbox.mkdir()
        self.mine.mkdir()
        self.configure()

    def configure(self, *, inbox: bool = False, language: str = "en", sources: str = "") -> None:
        """Write the configuration; the inbox beside it is watched, or not."""
        silent = "".join(f"[rules.{name}]\nenabled = false\n" for name in ALIKE)
        watched = '[connectors.files]\ninbox = "inbox"\n' if inbox else ""
        self.house.path.write_text(
            f'database = "sqlite:///{self.house.folder / "shinguard.db"}"\ntimezone = "Europe/Amsterdam"\n'
            f'language = "{language}"\n{silent}[digest]\nenabled = false\n[notify]\n{ALWAYS_AWAKE}\n'
            f'[notify.receivers]\nphone = "{self._receiver.address}"\n{watched}{sources}',
            encoding="utf-8",
        )
        self.house.__dict__.pop("config", None)

    def drop(self, name: str, data: bytes, *, ago: timedelta = timedelta(hours=1)) -> Path:
        """A file lies in the inbox, changed so long ago."""
        path = self.inbox / name
        path.write_bytes(data)
        changed = (real_now() - ago).timestamp()
        os.utime(path, (changed, changed))
        return path

    def sync(self, *, times: int = 1) -> subprocess.CompletedProcess[str]:
        """The real command; files that were just made are looked at twice."""
        done = [self.house.command("sync") for _ in range(times)]
        return done[-1]

    def lies_in(self, folder: str) -> list[str]:
        """The names of the files below a folder of the inbox."""
        below = self.inbox / folder
        return sorted(path.relative_to(below).as_posix() for path in below.rglob("*") if path.is_file())

    def days(self) -> list[date]:
        """The days that have a session."""
        return [session.day for session in self.house.state(real_now()).history.sessions]


def recording(number: int, day: date, *, every_s: int = 60) -> bytes:
    return fit_file(run(number, day), every_s=every_s)
