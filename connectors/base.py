"""The boundary to a source: what is asked of it, what it gives, and how it can fail.

Wire formats never leave a connector. It knows `rules.records` and nothing else of the program; this module also knows
why a source gives nothing (`rules.health.Trouble`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Protocol

from rules.health import Trouble
from rules.records import Activity, DailyWellness, PlannedWorkout, Shoe


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one pull is to bring. What is False or None costs no request."""

    activities: bool = True
    since: datetime | None = None
    """Activities that start at or after this instant (aware); None: the whole history."""
    shoes: bool = False
    mornings: tuple[date, date] | None = None
    """First and last day, both included."""
    planned: tuple[date, date] | None = None
    zone: tzinfo = UTC
    """The athlete's own, for what tells an instant and no zone, or a time of day and no zone."""


class Words(str):
    """What a runner reads, of a closed set: `text` is the English template, and `values` are those of its `{names}`.

    It is translated where it is shown, and so is a value that is `Words` itself; names of fields and the like stay. As
    a string it is English.
    """

    text: str
    values: Mapping[str, "int | str | Words"]

    def __new__(cls, text: str, /, **values: "int | str | Words") -> "Words":
        """Without values the text is no template, and may hold braces."""
        made = super().__new__(cls, text.format_map(values) if values else text)
        made.text, made.values = text, values
        return made


ACTIVITY, SHOE = Words("activity"), Words("shoe")
NO_RECORD = Words("not a record")


def of_a(kind: Words | str, why: Words) -> Words:
    """Say why a record of some kind cannot be read, or a file by its name, which is no `Words`."""
    return Words("{kind}: {why}", kind=kind, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One item that could not be read. `what` names it and the field, with no value that could be private."""

    source: str
    source_id: str
    """"" of what has no identifier, or none that can be read."""
    what: Words
    day: date | None = None
    """The local day, where at least that could be read: it counts as a run day of unknown distance, unless an activity
    of this source_id is on record."""

    @property
    def key(self) -> str:
        """As `Activity.key`: of a recording that came in it is the same."""
        return f"{self.source}-{self.source_id}"

    @property
    def is_sentence(self) -> bool:
        """`what` is told as it stands."""
        return self.what.endswith(".")

    @property
    def file(self) -> str:
        """The name of the file that it is about, "" where it is about none."""
        kind, why = self.what.values.get("kind"), self.what.values.get("why")
        # A kind of record is one of a closed set, in `Words`.
        return kind if isinstance(kind, str) and isinstance(why, Words) and not isinstance(kind, Words) else ""

    @property
    def why(self) -> Words:
        """What is wrong, without the name of a file."""
        why = self.what.values.get("why")
        return why if self.file and isinstance(why, Words) else self.what

    @property
    def unknown_kind(self) -> str | None:
        """What a recording that came in calls its kind, where nobody knows that word (`strange_kind`,
        `strange_kind_there`), "" where it names none; else None.
        """
        why = self.why
        is_strange = why.text in (strange_kind("?").text, strange_kind_there("?").text, strange_kind_there("").text)
        return str(why.values.get("word", "")) if is_strange else None


NO_SHOES = Words("The list of shoes is empty, though pairs are known. Nothing was deleted; look at the account.")
WORN_FOR_LITTLE = Words(
    "The list of what a pair of shoes was worn for lacks most of what is known, or all. It keeps its runs; look at the "
    "account. If you took them off it yourself, say so with --accept-deletions."
)
LACKS_MOST = Words(
    "An export lacks most of what is known from earlier ones, or all. Nothing was deleted. If you deleted it yourself: "
    "`shinguard import --accept-deletions` and its path."
)
"""Of the listing of one that a person brought in: nobody asks for it again."""


NO_TOTAL = "total-of-"
"""With the prefix of an export before it and a pair's identifier after it, as what a pair is put aside of which the
source tells no total any more."""


KIND_LOST = Words("The kind of a recording cannot be told any more: what was known of it before stands.")
"""Of one that was known as something, and is now of an unknown kind."""


def strange_kind(word: str) -> Words:
    """Say of a file's recording that nobody knows whether it is a run."""
    return Words(
        "A recording is of the kind {word}, which is not known, and does not count as a run. If it was one: "
        "`shinguard import --again --sport run` and its path.",
        word=word,
    )


def strange_kind_there(word: str) -> Words:
    """Say so of a recording in a service, which names its kind by this word, or by none ("")."""
    if not word:
        return Words(
            "A recording names no kind, and does not count as a run. If it was one: say so in the app that it is from."
        )
    return Words(
        "A recording is of the kind {word}, which is not known, and does not count as a run. If it was one: say so in "
        "the app that it is from.",
        word=word,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything that the source has in a span of time: what is stored there and is not listed was deleted."""

    since: datetime | None
    source_ids: frozenset[str]
    until: datetime | None = None
    """Starts before this instant (aware) are listed; None: all since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One piece of a pull, saved in one transaction before the next is asked for.

    Where `prefix` is set, the batch speaks only for the records whose source_id begins with it: what is complete in
    it (the listing, the shoes, gear_of) says nothing of the others. A folder holds exports of several services.
    """

    prefix: str = ""
    is_old: bool = False
    """Older than what was brought before: what is known already stays as it is, and only what is new is taken."""
    as_of: datetime | None = None
    """Up to when this tells everything, where that is not now: an export knows nothing of the days after it. None too
    of single recordings, which tell of no other day than their own."""

    activities: tuple[Activity, ...] = ()
    shoes: tuple[Shoe, ...] | None = None
    """None: not asked; else the complete list of the runner's pairs."""
    gear_of: Mapping[str, str] | None = None
    """source_id of an activity -> gear_id, from a source that tells the shoe apart from the activity (Garmin).
    Complete for the shoes of this batch: an activity of the source that is not in it has no shoe."""
    mornings: tuple[DailyWellness, ...] = ()
    planned: tuple[PlannedWorkout, ...] | None = None
    """None: not asked; else all that the calendar holds in the days asked for."""
    quarantined: tuple[Quarantined, ...] = ()
    listing: Listing | None = None
    """Set on the batch that completes the activities."""
    expected: int | None = None
    """How many activities the whole pull will bring, where the source tells it (for a progress bar)."""


class Connector(Protocol):
    """A source, logged in by a person beforehand."""

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Yield what was asked for, in pieces. Raise SourceError; never sleep; every request has a timeout."""
        ...


class Keep(Protocol):
    """What a connector must remember between pulls. `put` has committed when it returns."""

    def get(self, name: str) -> dict[str, Any] | None:
        """Return what was put under this name, or None."""
        ...

    def put(self, name: str, value: dict[str, Any]) -> None:
        """Keep it, in one transaction."""
        ...


Clock = Callable[[], datetime]
"""Returns now, aware."""


class SourceError(Exception):
    """A source could not be asked. `trouble` says in which way; the text carries no secret and no address."""

    trouble: Trouble = Trouble.FAILING

    def __init__(self, message: str, *, retry_at: datetime | None = None, cause: str = "") -> None:
        """`message` is `Words` where a runner reads it."""
        super().__init__(message)
        self.says = message
        self.retry_at = retry_at
        self.cause = cause


UNREACHABLE = "unreachable"


class SourceUnavailable(SourceError):
    """5xx, a time-out, a refused connection, HTML instead of JSON: it will come back by itself.

    `cause`: UNREACHABLE where no answer came at all, which may be this machine's own network.
    """


class RateLimited(SourceError):
    """The budget is used up. `retry_at` is set, and nothing is asked before it."""

    trouble = Trouble.RATE_LIMITED


class LoginNeeded(SourceError):
    """A person must log in. `cause`: never-logged-in, revoked, missing-scope, refused, blocked."""

    trouble = Trouble.LOGIN_DEAD


class SubscriptionLapsed(SourceError):
    """Strava switched the app off because its owner has no paid subscription."""

    trouble = Trouble.SUBSCRIPTION_LAPSED


class LoginFailed(Exception):
    """A login that a person runs did not succeed; the text says what to do.

    `cause` as in LoginNeeded, or wrong-password, mfa-needed, wrong-mfa-code, unavailable, subscription-lapsed,
    another-account.
    """

    def __init__(self, message: str, *, cause: str) -> None:
        super().__init__(message)
        self.cause = cause


class AnotherAccount(LoginFailed):
    """The login is right, and of another account than the one that was logged in before."""

    def __init__(self) -> None:
        super().__init__("This is another account than the one that was logged in before.", cause="another-account")


def refuse_another_account(keep: Keep, name: str, account: str | None) -> None:
    """Raise AnotherAccount where the tokens that are kept hold another account under `name`; None is not known."""
    before = (keep.get("tokens") or {}).get(name)
    if before is not None and account is not None and before != account:
        raise AnotherAccount
