"""Somebody in front of a page of writing: its fields, its words, and what of it lies in the store."""

from email.message import EmailMessage

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.cast import ANNA, BORIS, Person
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.web.desk import lying, text_of

LABELS = {"to": "An", "cc": "Kopie", "bcc": "Blindkopie", "subject": "Betreff", "text": "Text"}


def field(page: Page, name: str) -> Locator:
    """A field of the message by its label: to, cc, bcc, subject, text."""
    # The editor takes the place of the text field as soon as it is there, and has its label too.
    return page.get_by_label(LABELS[name], exact=True).and_(page.locator(":not([hidden])"))


def ready(page: Page) -> None:
    """Waits for the editor: who fills a field that is just being replaced fills nothing."""
    page.locator("#editor:not([hidden])").wait_for()


def written(page: Page) -> Locator:
    """The words of the message as its form sends them, whether it is formatted or not."""
    return page.locator("textarea[name=text]")


def recipients(page: Page, name: str) -> Locator:
    """What of a field of recipients is sent: the text behind its chips."""
    return page.locator(f"textarea[name={name}]")


def begin(page: Page, site: Site, *, script: bool = True, **typed: str) -> None:
    """A new message with something typed on it; nothing is saved before the page does so."""
    page.goto(site.at("/compose/new"))
    if script:
        ready(page)
    for name, words in {"to": BORIS.address, "subject": "Plan", "text": "Der Plan.", **typed}.items():
        field(page, name).fill(words)


def formatted(page: Page, site: Site) -> None:
    """A new message that can be formatted, still empty."""
    page.goto(site.at("/compose/new"))
    ready(page)


def switch(page: Page) -> None:
    """Chooses in the options that the message is formatted, or plain, from now on."""
    page.locator(".asks > summary").click()
    page.locator("#formats-switch").click()


def plain(page: Page, site: Site) -> None:
    """A new message that is text only, still empty."""
    formatted(page, site)
    switch(page)
    expect(page.locator("textarea[name=text]")).to_be_visible()


def saved(page: Page) -> Locator:
    """What the page says about the stored draft."""
    return page.locator("#saved")


def save(page: Page) -> None:
    """Presses the button and waits until it is true."""
    page.locator(".compose__save").click()
    expect(saved(page)).to_contain_text("Entwurf gespeichert")


def send(page: Page) -> None:
    """Presses Senden once."""
    send_button(page).click()


def send_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Senden", exact=True)


def attached(page: Page) -> Locator:
    """The names of what hangs on the message."""
    return page.locator("#attachments .attachment__name")


def uploading(page: Page) -> Locator:
    """The files that are on their way, or were not attached."""
    return page.locator(".uploads__list > li")


def choose_files(page: Page, *files: tuple[str, str, bytes]) -> None:
    """Chooses files as the dialog of the browser does: name, type, octets."""
    payload = [{"name": name, "mimeType": kind, "buffer": octets} for name, kind, octets in files]
    page.locator("#files").set_input_files(payload)  # type: ignore[arg-type]


def stored(
    store: Dovecot, subject: str, folder: str = "Drafts", *, person: Person = ANNA
) -> list[EmailMessage]:
    """What of this message lies in the folder; what an earlier page has left there is not meant."""
    return [each for each in lying(store, folder, person=person) if each["Subject"] == subject]


def words(store: Dovecot, subject: str) -> list[str]:
    """The texts of the drafts with this subject."""
    return [text_of(each).removesuffix("\n") for each in stored(store, subject)]


def wait_until_stored(store: Dovecot, subject: str, *texts: str) -> None:
    """Waits until exactly these texts lie in the drafts."""
    ground.wait_until(lambda: words(store, subject) == list(texts), what=f"{texts} in the drafts")
