"""One message to one receiver, by Apprise. What goes wrong is said without the address: that is a secret.

Apprise takes 25 MiB and is imported only where something is sent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from connectors.address import is_loopback
from daemon import log
from daemon.config.secrets import Secret
from daemon.language import _
from daemon.message import Message, shorten
from rules.values import Values
from rules.verdicts import Severity, Text

if TYPE_CHECKING:
    from apprise import AppriseAttachment, AppriseResult, NotifyBase

TIMEOUT_S = 4.0
"""For reaching a receiver, and again for its answer; the whole takes three times this at most."""

# Services whose address begins with a machine's name. In any other address that place may hold a token.
_WITH_HOST = frozenset(
    {"http", "https", "json", "jsons", "form", "forms", "xml", "xmls", "ntfy", "ntfys", "gotify", "gotifys"}
    | {"mailto", "mailtos", "mqtt", "mqtts", "matrix", "matrixs", "nctalk", "nctalks", "mmost", "mmosts"}
)
_HOST = re.compile(r"localhost|[\w-]+(\.[\w-]+)+|\[[0-9a-f:.]+\]", re.ASCII | re.IGNORECASE)
_NTFY_PRIORITIES = {Severity.WARNING: "high", Severity.ALARM: "max"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver took it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver did not take it. `why` with `values` is the reason, for people; neither holds any address."""

    why: Text
    values: Values = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The reason in English, for logs."""
        return self.why.format_map(self.values)


def send(address: Secret, message: Message, *, timeout_s: float = TIMEOUT_S) -> Delivered | Refused:
    """Send a message, cut to the lengths that the service takes. Return whether it arrived.

    What was taken but not acknowledged in time counts as refused: it may be sent, and arrive, twice.
    """
    from apprise import Apprise, NotifyFormat, NotifyType

    service = _service(address)
    if service is None:
        return Refused(Text("its address is not one that Apprise understands"))
    service.socket_connect_timeout = service.socket_read_timeout = timeout_s
    _style(service, message.severity)
    receiver = Apprise()
    receiver.add(service)
    title, body = _fitted(service, message)
    result = receiver.notify(
        body,
        title,
        attach=_attachment(message),
        body_format=NotifyFormat.TEXT,
        notify_type=NotifyType.WARNING if message.severity >= Severity.WARNING else NotifyType.INFO,
        timeout=3 * timeout_s,
    )
    return Delivered() if result else _refused(result)


def check_url(address: Secret) -> str | None:
    """Return what is wrong with a receiver's address, for the runner and without the address, or None."""
    text = address.reveal()
    if "://" not in text:
        return _("is not an address: it begins with the service, such as ntfys://ntfy.sh/your-topic")
    if _service(address) is None:
        return _("is not an address that Apprise understands: {label}...", label=label(address))
    return None


def label(address: Secret) -> str:
    """Return what may be shown of an address: the service, and the machine where that place never holds a token."""
    scheme, _separator, rest = address.reveal().partition("://")
    if not rest or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+-]*", scheme):
        return "?"
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d+$", "", host)
    known = scheme.lower() in _WITH_HOST and _HOST.fullmatch(host)
    return f"{scheme.lower()}://{host.lower() if known else ''}"


def encrypted(address: Secret) -> str | None:
    """Return the scheme to use instead where messages travel readable to another machine, or None."""
    parts = urlsplit(address.reveal())
    scheme = parts.scheme.lower()
    # ntfy://topic, without a machine, is ntfy's own server: Apprise takes https for it.
    named = parts.hostname and not (scheme == "ntfy" and not parts.path.strip("/"))
    if f"{scheme}s" not in _WITH_HOST or not named or is_loopback(str(parts.hostname)):
        return None
    return f"{scheme}s"


def _service(address: Secret) -> "NotifyBase | None":
    from apprise import Apprise, AppriseAsset

    text = address.reveal()
    _hide(text)
    # Without an icon: its address would make the runner's phone fetch a picture from a stranger's server.
    asset = AppriseAsset(app_id="Shinguard", app_desc="Shinguard", image_url_mask="", image_url_logo="")
    found = Apprise.instantiate(text, asset=asset, suppress_exceptions=True)
    return found if found else None


def _hide(text: str) -> None:
    """Keep the address out of every log: whole, and each part of it that a library may print by itself."""
    log.hide(text)
    for part in re.split(r"[/?#&=@:,]+", text.partition("://")[2]):
        if not part.isdecimal():
            log.hide(part, part.lower(), unquote(part))


def _style(service: "NotifyBase", severity: Severity) -> None:
    """How loud ntfy is: a warning rings, unless the runner's address says otherwise (`?priority=`)."""
    from apprise.plugins.ntfy import NotifyNtfy

    if isinstance(service, NotifyNtfy) and service.priority == "default" and severity in _NTFY_PRIORITIES:
        service.priority = _NTFY_PRIORITIES[severity]


def _fitted(service: "NotifyBase", message: Message) -> tuple[str, str]:
    """Cut title and body to the service's own limits. Where it has no titles, Apprise puts ours above the body."""
    title_limit, body_limit = service.title_maxlen, service.body_maxlen
    title = shorten(message.title, title_limit) if title_limit > 0 else message.title
    if title_limit <= 0 or service.overflow_amalgamate_title:
        body_limit -= len(title) + len("\r\n")
    return title, message.within(body_limit)


def _attachment(message: Message) -> "AppriseAttachment | None":
    if message.picture is None:
        return None
    from apprise import AppriseAttachment
    from apprise.attachment import memory

    make: Callable[..., Any] = memory.AttachMemory  # it carries no types
    return AppriseAttachment(make(content=message.picture, name="shinguard.png", mimetype="image/png"))


def _refused(result: "AppriseResult") -> Refused:
    from apprise import AppriseResultStatus

    if result.status == AppriseResultStatus.TIMEOUT:
        return Refused(Text("it did not answer in time"))
    for entry in result.logs():
        found = re.search(r"\berror=(\d{3})\b", entry.message)
        if found:
            return Refused(Text("it answered with the error {status}"), {"status": int(found[1])})
    return Refused(Text("it could not be reached"))
