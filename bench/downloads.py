"""What long downloads cost: `.venv/bin/python -m bench.downloads`. Time, octets, and memory at its peak."""

import argparse
import os
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.browser import FOLDER_AT, MESSAGE_AT, Answer, Browser
from bench.product import application
from bench.store import LARGE, SMALL, fill, running
from tests.servers.dovecot import Dovecot

ATTACHMENTS, OCTETS = 100, 1024 * 1024
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


class Downloader(Browser):
    """A browser that writes what it is sent to nowhere."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.octets = 0
        self.first = 0.0

    def _call(self, environ: dict[str, Any], keep: bool) -> Answer:
        if "download" not in environ["QUERY_STRING"] and not environ["PATH_INFO"].endswith("/attachments"):
            return super()._call(environ, keep)
        begun: list[Any] = []
        began, self.octets, self.first = perf_counter(), 0, 0.0
        answered = self._app(environ, lambda *said: begun.extend(said))
        try:
            for piece in answered:
                self.first = self.first or perf_counter() - began
                self.octets += len(piece)
        finally:
            answered.close()
        return Answer(int(begun[0].split(" ")[0]), begun[1], b"")


def _megabytes(what: re.Pattern[str]) -> float:
    found = what.search(Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _measured(name: str, browser: Downloader, deed: Callable[[], Answer]) -> str:
    """One download, its peak of memory beside what the process had before."""
    Path("/proc/self/clear_refs").write_text("5")
    before, began = _megabytes(RESIDENT), perf_counter()
    answer = deed()
    seconds = perf_counter() - began
    if answer.status != 200:
        raise RuntimeError(f"{name}: {answer.status}")
    return (
        f"{name:32} {seconds:7.2f} s  first octets {browser.first * 1000:6.0f} ms"
        f"  {browser.octets / 1024**2:7.1f} MB  memory +{_megabytes(PEAK) - before:.1f} MB"
    )


def _with_attachments(store: Dovecot) -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"] = "Anlagen", SMALL.address
    message.set_content("Anbei.")
    for number in range(ATTACHMENTS):
        name = f"Anlage {number}.pdf"
        message.add_attachment(os.urandom(OCTETS), maintype="application", subtype="pdf", filename=name)
    store.append(SMALL.address, "INBOX", message.as_bytes())


def main() -> None:
    """Prints one line for each download; aim: no more than 64 MB above what was there."""
    parser = argparse.ArgumentParser(prog="python -m bench.downloads", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="in the folder")
    asked = parser.parse_args()
    with running() as store, application(store.host, store.port) as app:
        fill(store, LARGE, asked.messages, with_newsletters=1)
        _with_attachments(store)
        browser = Downloader(app.wsgi_app).sign_in(LARGE)
        folder = FOLDER_AT.search(browser.get("/mailbox/").text)
        assert folder is not None
        for form in ("mbox", "zip"):
            path = f"{folder[1]}/export?as={form}&download=1"
            name = f"{form} of {asked.messages} messages"
            print(_measured(name, browser, lambda path=path: browser.get(path)))  # type: ignore[misc]
        browser = Downloader(app.wsgi_app).sign_in(SMALL)
        found = MESSAGE_AT.search(browser.get("/mailbox/").text)
        assert found is not None
        path = f"{found[1]}1/attachments"
        print(_measured(f"ZIP of {ATTACHMENTS} attachments", browser, lambda: browser.get(path)))


if __name__ == "__main__":
    main()
