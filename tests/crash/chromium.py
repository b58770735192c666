"""Chromium as a process of its own, which can be killed like any other."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.servers import ground

ADDRESS = re.compile(rb"DevTools listening on (ws://\S+)")
# Whoever connects waits for every page there is, and one that Chromium is just opening may never answer.
ALONE = ("--headless", "--no-startup-window", "--remote-debugging-port=0")


class Chromium:
    """One browser; whoever wants a page after it was killed gets one in a new browser.

    Belongs to the thread that made it, but for kill().
    """

    def __init__(self) -> None:
        self.dead = False
        self._life = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        self._playwright = self._life.enter_context(sync_playwright())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._life.close()

    def page(self, cookies: Mapping[str, str], *, of: str) -> Page:
        """A page in a window of its own, which has these cookies."""
        if self._browser is None or self.dead:
            self._end()
            self._begin()
        assert self._browser is not None
        window = self._browser.new_context(locale="de-DE")
        window.add_cookies([{"name": name, "value": value, "url": of} for name, value in cookies.items()])
        return window.new_page()

    def kill(self) -> None:
        """Ends the browser and all its processes at once, from whichever thread."""
        self.dead = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _begin(self) -> None:
        program = ground.find_program(CHROMIUM)
        assert program is not None
        self._profile = tempfile.mkdtemp(prefix="dienstpost-chromium-")
        self._process = subprocess.Popen(
            [program, *ALONE, f"--user-data-dir={self._profile}", *FLAGS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.dead = False
        self._browser = self._playwright.chromium.connect_over_cdp(_address(self._process))

    def _end(self) -> None:
        if self._process is None:
            return
        self.kill()
        if self._browser is not None:
            with suppress(Error):
                self._browser.close()
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        shutil.rmtree(self._profile, ignore_errors=True)
        self._process = self._browser = None


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := ADDRESS.search(line):
            return found[1].decode()
    raise RuntimeError("Chromium does not start")
