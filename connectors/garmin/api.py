"""Asking Garmin Connect, by garminconnect with tokens only: what it raises becomes our errors, tokens are kept."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Self

from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)

from connectors.base import UNREACHABLE, Clock, Keep, LoginNeeded, RateLimited, SourceError, SourceUnavailable
from connectors.garmin import quiet
from connectors.garmin.client import open_library
from connectors.garmin.not_there import NotThere
from connectors.garmin.settings import Settings
from connectors.waiting import retry_after

_WAIT = timedelta(hours=1)
"""Garmin seldom says how long a refusal lasts; an hour is what people report."""


class Api:
    """One logged-in runner's access, for all that one pull asks."""

    PER_PAGE = 1000
    """The most that Garmin gives."""
    STEP = PER_PAGE - 1
    """From one full page to the next: what is deleted between two would take the first of the next one along."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, timeout_s: float) -> None:
        kept = keep.get("tokens")
        if kept is None:
            raise LoginNeeded("No tokens of Garmin are kept: a person must log in.", cause="never-logged-in")
        self._kept = kept
        self._keep = keep
        self._clock = clock
        self.library, self._client = open_library(settings, timeout_s=timeout_s, keep_tokens=self.keep_tokens)
        self._client.loads(json.dumps(kept["session"]))
        self.library.display_name = kept["display_name"]
        self.profile_id: str = kept["profile_id"]
        quiet.mask(kept["display_name"], self.profile_id)

    @contextmanager
    def keeping_tokens(self) -> Iterator[Self]:
        """Give access; what changed in the tokens is kept however the pull ends."""
        try:
            yield self
        finally:
            self.keep_tokens()

    def keep_tokens(self) -> None:
        """Keep the tokens if they are not those that are kept."""
        session = json.loads(self._client.dumps())
        if session != self._kept["session"]:
            fresh = {**self._kept, "session": session}
            self._keep.put("tokens", fresh)
            # Only now: the library swallows what goes wrong here, and then the end of the pull tries again.
            self._kept = fresh

    def ask[T](self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Return what a call of the library returns. Raise SourceError; never sleep."""
        try:
            return call(*args, **kwargs)
        except GarminConnectAuthenticationError:
            raise self._unauthorized() from None
        except GarminConnectTooManyRequestsError as err:
            raise self._limited(_answer(err.__cause__)) from None
        except GarminConnectConnectionError as err:
            raise _translated(_answer(err), is_network=_is_of_the_network(err.__cause__)) from None
        except (AttributeError, TypeError, ValueError, RecursionError) as err:
            # The library looks into some answers, whatever they are.
            raise SourceUnavailable(f"Garmin did not answer as it should ({type(err).__name__}).") from None

    def pages(
        self, url: str, params: Mapping[str, str], *, first: int = 0, goes_on: bool = False
    ) -> Iterator[tuple[list[Any], bool]]:
        """Yield the pages of a list, each with whether it is short, with less than was asked for: then it is the last.

        With `goes_on` the caller ends it. Raise SourceUnavailable where a full page comes twice.
        """
        start = first
        before: list[Any] = []
        while True:
            where = {**params, "start": str(start), "limit": str(self.PER_PAGE)}
            page = self.ask(self.library.connectapi, url, params=where)
            # 204, no content, comes as {}.
            if page == {}:
                page = []
            if not isinstance(page, list):
                raise SourceUnavailable("Garmin's list is no list.")
            is_short = len(page) < self.PER_PAGE
            if not is_short and page == before:
                raise SourceUnavailable("Garmin's list does not go on.")
            yield page, is_short
            if is_short and not goes_on:
                return
            start += max(1, len(page) - 1)
            before = page

    def _unauthorized(self) -> SourceError:
        """The library refreshes on a 401, and says the same whether the refresh was refused or not answered at all."""
        status = self._client.token_status
        if status == 429:
            return self._limited(None)
        if status is not None and (status == 0 or status >= 500):
            return SourceUnavailable("Garmin did not answer when the tokens were to be refreshed.")
        return LoginNeeded("Garmin does not take the tokens any more.", cause="revoked")

    def _limited(self, answer: Any) -> RateLimited:
        now = self._clock()
        wait = None if answer is None else retry_after(answer.headers.get("Retry-After", ""), now)
        return RateLimited("Garmin refused a request: too many.", retry_at=now + (wait or _WAIT))


def _is_of_the_network(err: BaseException | None) -> bool:
    """Both of the library's ways to ask raise OSError; JSON that cannot be read is a ValueError besides."""
    return isinstance(err, OSError) and not isinstance(err, ValueError)


def _translated(answer: Any, *, is_network: bool) -> SourceError:
    if answer is None:
        return SourceUnavailable("Garmin did not answer as it should.", cause=UNREACHABLE if is_network else "")
    if answer.status_code == 404:
        return NotThere("Garmin answered with status 404.")
    if answer.status_code == 403 and "json" in answer.headers.get("content-type", ""):
        return LoginNeeded("Garmin forbids what was asked.", cause="refused")
    return SourceUnavailable(f"Garmin answered with status {answer.status_code}.")


def _answer(err: BaseException | None) -> Any:
    return getattr(err, "response", None)
