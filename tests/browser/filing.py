"""A message that the server has taken while the store went away: it is sent, and its copy is missing."""

from playwright.sync_api import Page, expect

from tests.browser.paper import begin, send
from tests.browser.site import Site
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from tests.web.desk import wait_for_the_thread

UNDER_WAY = "Die Nachricht wird übergeben"


def send_without_a_copy(page: Page, site: Site, *, smtp: Sink, fault: Fault) -> None:
    """The page still says that it is under way; the store is back."""
    stop = smtp.stall("dot")
    begin(page, site, subject="Ohne Kopie")
    send(page)
    expect(page.get_by_role("heading", name=UNDER_WAY)).to_be_visible()
    fault.refuse()
    stop.release()
    wait_for_the_thread()
    fault.let_pass()
