"""Where a source lives, when it is not where the source itself says: the `base_url` of the settings."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Return True for `localhost` and for addresses that never leave this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_base_url(base_url: str) -> None:
    """Raise ValueError unless tokens may travel to this address: https, or plain http to this machine only."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("base_url must be a whole address, such as https://www.example.org")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("base_url must be without a user name, a question mark and a hash sign")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("base_url must start with https:// (plain http is for this machine only, http://127.0.0.1)")


def stays(here: str, there: str) -> bool:
    """Return True if a redirect from one address to another stays with who answered: same scheme, host and port.

    `there` is a whole address. Only https, or plain http within this machine, is a place to stay at.
    """
    try:
        one, other = _origin(here), _origin(there)
    except ValueError:
        return False
    scheme, host, _ = one
    return one == other and (scheme == "https" or is_loopback(host))


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme)
