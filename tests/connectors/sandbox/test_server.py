import socket
from threading import Event, Thread

import pytest
import requests

from connectors.sandbox import EMAIL, MFA_CODE, PASSWORD, Sandbox, World, serve
from connectors.sandbox.server import Address
from tests.connectors.sandbox.clients import logged_in_garmin, logged_in_strava, strava_tokens


def test_stopped_sandbox_answers_nobody(world: World) -> None:
    with requests.Session() as session, Sandbox(world) as sandbox:
        url = f"{sandbox.strava_url}/sandbox/clock"
        assert session.get(url, timeout=5).ok
        # The connection is kept open by both sides; it must not outlive the sandbox.
        sandbox.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(url, timeout=5)


def test_it_listens_on_the_loopback_address_only(sandbox: Sandbox) -> None:
    for url in (sandbox.strava_url, sandbox.garmin_url, sandbox.intervals_url):
        assert url.startswith("http://127.0.0.1:")


def test_connection_is_kept_for_the_next_request(sandbox: Sandbox) -> None:
    request = b"GET /sandbox/clock HTTP/1.1\r\nHost: x\r\n\r\n"
    address = ("127.0.0.1", int(sandbox.strava_url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=5) as connection:
        for _ in range(2):
            connection.sendall(request)
            # In one write: the body is there with the headers.
            head, _, body = connection.recv(65_536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert body.startswith(b'{"now"')


def test_two_sandboxes_know_nothing_of_each_other(world: World) -> None:
    with Sandbox(world) as one, Sandbox(world) as other:
        logged_in_strava(one)
        assert other.requests("strava") == {}
        assert other.logins("strava") == 0


def test_planted_is_everything_secret_that_was_given_out(world: World) -> None:
    with Sandbox(world, mfa_code=None) as sandbox:
        tokens = strava_tokens(sandbox)
        garmin = logged_in_garmin(sandbox)
        planted = sandbox.planted()
    assert {EMAIL, PASSWORD, tokens["access_token"], tokens["refresh_token"]} <= set(planted)
    assert {garmin.client.di_token, garmin.client.di_refresh_token} <= set(planted)
    assert all(len(secret) >= 6 for secret in planted)


def test_serve_tells_the_addresses_and_runs_until_it_is_stopped(world: World) -> None:
    told: list[Address] = []
    stop, started = Event(), Event()

    def note(address: Address) -> None:
        told.append(address)
        started.set()

    thread = Thread(target=serve, args=(world,), kwargs={"port": 0, "wait": stop.wait, "started": note})
    thread.start()
    assert started.wait(5)
    (address,) = told
    assert (address.email, address.password, address.mfa_code) == (EMAIL, PASSWORD, MFA_CODE)
    assert requests.get(f"{address.control_url}/clock", timeout=5).ok
    stop.set()
    thread.join(timeout=5)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address.control_url}/clock", timeout=5)


def two_neighbouring_ports() -> tuple[socket.socket, int]:
    """Return a socket that listens on a port, and the free port before it."""
    for _ in range(100):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            before = int(free.getsockname()[1])
            taken = socket.socket()
            try:
                taken.bind(("127.0.0.1", before + 1))
                taken.listen()
            except (OSError, OverflowError):
                taken.close()
            else:
                return taken, before
    raise AssertionError("no two neighbouring ports are free")


def test_port_that_is_taken_is_an_error_and_leaves_nothing_open(world: World) -> None:
    # Garmin's port is the one after Strava's.
    taken, before = two_neighbouring_ports()
    with taken, pytest.raises(OSError, match="in use"):
        Sandbox(world, port=before)
    with Sandbox(world, port=before) as sandbox:
        assert sandbox.strava_url == f"http://127.0.0.1:{before}"
        assert sandbox.garmin_url == f"http://127.0.0.1:{before + 1}"
