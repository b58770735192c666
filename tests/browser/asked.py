"""Everything that is asked before a message goes out, in a browser."""

from playwright.sync_api import Page

from tests.browser.paper import begin, send
from tests.browser.site import Site

LOOK = "Bitte sehen Sie vor dem Senden noch einmal hin"


def asked(page: Page, site: Site) -> None:
    """Each kind of question that a new message can bring."""
    parents = ", ".join(f"familie{each}@gmx.de" for each in range(6))
    begin(page, site, to=f"{parents}, oma@gmial.com", subject="", text="Anbei die Diagnose.")
    send(page)
    page.get_by_role("heading", name=LOOK).wait_for()
