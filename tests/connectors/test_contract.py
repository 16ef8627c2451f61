from connectors.base import Batch, Clock, Connector
from connectors.garmin import Garmin
from connectors.garmin import Settings as GarminSettings
from connectors.sandbox import Sandbox
from connectors.strava import Strava
from rules.records import Activity
from tests.connectors.contract import LoginContract
from tests.connectors.logins import log_in_to_garmin, log_in_to_strava, strava_settings
from tests.connectors.worlds import MemoryKeep


class TestStrava(LoginContract):
    source = "strava"
    per_page = 200
    # Strava filters after it has cut the pages: one of 180 and more may not be the last.
    surely_last = 179
    shoe_requests = 1
    hard_s = None
    tells_workouts = True

    def connect(self, sandbox: Sandbox, keep: MemoryKeep, clock: Clock, *, timeout_s: float = 10.0) -> Connector:
        return Strava(strava_settings(sandbox), keep, clock, timeout_s=timeout_s)

    def log_in(self, sandbox: Sandbox, keep: MemoryKeep) -> None:
        log_in_to_strava(sandbox, keep)

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        return activity.gear_id


class TestGarmin(LoginContract):
    source = "garmin"
    per_page = 1000
    surely_last = 999
    # One for the list, and two a pair: its total, its activities.
    shoe_requests = 5
    hard_s = 605
    tells_workouts = False

    def connect(self, sandbox: Sandbox, keep: MemoryKeep, clock: Clock, *, timeout_s: float = 10.0) -> Connector:
        return Garmin(GarminSettings(base_url=sandbox.garmin_url), keep, clock, timeout_s=timeout_s)

    def log_in(self, sandbox: Sandbox, keep: MemoryKeep) -> None:
        log_in_to_garmin(sandbox, keep)

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        return next(b.gear_of for b in batches if b.gear_of is not None).get(activity.source_id)
