"""In the demo one process serves pages and streams; neither holds it back when it is to end."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).parents[2]


class Guest:
    """Somebody who comes in by the form and holds lines open."""

    def __init__(self, said: dict[str, object]) -> None:
        self.url = str(said["url"])
        people = said["people"]
        assert isinstance(people, list)
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("session/"))
        assert token is not None
        fields = {"csrf_token": token[1], "address": people[0]["address"], "typed": people[0]["password"]}
        with self._opener.open(self.url + "session/sign-in", urllib.parse.urlencode(fields).encode()):
            pass

    def get(self, path: str) -> str:
        with self._opener.open(self.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def listen(self) -> socket.socket:
        """A stream that has told all there is: for some seconds nothing more is written, and nobody reads."""
        at = urllib.parse.urlsplit(self.url)
        line = socket.create_connection((at.hostname or "", at.port or 0), timeout=20)
        cookie = "; ".join(f"{each.name}={each.value}" for each in self._jar)
        line.sendall(f"GET /live/events HTTP/1.1\r\nHost: {at.netloc}\r\nCookie: {cookie}\r\n\r\n".encode())
        told = b""
        while b"event: changed" not in told:
            more = line.recv(4096)
            assert more, told
            told += more
        assert told.startswith(b"HTTP/1.1 200 OK")
        return line


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "webmail.demo", "--json", "--no-portal"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_open_streams_neither_stop_pages_nor_the_end_of_the_demo(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout is not None
    guest = Guest(json.loads(demo.stdout.readline()))
    lines = [guest.listen() for _ in range(4)]
    assert "Posteingang" in guest.get("mailbox/")
    demo.send_signal(signal.SIGINT)
    began = monotonic()
    assert demo.wait(10) == 0
    assert monotonic() - began < 8
    for line in lines:
        with closing(line):
            while line.recv(4096):
                pass


def test_whoever_hangs_up_frees_the_place_soon(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout is not None
    guest = Guest(json.loads(demo.stdout.readline()))
    lines = [guest.listen() for _ in range(3)]
    threads = Path(f"/proc/{demo.pid}/status")

    def count() -> int:
        found = re.search(r"Threads:\s+(\d+)", threads.read_text())
        return int(found[1]) if found else 0

    during = count()
    for line in lines:
        line.close()
    until = monotonic() + 8
    while count() > during - len(lines) and monotonic() < until:
        guest.get("live/since")
    assert count() <= during - len(lines)
