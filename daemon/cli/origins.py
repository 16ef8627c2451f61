"""Where a record or a pair of shoes is from, as a runner reads it."""

from daemon.copies import LOG
from daemon.language import _, active
from daemon.store.shoes import OWN
from daemon.vocabulary import source_name
from rules.verdicts import Text

_NAMES = {
    LOG: Text("logged by hand"),
    OWN: Text("added here"),
    "files-strava": Text("Strava's export"),
    "files-garmin": Text("Garmin's export"),
    "files-fit": Text("a FIT file"),
    "files-gpx": Text("a GPX file"),
    "files-tcx": Text("a TCX file"),
}


def origin_name(origin: str) -> str:
    """Return the name of an origin (`daemon.copies.origin`): Garmin, Strava's export, a FIT file."""
    return _(_NAMES[origin]) if origin in _NAMES else source_name(origin.partition("-")[0], active())
