"""What a test of writing needs: its page, its buttons by their deeds, and what lies in the store."""

import re
import threading
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import ANNA, BORIS, Person
from tests.servers.dovecot import Dovecot
from tests.visitor import BROWSER, Visitor
from tests.web.deed import post, sealed
from webmail.mail import MessageRef

BACK = "/help/"
TEXT = "Liebe Kolleginnen,\r\n\r\nhier ist der Plan.\r\n"


def in_english(visitor: Visitor) -> Visitor:
    """Source sentences are English, so that tests of one area need no catalogue."""
    at_home = visitor if visitor.path == "/mailbox/" else visitor.open("/mailbox/")
    return at_home.press("English")


def begin(visitor: Visitor, **fields: str) -> Visitor:
    """A new page with something typed on it."""
    visitor.open("/compose/new?back=" + BACK)
    values = {"to": BORIS.address, "subject": "Wandertag", "text": TEXT, **fields}
    return visitor.fill(values)


def press(visitor: Visitor, deed: str) -> Visitor:
    """Presses the button of this deed, whatever it is called in the person's language."""
    return visitor.submit(button(visitor, deed))


def button(visitor: Visitor, deed: str) -> Tag:
    found = visitor.page.select(f'button[formaction$="/{deed}"]:not(.spoken):not([name=rest])')
    assert found, f"no way to {deed}: {visitor.text[:500]}"
    return found[0]


def value(visitor: Visitor, name: str) -> str:
    """What stands in a field."""
    field = visitor.page.select_one(f"#compose [name={name}], .kept [name={name}]")
    assert field is not None, f"no field {name}: {visitor.text[:500]}"
    return field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))


def form_of_page(visitor: Visitor) -> dict[str, str]:
    """Every field of the form, as a script would send them."""
    names = (
        "draft",
        "to",
        "cc",
        "bcc",
        "subject",
        "text",
        "references",
        "page",
        "base",
        "attached",
        "shown",
        "back",
    )
    return {name: value(visitor, name) for name in names}


def second_tab(visitor: Visitor) -> Visitor:
    """The page that is open once more, as a double click or another tab has it."""
    second = visitor.twin()
    second.page, second.url = BeautifulSoup(str(visitor.page), "html.parser"), visitor.url
    return second


def place(visitor: Visitor) -> str:
    """The address of the writing: /compose/<sealed>."""
    found = re.match(r"/compose/[^/]+", visitor.path)
    assert found is not None, f"not on a page of writing: {visitor.path}"
    return found[0]


def autosave(visitor: Visitor, **changed: str) -> TestResponse:
    """What the script sends by itself."""
    fields = {**form_of_page(visitor), **changed, "auto": "1"}
    token = visitor.page.select_one("input[name=csrf_token]")
    assert token is not None
    return visitor.client.post(
        f"{place(visitor)}/save",
        base_url=visitor.base_url,
        data={"csrf_token": str(token["value"]), **fields},
        headers={
            "User-Agent": BROWSER,
            "HX-Request": "true",
            "HX-Target": "saved",
            "Sec-Fetch-Site": "same-origin",
            "Origin": visitor.base_url.rstrip("/"),
        },
    )


def send_raw(visitor: Visitor, fields: Mapping[str, str], verb: str = "send") -> TestResponse:
    """A POST that no browser would send, from the page that is open."""
    return post(visitor, f"{place(visitor)}/{verb}", fields)


def lying(store: Dovecot, folder: str = "Drafts", *, person: Person = ANNA) -> list[EmailMessage]:
    """The messages that really lie in the folder, the oldest first."""
    with store.client(person.address) as client:
        if not client.folder_exists(folder):
            return []
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"])
    # What is replaced while one looks has no octets any more (RFC 2180 section 4.1).
    octets = [found[uid][b"BODY[]"] for uid in sorted(found)]
    return [message_from_bytes(each, policy=default) for each in octets if each is not None]


def flags(store: Dovecot, ref: MessageRef, *, person: Person = ANNA) -> set[str]:
    with store.client(person.address) as client:
        client.select_folder(ref.folder, readonly=True)
        return {flag.decode() for flag in client.get_flags([ref.uid])[ref.uid]}


def remove(store: Dovecot, ref: MessageRef, *, person: Person = ANNA) -> None:
    """Somebody else takes the message away for good."""
    with store.client(person.address) as client:
        client.select_folder(ref.folder)
        client.delete_messages([ref.uid])
        client.expunge([ref.uid])


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def begin_path(app: Flask, verb: str, ref: MessageRef, query: str = "") -> str:
    """Where an answer to this message begins."""
    return f"/compose/{verb}/{sealed(app, ref.folder)}/{ref.uidvalidity}.{ref.uid}{query}"


def wait_for_the_thread() -> None:
    """Until everything that was handed over behind a page has come to its end."""
    for thread in threading.enumerate():
        if thread.name == "handing-over":
            thread.join(20)


def state_shown(visitor: Visitor) -> str:
    """The heading of the page that says how a message stands."""
    assert urlsplit(visitor.url).path.startswith("/compose/")
    return visitor.heading


LATER = {"when": "2026-12-01T07:30", "to": BORIS.address, "text": "Hallo"}


def send_later(visitor: Visitor, _ref: MessageRef) -> TestResponse:
    """A new message, to be sent another day."""
    visitor.open("/compose/new")
    return post(visitor, f"{urlsplit(visitor.url).path}/later", LATER)


def send_asking(visitor: Visitor, _ref: MessageRef) -> TestResponse:
    """A new message that asks for a receipt."""
    visitor.open("/compose/new")
    asked = {"to": BORIS.address, "subject": "Plan", "text": "Hallo", "ask_read": "y"}
    return post(visitor, f"{urlsplit(visitor.url).path}/send", asked)
