"""Why the machine refuses, in words of our own where they are known."""

import errno

import pytest

from daemon.language import speaking
from daemon.reasons import reason


@pytest.mark.parametrize(
    ("error", "english"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "there is no such file or folder"),
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "another program uses it"),
        (OSError(errno.ELOOP, "Too many levels of symbolic links"), "Too many levels of symbolic links"),
        (OSError("timed out"), "OSError"),
    ],
)
def test_a_refusal_is_told_in_words(error: OSError, english: str) -> None:
    assert reason(error) == english


def test_a_refusal_is_told_in_dutch() -> None:
    with speaking("nl"):
        assert reason(OSError(errno.ENOSPC, "No space left on device")) == "de schijf is vol"
