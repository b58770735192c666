"""Chromium as a process of its own, which can be killed like any other."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.servers import ground

ADDRESS = re.compile(rb"DevTools listening on (ws://\S+)")


@dataclass(slots=True)
class Chromium:
    """One browser with one page."""

    process: subprocess.Popen[bytes]
    page: Page
    context: BrowserContext
    dead: bool = False

    def kill(self) -> None:
        """Ends the browser and all its processes at once, from whichever thread."""
        self.dead = True
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A fresh browser; its profile goes with it."""
    program = ground.find_program("chromium")
    assert program is not None
    profile = tempfile.mkdtemp(prefix="dienstpost-chromium-")
    process = subprocess.Popen(
        [program, "--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}", *FLAGS],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.connect_over_cdp(_address(process))
            context = browser.contexts[0]
            running = Chromium(process, context.new_page(), context)
            yield running
            with suppress(Error):
                browser.close()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stderr:
            process.stderr.close()
        shutil.rmtree(profile, ignore_errors=True)


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := ADDRESS.search(line):
            return found[1].decode()
    raise RuntimeError("Chromium does not start")
