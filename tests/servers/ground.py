"""What every server of the tests stands on: a reachable directory, an unprivileged user, a free port."""

import atexit
import os
import pwd
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
# Linux gives away 32768 and above; nothing that is commonly installed listens here.
PORTS = range(20000, 32000)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs a server: ourselves, or nobody where we are root, as servers refuse to run as root."""

    name: str
    group: int
    uid: int
    popen: dict[str, object] = field(default_factory=dict)


def owner() -> Owner:
    """The unprivileged user of this machine that the servers run as."""
    if os.getuid() != 0:
        me = pwd.getpwuid(os.getuid())
        return Owner(me.pw_name, me.pw_gid, me.pw_uid)
    nobody = pwd.getpwnam("nobody")
    popen = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return Owner(nobody.pw_name, nobody.pw_gid, nobody.pw_uid, popen)


def directory(prefix: str, *, of: Owner) -> Path:
    """A new directory that belongs to the owner; it lies directly in the temporary directory, because
    pytest's own ones are closed to other users."""
    path = Path(tempfile.mkdtemp(prefix=prefix))
    path.chmod(0o755)
    give(path, to=of)
    return path


def give(path: Path, *, to: Owner) -> None:
    """Makes the owner the owner of one file or directory."""
    if os.getuid() == 0:
        os.chown(path, to.uid, to.group)


def free_port() -> int:
    """A loopback port that stays ours until this process ends, also while nobody listens on it.

    It lies below those the system gives away by itself, so no connection or server of anybody can take it
    between two starts. Other processes that ask here, such as parallel tests, are kept off by a UDP socket
    of the same number: it disturbs no TCP server, and the system lets go of it however the process ends.
    """
    for port in _candidates:
        mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            mark.bind((HOST, port))
        except OSError:
            mark.close()
            continue
        _marks.append(mark)
        if is_free(port):
            return port
    raise AssertionError("every port is taken")


def _let_go() -> None:
    for mark in _marks:
        mark.close()


# A start of its own for each process, or all of them would knock at the same ports.
_candidates = iter(random.sample(PORTS, len(PORTS)))
_marks: list[socket.socket] = []
atexit.register(_let_go)


def is_free(port: int) -> bool:
    """Whether a server could take the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def wait_until(condition: Callable[[], bool], *, what: str, seconds: float = 10.0) -> None:
    """Returns as soon as the condition holds; fails with its name when it does not in time."""
    deadline, pause = time.monotonic() + seconds, 0.005
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s in vain: {what}")
        time.sleep(pause)
        # Looking again and again takes time from whoever is waited for.
        pause = min(pause * 1.2, 0.05)


def find_program(name: str) -> str | None:
    """A program, also where only root looks for it."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", "/sbin"))
    return shutil.which(name, path=path)
