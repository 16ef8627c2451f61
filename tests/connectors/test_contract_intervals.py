from connectors.base import Batch, Clock, Connector
from connectors.intervals import Intervals
from connectors.sandbox import Sandbox
from rules.records import Activity
from tests.connectors.contract import ConnectorContract
from tests.connectors.logins import intervals_settings
from tests.connectors.worlds import MemoryKeep


class TestIntervals(ConnectorContract):
    source = "intervals"
    per_page = 1000
    surely_last = 999
    shoe_requests = 1
    # Zones 4, 5a, 5b and 5c.
    hard_s = 605
    tells_workouts = False
    # A key has no life of its own: it is the right one, or it is not.
    revoked = "refused"

    def connect(self, sandbox: Sandbox, keep: MemoryKeep, clock: Clock, *, timeout_s: float = 10.0) -> Connector:
        return Intervals(intervals_settings(sandbox), keep, clock, timeout_s=timeout_s)

    def log_in(self, sandbox: Sandbox, keep: MemoryKeep) -> None:
        """There is nothing to log in to."""

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        return activity.gear_id
