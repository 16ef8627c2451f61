"""The stand-ins, started and stopped together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from connectors.sandbox.control import PREFIX, Control
from connectors.sandbox.faults import Fault, Faults, Requests
from connectors.sandbox.garmin import Garmin
from connectors.sandbox.garmin_login import GarminLogin
from connectors.sandbox.intervals import Intervals, authorization
from connectors.sandbox.loopback import Answer, Loopback, Reply, Request
from connectors.sandbox.strava import Strava
from connectors.sandbox.strava_limits import Limits
from connectors.sandbox.world import World

# Planted, and found nowhere else: a test that greps output and logs for them finds every leak.
EMAIL = "robin@sandbox.example"
PASSWORD = "correct-horse-shinguard"
MFA_CODE = "271828"
STRAVA_CLIENT_ID = "31415"
STRAVA_CLIENT_SECRET = "5a11db0a7c0ffee5a11db0a7c0ffee5a11db0a7c"
INTERVALS_API_KEY = "7shinguard0sandbox0key0271"


class Sandbox:
    """Strava, Garmin Connect and Intervals.icu on 127.0.0.1, each on a port of its own, in threads of this process.

    With `mfa_code` Garmin asks for it after the password. `port=0` takes free ones; otherwise Strava listens on
    `port`, and Garmin and Intervals.icu on the next two. The control addresses are below /sandbox on all.
    """

    def __init__(
        self,
        world: World,
        *,
        email: str = EMAIL,
        password: str = PASSWORD,
        mfa_code: str | None = None,
        client_id: str = STRAVA_CLIENT_ID,
        client_secret: str = STRAVA_CLIENT_SECRET,
        api_key: str = INTERVALS_API_KEY,
        limits: Limits | None = None,
        port: int = 0,
    ) -> None:
        self.world = world
        self.email = email
        self.password = password
        self.mfa_code = mfa_code
        self.client_id = client_id
        self.client_secret = client_secret
        self.api_key = api_key
        self._faults = Faults()
        self._requests = Requests()
        self._login = GarminLogin(self._faults, self._requests, email=email, password=password, mfa_code=mfa_code)
        self._strava = Strava(
            world,
            self._faults,
            self._requests,
            client_id=client_id,
            client_secret=client_secret,
            limits=limits or Limits(),
        )
        garmin = Garmin(world, self._faults, self._requests, self._login)
        intervals = Intervals(world, self._faults, self._requests, api_key=api_key)
        control = Control(world, self._faults, self._requests, self._fail)
        ports: list[Loopback] = []
        try:
            for number, answer in enumerate((self._strava.answer, garmin.answer, intervals.answer)):
                ports.append(Loopback(_with(control, answer), port=port + number if port else 0))
        except OSError:
            for opened in ports:
                opened.stop()
            raise
        self._strava_port, self._garmin_port, self._intervals_port = ports

    @property
    def strava_url(self) -> str:
        """In the place of https://www.strava.com."""
        return self._strava_port.url

    @property
    def garmin_url(self) -> str:
        """In the place of every host of Garmin's: sso, connect, connectapi, diauth."""
        return self._garmin_port.url

    @property
    def intervals_url(self) -> str:
        """In the place of https://intervals.icu."""
        return self._intervals_port.url

    @property
    def control_url(self) -> str:
        """Before /faults, /clock and /requests."""
        return f"{self.strava_url}{PREFIX.rstrip('/')}"

    def start(self) -> None:
        """Answer from now on."""
        self._strava_port.start()
        self._garmin_port.start()
        self._intervals_port.start()

    def stop(self) -> None:
        """Close the ports, and hang up on who is still connected."""
        self._faults.close()
        self._strava_port.stop()
        self._garmin_port.stop()
        self._intervals_port.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def fail(self, service: str, fault: str, *, times: int | None = None, path: str = "/") -> None:
        """Put a fault of `faults.FAULTS` in force. Raise ValueError for an unknown one.

        `times`: for so many requests, None until it is lifted. `path`: only for addresses that begin so.
        `revoked` and `expired` strike at once, and are over.
        """
        self._fail(Fault(service=service, name=fault, times=times, path=path))

    def _fail(self, fault: Fault) -> None:
        match (fault.service, fault.name):
            case ("strava", "revoked"):
                self._strava.revoke()
            case ("strava", "expired"):
                self._strava.expire()
            case ("garmin", "revoked"):
                self._login.revoke()
            case ("garmin", "expired"):
                self._login.expire()
            case _:
                self._faults.add(fault)

    def lift(self, service: str | None = None) -> None:
        """Lift the faults of one service, or all."""
        self._faults.lift(service)

    def requests(self, service: str) -> dict[str, int]:
        """Return how often each address was asked: `{"GET /api/v3/athlete": 1}`."""
        return self._requests.of(service)

    def logins(self, service: str) -> int:
        """Return how often a password was sent to Garmin, or a code brought to Strava."""
        return self._requests.logins(service)

    def reset_requests(self) -> None:
        """Count from zero."""
        self._requests.reset()

    def shorten_garmin_tokens(self, life_s: int) -> None:
        """Give out tokens that live so many real seconds; below 900 the library refreshes before each call."""
        self._login.token_life_s = life_s

    def planted(self) -> list[str]:
        """Return everything that must never be seen in an output or a log: credentials and all tokens so far."""
        fixed = [self.email, self.password, self.client_secret, *([self.mfa_code] if self.mfa_code else [])]
        fixed += [self.api_key, authorization(self.api_key).removeprefix("Basic ")]
        return [*fixed, *self._strava.issued(), *self._login.issued()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What somebody who wants to try needs to know."""

    strava_url: str
    garmin_url: str
    intervals_url: str
    control_url: str
    client_id: str
    client_secret: str
    api_key: str
    email: str
    password: str
    mfa_code: str | None


def serve(world: World, *, port: int, wait: Callable[[], None], started: Callable[[Address], None]) -> None:
    """Run a sandbox that asks for the MFA code until `wait` returns; `started` is called once it answers.

    Raise OSError where the port is taken.
    """
    with Sandbox(world, mfa_code=MFA_CODE, port=port) as sandbox:
        started(
            Address(
                strava_url=sandbox.strava_url,
                garmin_url=sandbox.garmin_url,
                intervals_url=sandbox.intervals_url,
                control_url=sandbox.control_url,
                client_id=sandbox.client_id,
                client_secret=sandbox.client_secret,
                api_key=sandbox.api_key,
                email=sandbox.email,
                password=sandbox.password,
                mfa_code=sandbox.mfa_code,
            )
        )
        wait()


def _with(control: Control, answer: Answer) -> Answer:
    def either(request: Request) -> Reply | None:
        return control.answer(request) if request.path.startswith(PREFIX) else answer(request)

    return either
