"""Every view that changes mail, as the request a browser would send, and what it must have changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.cast import ANNA, Person
from tests.visitor import BROWSER, Visitor
from webmail.accounts.lookup import find_by_address
from webmail.mail import MessageRef

TARGET = "Klassen"
LATER = "2026-12-01T07:30"


@dataclass(frozen=True, slots=True)
class Deed:
    """Where a form posts to and with what; both may need the sealed names of this account."""

    path: Callable[[Flask, MessageRef], str]
    fields: Callable[[Flask, MessageRef], Mapping[str, str]]


def sealed(app: Flask, text: str, *, purpose: str = "folder", person: Person = ANNA) -> str:
    """A name as it stands in this person's URLs."""
    with app.app_context():
        account = find_by_address(person.address)
        assert account is not None, f"{person.name} was never here"
        return str(app.extensions["dienstpost"].seal(purpose, text, account.id))


def list_path(app: Flask, folder: str = "INBOX") -> str:
    return f"/mailbox/{sealed(app, folder)}"


def message_path(app: Flask, ref: MessageRef) -> str:
    return f"/message/{sealed(app, ref.folder)}/{ref.uidvalidity}.{ref.uid}"


def _on_list(verb: str, **fields: str) -> Deed:
    def chosen(app: Flask, ref: MessageRef) -> Mapping[str, str]:
        return {"uidvalidity": str(ref.uidvalidity), "uid": str(ref.uid), **_opened(app, fields)}

    return Deed(lambda app, ref: f"{list_path(app, ref.folder)}/{verb}", chosen)


def _anywhere(verb: str, **fields: str) -> Deed:
    """On a list that mixes folders, whose boxes say the folder too."""

    def chosen(app: Flask, ref: MessageRef) -> Mapping[str, str]:
        return {"ref": message_path(app, ref).removeprefix("/message/"), **_opened(app, fields)}

    return Deed(lambda _app, _ref: f"/mailbox/selected/{verb}", chosen)


def _on_message(verb: str, **fields: str) -> Deed:
    return Deed(lambda app, ref: f"{message_path(app, ref)}/{verb}", lambda app, _ref: _opened(app, fields))


def _opened(app: Flask, fields: Mapping[str, str]) -> dict[str, str]:
    return {name: sealed(app, value) if name == "to" else value for name, value in fields.items()}


DEEDS: dict[str, Deed] = {
    "mailbox.flag": _on_list("flag", flag="flagged"),
    "mailbox.move": _on_list("move", to=TARGET),
    "mailbox.copy": _on_list("copy", to=TARGET),
    "mailbox.copy of any folder": _anywhere("copy", to=TARGET),
    "message.copy": _on_message("copy", to=TARGET),
    "mailbox.archive": _on_list("archive"),
    "mailbox.delete": _on_list("delete"),
    "mailbox.junk": _on_list("junk"),
    "mailbox.enclose": _on_list("enclose"),
    "mailbox.enclose of any folder": _anywhere("enclose"),
    "mailbox.flag of any folder": _anywhere("flag", flag="flagged"),
    "mailbox.move of any folder": _anywhere("move", to=TARGET),
    "mailbox.archive of any folder": _anywhere("archive"),
    "mailbox.delete of any folder": _anywhere("delete"),
    "mailbox.junk of any folder": _anywhere("junk"),
    "mailbox.snooze": _on_list("snooze", when=LATER),
    "mailbox.snooze of any folder": _anywhere("snooze", when=LATER),
    "message.snooze": _on_message("snooze", when=LATER),
    "message.junk": _on_message("junk"),
    "message.junk_all": _on_message("junk-all"),
    "message.flag": _on_message("flag", flag="flagged"),
    "message.move": _on_message("move", to=TARGET),
    "message.archive": _on_message("archive"),
    "message.delete": _on_message("delete"),
}


def post(visitor: Visitor, path: str, fields: Mapping[str, str] | None = None) -> TestResponse:
    """A POST with the token of the page that is open; answers as they come, redirects not followed."""
    token = visitor.page.select_one("input[name=csrf_token]")
    values = MultiDict(fields or {})
    values.setdefault("csrf_token", str(token["value"]) if token else "")
    return visitor.client.post(
        urlsplit(path).path,
        base_url=visitor.base_url,
        data=values,
        headers={
            "User-Agent": BROWSER,
            "Accept-Language": "de",
            "Sec-Fetch-Site": "same-origin",
            "Origin": visitor.base_url.rstrip("/"),
        },
    )


def do(visitor: Visitor, name: str, ref: MessageRef) -> TestResponse:
    """Sends one deed of the table."""
    deed = DEEDS[name]
    return post(visitor, deed.path(visitor.app, ref), deed.fields(visitor.app, ref))
