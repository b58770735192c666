"""One-click unsubscribing (RFC 8058): one POST to an address that a sender chose, and to nothing of ours.

Whoever names the address would like to reach what only this machine reaches. So a name is looked up once,
every answer must be a public address, that very address is connected to, and no redirect is followed.
"""

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from urllib.parse import SplitResult, urlsplit

from webmail.mail.mailbox.deadline import Deadline

SECONDS = 5.0
PORT = 443
LONGEST_ANSWER = 64 * 1024
_LONGEST_URL = 4096
_BODY = b"List-Unsubscribe=One-Click"
_NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})"
)
_WRITABLE = re.compile(r"[!-~]*")
MOST_ADDRESSES = 3
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})[ \r\n]")
# What Python calls global has changed between its versions; this list does not.
_CLOSED = tuple(
    map(
        ipaddress.ip_network,
        [
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        ],
    )
)
_OPEN_V6 = ipaddress.ip_network("2000::/3")

Resolve = Callable[[str], Sequence[str]]
Dial = Callable[[str, float], socket.socket]


class Outcome(Enum):
    """done: the sender's server took it; unclear: asked, and nothing was said; else nobody was asked."""

    DONE = "done"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    UNREACHABLE = "unreachable"
    UNSAFE = "unsafe"


def is_public(address: str) -> bool:
    """Whether it is an ordinary address of the internet, which nobody has for themselves."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if parsed.version == 6 and parsed not in _OPEN_V6:
        return False
    return not any(parsed in network for network in _CLOSED if network.version == parsed.version)


def find_target(url: str) -> SplitResult | None:
    """The parts of an https address with a name on the usual port; None for everything else."""
    if len(url) > _LONGEST_URL or not _WRITABLE.fullmatch(url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, PORT):
        return None
    return parts if _NAME.fullmatch(parts.hostname or "") else None


@dataclass(frozen=True, slots=True)
class OneClick:
    """The way out; resolve and dial are given by tests, context says whom to believe."""

    resolve: Resolve
    dial: Dial
    context: ssl.SSLContext
    seconds: float = SECONDS

    def post(self, url: str) -> Outcome:
        """Asks once; never raises."""
        target = find_target(url)
        if target is None or target.hostname is None:
            return Outcome.UNSAFE
        deadline = Deadline.after(self.seconds)
        addresses = self._resolved(target.hostname, deadline)
        if not addresses:
            return Outcome.UNREACHABLE
        if not all(map(is_public, addresses)):
            return Outcome.UNSAFE
        try:
            line = self._dialled(addresses[:MOST_ADDRESSES], deadline)
            with closing(line), self._encrypted(line, target.hostname, deadline) as encrypted:
                return _asked(encrypted, target, deadline)
        except (OSError, ValueError):
            return Outcome.UNREACHABLE

    def _dialled(self, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
        """A line to the first that answers: a name may stand for a network that we are not in."""
        for later in range(len(addresses) - 1, 0, -1):
            with suppress(OSError):
                return self.dial(addresses[-later - 1], _left(deadline) / (later + 1))
        return self.dial(addresses[-1], _left(deadline))

    def _encrypted(self, line: socket.socket, name: str, deadline: Deadline) -> ssl.SSLSocket:
        line.settimeout(_left(deadline))
        return self.context.wrap_socket(line, server_hostname=name)

    def _resolved(self, name: str, deadline: Deadline) -> Sequence[str]:
        """Looking a name up knows no end of its own, so it is waited for and then left behind."""
        found: list[Sequence[str]] = []

        def look() -> None:
            try:
                found.append(self.resolve(name))
            except (OSError, UnicodeError):
                found.append(())

        thread = threading.Thread(target=look, name="looking-up", daemon=True)
        thread.start()
        thread.join(deadline.remaining)
        return found[0] if found else ()


def _asked(line: ssl.SSLSocket, target: SplitResult, deadline: Deadline) -> Outcome:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {target.hostname}\r\nConnection: close\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    )
    line.settimeout(_left(deadline))
    line.sendall(head.encode("ascii") + _BODY)
    try:
        status = _status(line, deadline)
    except OSError:
        return Outcome.UNCLEAR
    if status is None:
        return Outcome.UNCLEAR
    return Outcome.DONE if 200 <= status < 300 else Outcome.REFUSED


def _status(line: ssl.SSLSocket, deadline: Deadline) -> int | None:
    """The answer's first line; a redirect is an answer like any other, and is not followed."""
    read = b""
    while b"\n" not in read and len(read) < LONGEST_ANSWER:
        line.settimeout(_left(deadline))
        octets = line.recv(4096)
        if not octets:
            break
        read += octets
    found = _STATUS.match(read)
    return int(found[1]) if found else None


def _left(deadline: Deadline) -> float:
    if not (left := deadline.remaining):
        raise TimeoutError("the other side is too slow")
    return left


def resolve_name(name: str) -> Sequence[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(name, PORT, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def dial(address: str, seconds: float) -> socket.socket:
    """A line to this address and no other: it is numbers, so nothing is looked up again."""
    return socket.create_connection((address, PORT), seconds)


def one_click() -> OneClick:
    """As it is used outside of tests."""
    return OneClick(resolve_name, dial, _system_trust())


@cache
def _system_trust() -> ssl.SSLContext:
    """The authorities that this machine believes; no other step of a start takes as long as reading them."""
    return ssl.create_default_context()
