"""Keeps the runner's name and number at Garmin out of the log: both stand in the addresses of what is asked."""

import logging
from urllib.parse import quote

_MASK = "***"


class _Mask(logging.Filter):
    """Masks words in the lines of one logger."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        for word in sorted(self.words, key=len, reverse=True):
            line = line.replace(word, _MASK)
        record.msg, record.args = line, ()
        return True


_mask = _Mask()


def silence() -> None:
    """Let the client library log nothing: it logs tracebacks of what it raises as well, with whole addresses."""
    logging.getLogger("garminconnect").setLevel(logging.CRITICAL + 1)


def mask(*words: str) -> None:
    """Mask these in the lines that urllib3 logs, a line a request at DEBUG, from now on in this process."""
    _mask.words.update(form for word in words if word for form in (word, quote(word), quote(word, safe="")))
    logging.getLogger("urllib3.connectionpool").addFilter(_mask)
