"""What Chromium does not give back keeps nobody waiting."""

import asyncio
import logging

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser import closing


def test_what_is_closed_is_closed(context: BrowserContext) -> None:
    page = context.new_page()
    closing.close_all(context)
    assert page.is_closed()
    with pytest.raises(Error, match="closed"):
        context.new_page()


def test_a_page_that_is_not_given_back_is_left(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def never(**_named: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as changed:
        changed.setattr(closing, "SECONDS", 0.05)
        changed.setattr(page._impl_obj, "close", never)
        with caplog.at_level(logging.WARNING):
            closing.close_in_time(page)
    assert "not_closed kind=Page" in caplog.text
    assert page.evaluate("1 + 1") == 2
