"""No test talks to the world: sockets other than loopback and unix are refused."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LOCAL_NAMES = ("localhost", "", None)


class OutsideRefused(AssertionError):
    """A test, or the product in it, tried to reach another machine."""


def is_local(host: object) -> bool:
    """Whether this is our own machine; a name that would have to be looked up is not."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@contextmanager
def only_loopback() -> Iterator[None]:
    """While it lasts, every other address and every look-up of a name fails loudly."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(line: socket.socket, address: Any) -> None:
        if line.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            raise OutsideRefused(f"a connection to {address!r} was tried")

    def guarded_connect(line: socket.socket, address: Any) -> None:
        check(line, address)
        connect(line, address)

    def guarded_connect_ex(line: socket.socket, address: Any) -> int:
        check(line, address)
        return connect_ex(line, address)

    def guarded_look_up(host: Any, *arguments: Any, **named: Any) -> Any:
        if not is_local(host):
            raise OutsideRefused(f"the name {host!r} was looked up")
        return look_up(host, *arguments, **named)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up
    try:
        yield
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
        socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
        socket.getaddrinfo = look_up
