"""A line to the server on which an upload takes its time."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


@contextmanager
def slow_line(page: Page) -> Iterator[None]:
    """Two megabytes last a minute here; at the end of the block the line is as before."""
    devtools = page.context.new_cdp_session(page)
    line = {"offline": False, "latency": 0, "downloadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": 32_000})
    yield
    devtools.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": -1})
