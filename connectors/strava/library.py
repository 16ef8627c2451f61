"""stravalib, imported so that the warnings of the whole process stay as they were: it turns all of them on."""

import logging
import warnings

with warnings.catch_warnings():
    _shown_by = warnings.showwarning
    from stravalib import exc
    from stravalib.protocol import ApiV3, Scope

    # It sends them to the log as well, and logging would go on thinking so.
    if warnings.showwarning is not _shown_by:
        logging.captureWarnings(False)

__all__ = ["ApiV3", "Scope", "exc"]
