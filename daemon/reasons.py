"""Why the machine refuses a file or an address, in the runner's language: its own words are English."""

import errno

from daemon.language import _
from rules.verdicts import Text

_REASONS = {
    errno.EACCES: Text("permission denied"),
    errno.EPERM: Text("permission denied"),
    errno.ENOENT: Text("there is no such file or folder"),
    errno.EISDIR: Text("it is a folder"),
    errno.ENOTDIR: Text("there is a file where a folder is needed"),
    errno.EEXIST: Text("there is a file where a folder is needed"),
    errno.ENOSPC: Text("the disk is full"),
    errno.EROFS: Text("the disk is read-only"),
    errno.EADDRINUSE: Text("another program uses it"),
}


def reason(error: OSError) -> str:
    """Return the reason; of a rare one the machine's own word for it."""
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or type(error).__name__
