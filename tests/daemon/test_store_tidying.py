"""What waits in the outbox when the receivers change."""

from daemon.records import Item, Kind, Outgoing
from daemon.store.database import Database
from daemon.store.messages import put_message
from daemon.store.outbox import drop, due_deliveries
from daemon.store.tidying import tidy
from tests.daemon.brought import NOW, bring, run, synced, tell
from tests.daemon.test_store_forgetting import SPIKE


def test_what_was_overtaken_does_not_come_again_under_a_receivers_new_name(database: Database) -> None:
    bring(database, run("strava", "1", 1))
    synced(database, "strava")
    tell(database, "session-spike", "strava-1", runs=("strava-1",))
    item = Item(rule="session-spike", subject="strava-1", **SPIKE)
    with database.begin() as connection:
        message = Outgoing(kind=Kind.ALERTS, due_at=NOW, items=(item,))
        put_message(connection, "me", message, receivers=("phone",), now=NOW)
        (delivery,) = due_deliveries(connection, "me", now=NOW)
        drop(connection, delivery, because="overtaken")
        assert tidy(connection, "me", receivers=("mobile",), now=NOW) == ()
        assert due_deliveries(connection, "me", now=NOW) == ()
        # What still waits goes to the receiver by its new name.
        put_message(connection, "me", message, receivers=("phone",), now=NOW)
        tidy(connection, "me", receivers=("mobile",), now=NOW)
        assert [each.receiver for each in due_deliveries(connection, "me", now=NOW)] == ["mobile"]
