"""A film goes up and out through a served application, whose memory stays where it was."""

import hashlib
import http.client
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import ANNA, BORIS
from tests.crash.application import Application, Nursery
from tests.crash.notebook import Notebook
from tests.crash.wire import Wire
from tests.crash.writer import Writer
from tests.servers.dovecot import Dovecot
from tests.servers.swift import Swift
from tests.visitor import BROWSER

CONFIG = """
[service]
domains = ["schule.example"]
[server]
url = "http://127.0.0.1:{port}/"
[store]
port = {store}
[submission]
port = {submission}
attachments_mb = 110
hold_seconds = 0
"""
MIB = 1024 * 1024
# The hundred megabytes take about nine seconds of both cores: every day it is a third, with a bound to match.
LONG = os.environ.get("DIENSTPOST_LONG") == "1"
MEGABYTES = 100 if LONG else 32
# What may come on top of what the idle application has.
GROWTH = (60 if LONG else 20) * MIB


@pytest.fixture
def swift(tmp_path: Path) -> Iterator[Swift]:
    with Swift(tmp_path / "taken") as running:
        yield running


@pytest.fixture
def application(tmp_path: Path, dovecot: Dovecot, swift: Swift) -> Iterator[Application]:
    with Nursery() as nursery:
        served = Application(nursery, tmp_path)
        ports = {"port": served.port, "store": dovecot.port, "submission": swift.port}
        (tmp_path / "config.toml").write_text(CONFIG.format(**ports))
        served.revive()
        yield served
        served.kill()


def memory(application: Application, line: str) -> int:
    """VmRSS is what the process has now, VmHWM the most that it ever had."""
    status = Path(f"/proc/{application.number}/status").read_text()
    return 1024 * next(int(each.split()[1]) for each in status.splitlines() if each.startswith(line))


def post(wire: Wire, path: str, fields: dict[str, str], *, chunk: bytes) -> int:
    """Posts the form with one large file, of which no more than a piece is in our own memory."""
    mark = secrets.token_hex(16)
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="Film.bin"\r\n'
    begin, end = f"{head}Content-Type: video/mp4\r\n\r\n".encode(), f"\r\n--{mark}--\r\n".encode()

    def body() -> Iterator[bytes]:
        yield begin
        for _ in range(MEGABYTES):
            yield chunk
        yield end

    connection = http.client.HTTPConnection("127.0.0.1", wire.port, timeout=120)
    headers = {
        "User-Agent": BROWSER,
        "Origin": wire.origin,
        "Sec-Fetch-Site": "same-origin",
        "Cookie": "; ".join(f"{name}={value}" for name, value in wire.cookies.items()),
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "Content-Length": str(len(begin) + MEGABYTES * len(chunk) + len(end)),
    }
    connection.request("POST", path, body=body(), headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_large_file_is_attached_and_sent_in_flat_memory(application: Application, swift: Swift) -> None:
    wire = Wire(application.port)
    writer = Writer(wire, Notebook("Film"), revive=application.revive, script=False)
    writer.sign_in(ANNA)
    writer.open("/compose/new")
    writer.fields |= {"to": BORIS.address, "subject": "Film", "text": "Der Film vom Wandertag."}
    chunk = os.urandom(MIB)
    idle = memory(application, "VmRSS")

    assert post(wire, f"{writer.address}/attach", writer.fields, chunk=chunk) == 303
    writer.open(writer.address)
    writer.send()

    assert swift.wait(seconds=60)
    film = swift.attachment()
    assert hashlib.sha256(film).digest() == hashlib.sha256(chunk * MEGABYTES).digest()
    assert memory(application, "VmHWM") - idle < GROWTH
