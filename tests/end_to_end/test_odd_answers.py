"""One odd answer of Garmin's takes away nothing that is known of pairs of shoes and of plans."""

from collections.abc import Iterator

import pytest
import requests
from sqlalchemy import select

from connectors.base import WORN_FOR_LITTLE
from connectors.sandbox import Plan, Sandbox
from connectors.sandbox.loopback import Loopback, Reply, Request, json_reply
from daemon.pulling import Pulled
from daemon.schema import activities, planned_workouts, quarantined, shoes
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, PAIR, at, every_other_day

STATS = "/gear-service/gear/stats/"
LIST = "/gear-service/gear/filterGear"
WORN = "/activitylist-service/activities/"
CALENDAR = "/calendar-service/"
NOTHING = Reply(status=204)
MISSING = json_reply({"message": "HTTP 404 Not Found"}, status=404)
MESSAGE = json_reply({"message": "maintenance"})


class Odd:
    """A server before the sandbox, which answers what begins with `path`, but for the activities, with `reply`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox_url = sandbox.garmin_url
        self.server = Loopback(self._answer)
        self.path: str | None = None
        self.reply = NOTHING

    def _answer(self, request: Request) -> Reply:
        if self.path is not None and request.path.startswith(self.path) and not request.path.endswith("/activities"):
            return self.reply
        answer = requests.request(
            request.method,
            self._sandbox_url + request.path,
            params=dict(request.query_lists),
            headers={name: value for name, value in request.headers.items() if name != "host"},
            data=request.body,
            timeout=5,
        )
        return Reply(status=answer.status_code, body=answer.content)


def known(house: House) -> tuple[int | None, int, int]:
    """Return the total of the pair in metres, how many runs it was worn for, and how many plans there are."""
    with house.database.read() as connection:
        total_m = connection.scalar(select(shoes.c.total_m))
        worn = connection.scalars(select(activities.c.id).where(activities.c.gear_id_by_shoe.is_not(None))).all()
        return total_m, len(worn), len(connection.execute(select(planned_workouts)).all())


def told(house: House) -> list[str]:
    with house.database.read() as connection:
        return list(connection.scalars(select(quarantined.c.what)))


def ask(house: House, odd: Odd, path: str, reply: Reply) -> Pulled:
    """Let a day go by on which that is what Garmin answers."""
    odd.path, odd.reply = path, reply
    [pulled] = house.live(at(LAST + DAY)).pulled
    return pulled


@pytest.fixture
def house(build: Build) -> House:
    """Forty runs of 10 km in one pair, which has come 720 km before them, and two plans."""
    world = every_other_day()
    world.edit_pair(PAIR, before_m=320_000)
    for number in (1, 2):
        world.plan(Plan(number=number, day=LAST + 5 * DAY, title=f"Plan {number}"))
    return build(world, "garmin")


@pytest.fixture
def odd(house: House) -> Iterator[Odd]:
    odd = Odd(house.sandbox)
    odd.server.start()
    text = house.path.read_text(encoding="utf-8")
    house.path.write_text(text.replace(house.sandbox.garmin_url, odd.server.url), encoding="utf-8")
    house.__dict__.pop("config", None)
    house.log_in()
    house.live(at(LAST))
    assert known(house) == (720_000, 40, 2)
    yield odd
    odd.server.stop()


@pytest.mark.parametrize("reply", [MISSING, NOTHING, MESSAGE, json_reply(None), json_reply({"totalDistance": None})])
def test_a_total_that_is_not_told_stays_as_it_was(house: House, odd: Odd, reply: Reply) -> None:
    assert house.open_alerts(at(LAST)) == {"shoe-worn"}
    ask(house, odd, STATS, reply)
    assert known(house) == (720_000, 40, 2)
    assert house.open_alerts(at(LAST + DAY)) == {"shoe-worn"}


@pytest.mark.parametrize("reply", [NOTHING, MESSAGE, json_reply(None)])
@pytest.mark.parametrize(
    ("path", "says"),
    [
        (LIST, "Garmin's list of shoes is no list."),
        (WORN, "Garmin's list of a shoe's activities is no list."),
        (CALENDAR, "Garmin's calendar is no list."),
    ],
)
def test_what_is_no_list_is_a_trouble_that_is_named(house: House, odd: Odd, path: str, says: str, reply: Reply) -> None:
    pulled = ask(house, odd, path, reply)
    assert (pulled.trouble, pulled.detail) == (Trouble.FAILING, says)
    assert known(house) == (720_000, 40, 2)


@pytest.mark.parametrize("reply", [MISSING, json_reply([]), json_reply([None] * 40), json_reply([{"activityId": 1}])])
def test_an_empty_list_of_what_a_pair_was_worn_for_is_doubted_until_a_sound_one(
    house: House, odd: Odd, reply: Reply
) -> None:
    # A pair of which Garmin knows nothing any more answers 404 for good: nothing else must fail for it.
    assert ask(house, odd, WORN, reply).trouble is None
    assert (known(house), told(house)) == ((720_000, 40, 2), [WORN_FOR_LITTLE])
    odd.path = None
    house.live(at(LAST + 2 * DAY))
    assert (known(house), told(house)) == ((720_000, 40, 2), [])


@pytest.mark.parametrize("reply", [MISSING, json_reply({"calendarItems": None}), json_reply({"calendarItems": [None]})])
def test_a_calendar_that_cannot_be_read_keeps_the_plans(house: House, odd: Odd, reply: Reply) -> None:
    ask(house, odd, CALENDAR, reply)
    assert known(house) == (720_000, 40, 2)


def test_an_empty_calendar_is_one_without_plans(house: House, odd: Odd) -> None:
    assert ask(house, odd, CALENDAR, json_reply({"calendarItems": []})).trouble is None
    assert known(house) == (720_000, 40, 0)
