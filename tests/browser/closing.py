"""Closing what a browser holds, with an end to the waiting.

Now and then Chromium does not answer when a page or a context is to be closed, though the test is over and
has said what it had to say. Playwright would wait for that answer for ever; what is not given back in time is
left to the end of the browser itself.
"""

import asyncio
import logging
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

LOG = logging.getLogger(__name__)
SECONDS = 20.0


def close_in_time(held: Page | BrowserContext | Browser, *, reason: str | None = None) -> None:
    """Closes a page, a context or a browser; after SECONDS it is left as it is."""
    api: Any = held
    further = {"run_before_unload": False} if isinstance(held, Page) else {}
    try:
        api._sync(asyncio.wait_for(api._impl_obj.close(reason=reason, **further), SECONDS))
    except TimeoutError:
        LOG.warning("not_closed kind=%s", type(held).__name__)


def install() -> None:
    """From now on contexts and browsers are closed so, whoever closes them."""
    BrowserContext.close = close_in_time  # type: ignore[method-assign]
    Browser.close = close_in_time  # type: ignore[method-assign]


def close_all(context: BrowserContext) -> None:
    """One page after the other: several with unsaved text, closed at once, may keep Chromium waiting."""
    for page in context.pages:
        close_in_time(page)
    context.close()
