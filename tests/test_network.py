"""Nothing in the tests reaches another machine."""

import socket

import pytest

from tests.network import OutsideRefused


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as line, pytest.raises(OutsideRefused):
        line.connect(("192.0.2.1", 25))


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(OutsideRefused):
        socket.create_connection(("mail.example", 25), timeout=1)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        socket.create_connection(("localhost", listener.getsockname()[1]), timeout=1).close()
