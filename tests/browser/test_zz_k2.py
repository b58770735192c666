import re, time
import pytest
from playwright.sync_api import Page, expect
from tests.browser.paper import begin, field, send
from tests.browser.site import Site, notice
from tests.servers.smtp import Sink

@pytest.mark.parametrize("pause", [0, 3.2])
def test_plain_new(anna: Page, school: Site, post: Sink, pause) -> None:
    anna.goto(school.at("/compose/new"))
    field(anna, "to").fill("boris.becker@schule.example")
    field(anna, "text").fill("hallo")
    time.sleep(pause)
    t = time.time()
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.", timeout=8000)
    print("URL", anna.url, time.time() - t)
