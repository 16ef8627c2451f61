"""Asking Intervals.icu: its addresses, the key, and what a refusal means."""

from datetime import timedelta
from typing import Any

import requests

from connectors.base import UNREACHABLE, Clock, LoginNeeded, RateLimited, SourceError, SourceUnavailable
from connectors.intervals.settings import Settings
from connectors.waiting import retry_after

_WAIT = timedelta(minutes=15)
"""Where a refusal does not say how long it lasts."""


class Api:
    """One runner's access. There is no login: the key stands in the configuration, and nothing has to be kept."""

    def __init__(self, settings: Settings, clock: Clock, *, timeout_s: float) -> None:
        self._settings = settings
        self._clock = clock
        self._timeout_s = timeout_s

    def get(self, what: str, oldest: object = None, newest: object = None, **more: object) -> list[Any]:
        """Return the list at this address of the athlete. Raise SourceError; never sleep."""
        asked = {"oldest": oldest, "newest": newest, **more}
        params = {name: ",".join(v) if isinstance(v, tuple) else str(v) for name, v in asked.items() if v is not None}
        try:
            answer = requests.get(
                f"{self._settings.base_url.rstrip('/')}/api/v1/athlete/{self._settings.athlete_id}/{what}",
                params=params,
                auth=("API_KEY", self._settings.api_key),
                timeout=self._timeout_s,
                # The key must not travel on.
                allow_redirects=False,
            )
            records = answer.json() if answer.status_code == 200 else None
        except (requests.RequestException, ValueError, RecursionError) as err:
            # Its own text may hold addresses. HTML in the place of JSON is one of them as well.
            cause = UNREACHABLE if isinstance(err, requests.ConnectionError | requests.Timeout) else ""
            what = f"Intervals.icu did not answer as it should ({type(err).__name__})."
            raise SourceUnavailable(what, cause=cause) from None
        if answer.status_code != 200:
            raise self._refused(answer)
        if not isinstance(records, list):
            raise SourceUnavailable("A list of Intervals.icu is no list.")
        return records

    def _refused(self, answer: requests.Response) -> SourceError:
        now = self._clock()
        if answer.status_code == 429:
            wait = retry_after(answer.headers.get("Retry-After", ""), now)
            return RateLimited("Intervals.icu refused a request: too many.", retry_at=now + (wait or _WAIT))
        is_json = "json" in answer.headers.get("Content-Type", "")
        # A page in the place of Intervals.icu's own word is a firewall's.
        if answer.status_code == 401 or (answer.status_code == 403 and is_json):
            # Nobody tells us that the configuration has another key: asked again as ever, and not a day later.
            return LoginNeeded("Intervals.icu does not take the API key.", cause="refused", retry_at=now)
        return SourceUnavailable(f"Intervals.icu answered with status {answer.status_code}.")
