"""What the servers stand on: two test processes at once must not get into each other's way."""

import subprocess
import sys
from pathlib import Path

from tests.servers import ground

ROOT = Path(__file__).parents[2]
# Another process that is offered one port and then any.
ASKED = """
import sys, itertools
from tests.servers import ground
ground._candidates = itertools.chain([int(sys.argv[1])], ground._candidates)
print(ground.free_port())
"""


def asked_elsewhere(port: int) -> int:
    command = [sys.executable, "-W", "error", "-c", ASKED, str(port)]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def test_a_port_is_ours_alone_although_nobody_listens_on_it() -> None:
    port = ground.free_port()
    assert ground.is_free(port)
    assert asked_elsewhere(port) != port


def test_a_port_of_a_process_that_has_ended_is_given_again() -> None:
    port = asked_elsewhere(ground.PORTS[0])
    assert asked_elsewhere(port) == port


def test_the_system_gives_none_of_our_ports_away() -> None:
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    if given.exists():
        assert ground.PORTS[-1] < int(given.read_text().split()[0])
