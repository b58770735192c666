"""Walks through all that a person can reach by looking, and remembers what was there."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.cast import ANNA
from tests.invitations import invitation
from tests.letters import letter
from tests.reports import bounce
from tests.servers.dovecot import Dovecot
from tests.tnef import packed, tnef, winmail
from tests.visitor import BROWSER, Visitor

MOST = 800
# An address with yet another query, or yet another search, tells nothing that the first ones did not.
MOST_OF_A_PATH = 3
MOST_OF_A_VIEW = 90
# Documents that hold the text of a message, under the policy of mail.
MAIL = (".body", "_body", ".print")
# What a browser asks for by itself, and how it says so.
LOADS = {"iframe": "iframe", "img": "image"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class Tags(HTMLParser):
    """What a document begins, one tag after the other: all that a walk needs, in half the time of a tree."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser, also for a tag that ends itself."""
        self.all.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, *names: str) -> Iterator[dict[str, str]]:
        """The attributes of each tag of these names."""
        return (attributes for tag, attributes in self.all if tag in names)

    @property
    def ids(self) -> list[str]:
        """What is called by a name of its own, as it stands there."""
        return [attributes["id"] for _, attributes in self.all if "id" in attributes]


@dataclass(frozen=True, slots=True)
class Seen:
    """One address that was asked for and what came."""

    url: str
    endpoint: str
    response: TestResponse
    tags: Tags

    @property
    def is_page(self) -> bool:
        """Whether this is a page of ours: not a download, not the body of a message in its frame."""
        return self.response.mimetype == "text/html" and not self.endpoint.endswith(MAIL)


@dataclass(frozen=True, slots=True)
class Walk:
    """Everything asked for, and every address a form would have posted to."""

    seen: tuple[Seen, ...]
    posts: dict[str, str]

    @property
    def endpoints(self) -> set[str]:
        return {each.endpoint for each in self.seen} | set(self.posts.values())


def endpoint_of(app: Flask, url: str, method: str) -> str | None:
    """Which view answers there."""
    parts = urlsplit(url)
    try:
        return str(app.url_map.bind(parts.netloc).match(parts.path, method=method)[0])
    except HTTPException:
        return None


def walk(visitor: Visitor, *starts: str) -> Walk:
    """Follows every link, frame and image from the given pages on; posts nothing."""
    waiting = [(urljoin(visitor.base_url, start), "document") for start in starts]
    known = {url for url, _ in waiting}
    seen: list[Seen] = []
    posts: dict[str, str] = {}
    views: Counter[str] = Counter()
    while waiting and len(seen) < MOST:
        url, destination = waiting.pop(0)
        response = ask(visitor, url, destination)
        # A file that is sent as it lies is open until somebody has read it.
        response.get_data()
        response.close()
        page = Tags(response.text if response.mimetype == "text/html" else "")
        seen.append(Seen(url, endpoint_of(visitor.app, url, "GET") or "?", response, page))
        for address in set(_forms(page, url)) - posts.keys():
            posts[address] = endpoint_of(visitor.app, address, "POST") or "?"
        for found in _leads(page, url, response):
            if found[0] in known or not found[0].startswith(visitor.base_url):
                continue
            known.add(found[0])
            view, path = endpoint_of(visitor.app, found[0], "GET") or "?", urlsplit(found[0]).path
            views.update((view, path))
            if views[view] <= MOST_OF_A_VIEW and views[path] <= MOST_OF_A_PATH:
                waiting.append(found)
    assert not waiting, "the walk was cut off"
    return Walk(tuple(seen), posts)


def ask(visitor: Visitor, url: str, destination: str = "document", **headers: str) -> TestResponse:
    """One GET, without following anything."""
    parts = urlsplit(url)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.client.get(
        parts.path,
        query_string=parts.query,
        base_url=visitor.base_url,
        headers={
            "User-Agent": BROWSER,
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Dest": destination,
            **sent,
        },
    )


def _leads(page: Tags, url: str, response: TestResponse) -> Iterator[tuple[str, str]]:
    if response.mimetype == "text/html" and "Location" in response.headers:
        yield urljoin(url, response.headers["Location"]), "document"
    for link in page.named("a"):
        if "href" in link:
            yield urldefrag(urljoin(url, link["href"]))[0], "document"
    for name, destination in LOADS.items():
        for loaded in page.named(name):
            if "src" in loaded:
                yield urljoin(url, loaded["src"]), destination


def _forms(page: Tags, url: str) -> Iterator[str]:
    for form in page.named("form"):
        if form.get("method") == "post":
            yield urljoin(url, form.get("action", ""))
    for button in page.named("button", "input"):
        if "formaction" in button:
            yield urljoin(url, button["formaction"])


def furnish(store: Dovecot) -> None:
    """Gives Anna one of each kind of message, in folders of each kind."""
    plain = EmailMessage()
    plain["From"], plain["To"], plain["Subject"] = (
        "Boris <boris.becker@schule.example>",
        ANNA.address,
        "Schlüssel",
    )
    plain.set_content("Guten Tag,\n\n> wo ist der Schlüssel?\n\nhttps://schule.example/\n")
    rich = EmailMessage()
    rich["From"], rich["To"], rich["Subject"] = "Schulamt <amt@schule.example>", ANNA.address, "Rundbrief"
    rich.set_content("Rundbrief")
    image = '<img src="cid:bild@schule.example" alt="Bild"><img src="https://elsewhere.example/x.png" alt="">'
    rich.add_alternative(f"<h1>Rundbrief</h1><p>Hallo</p>{image}", subtype="html")
    html = rich.get_payload()[1]  # type: ignore[index]
    html.add_related(PIXEL, "image", "png", cid="<bild@schule.example>")  # type: ignore[union-attr]
    rich.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Übersicht.pdf")
    inner = EmailMessage()
    inner["Subject"] = "Innen"
    inner.set_content("<p>Innen</p>", subtype="html")
    rich.add_attachment(inner)
    for folder in ("INBOX", "Klasse 7b/Ausflüge", "Trash", "Drafts"):
        for message in (plain, rich):
            store.append(ANNA.address, folder, message.as_bytes().replace(b"\n", b"\r\n"))
    for folder, message in _with_a_question():
        store.append(ANNA.address, folder, message)


def _with_a_question() -> Iterator[tuple[str, bytes]]:
    """Messages that offer more than to be read: junk, mailings, what asks for an answer, a bounce."""
    yield "Junk", letter(subject="Gewinn")
    for way in ("<https://liste.example/aus>", "<mailto:aus@liste.example>"):
        more = {"List-Unsubscribe": way, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        yield "INBOX", letter(subject=f"Neues {way}", sender="liste@liste.example", more=more)
    wish = {
        "Disposition-Notification-To": "boris.becker@schule.example",
        "Return-Path": "<boris.becker@schule.example>",
    }
    yield "INBOX", letter(subject="Bitte bestätigen", more=wish)
    yield "INBOX", bounce()
    yield "INBOX", invitation()
    files = (packed("Plan.pdf", b"%PDF-1.4"), packed("Bild.png", PIXEL), packed("notiz.txt", b"Gruppe 7b"))
    yield "INBOX", winmail(tnef(*files, html="<p>Plan</p>"))


def kept_by_store(store: Dovecot) -> dict[str, object]:
    """What the store holds of Anna's: folders, messages and flags; but not Seen, which reading may set."""
    with store.client(ANNA.address) as client:
        found: dict[str, object] = {"subscribed": sorted(name for _, _, name in client.list_sub_folders())}
        for flags, _, name in client.list_folders():
            if b"\\Noselect" in flags:
                continue
            chosen = client.select_folder(name, readonly=True)
            rows = client.get_flags(client.search(["ALL"]))
            marks = {uid: sorted(set(row) - {b"\\Seen", b"\\Recent"}) for uid, row in rows.items()}
            found[name] = (chosen[b"UIDVALIDITY"], marks)
    return found


def kept_by_database(instance: Path, *, but: tuple[str, ...] = ()) -> dict[str, list[object]]:
    """Every row of every table, without the named columns and tables."""
    with closing(sqlite3.connect(instance / "dienstpost.db")) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found: dict[str, list[object]] = {}
        for name in sorted(set(names) - set(but)):
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            keep = [number for number, column in enumerate(columns) if f"{name}.{column}" not in but]
            found[name] = [tuple(row[number] for number in keep) for row in cursor]
    return found
