"""What is measured about writing: opening the form, saving a draft, sending; raw IMAP and SMTP beside it."""

import imaplib
import re
import smtplib
import socket
from dataclasses import dataclass

from bench.browser import Answer, Browser
from bench.job import Job
from tests.cast import BORIS, Person
from tests.servers.dovecot import Dovecot

FIELD = re.compile(r'name="(page|base)"[^>]* value="([^"]*)"')
TEXT = "Liebe Kolleginnen und Kollegen, die Tagesordnung für den Elternabend am Donnerstag steht fest.\r\n"
LONG, SHORT = TEXT * 220, TEXT * 20
# 20 KB too, as the editor sends it: the page posts the HTML, and the server cleans it and writes its twin.
LINE = "<p>Liebe <strong>Kolleginnen und Kollegen</strong>, die Tagesordnung steht fest.</p>"
FORMATTED = LINE * 260


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open form: where it posts to, and what it says about itself."""

    path: str
    fields: dict[str, str]


class RawWriting:
    """The same by imaplib and smtplib: an open connection to the store, a new one for each submission."""

    def __init__(self, dovecot: Dovecot, smtp_port: int, person: Person) -> None:
        self._imap = imaplib.IMAP4(dovecot.host, dovecot.port)
        self._imap.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._imap.login(person.address, person.typed)
        self._smtp = (dovecot.host, smtp_port)
        self._person = person
        self._stored = 0

    def open(self) -> None:
        """Is there such a draft, and what folders are there."""
        self._imap.select("Drafts", readonly=True)
        self._imap.uid("SEARCH", "HEADER", "Message-ID", "<none@schule.example>")
        self._imap._simple_command("LIST", '""', "*", "RETURN", "(SPECIAL-USE STATUS (MESSAGES UNSEEN))")
        self._imap.untagged_responses.clear()

    def save(self, text: str) -> None:
        """A new version, then the old one is removed."""
        self._imap.select("Drafts")
        said = self._imap.append("Drafts", "(\\Draft \\Seen)", "", self._message(text))[1][0]
        if self._stored:
            self._imap.uid("STORE", str(self._stored), "+FLAGS.SILENT", "(\\Deleted)")
            self._imap.uid("EXPUNGE", str(self._stored))
        found = re.search(rb"APPENDUID \d+ (\d+)", said)
        self._stored = int(found[1]) if found else 0
        self._imap.untagged_responses.clear()

    def send(self, text: str) -> None:
        """Stored, handed over, moved to the others that were sent."""
        self._stored = 0
        self.save(text)
        with smtplib.SMTP(*self._smtp, timeout=10) as smtp:
            smtp.login(self._person.address, self._person.typed)
            smtp.sendmail(self._person.address, [BORIS.address], self._message(text), ["BODY=8BITMIME"])
        self._imap.uid("MOVE", str(self._stored), "Sent")
        self._imap.untagged_responses.clear()
        self._stored = 0

    def _message(self, text: str) -> bytes:
        head = f"From: {self._person.address}\r\nTo: {BORIS.address}\r\nSubject: Elternabend\r\n\r\n"
        return (head + text).encode()


class WritingDesk:
    """The jobs about writing, for one person's browser."""

    def __init__(self, browser: Browser, raw: RawWriting, *, rounds: int) -> None:
        self._browser = browser
        self._raw = raw
        self._draft, self._formatted = self._sheet(), self._sheet()
        # A message is sent once, so each round needs its own; opening them is not what is timed.
        self._sheets = [self._sheet() for _ in range(rounds + 2)]
        self._save(self._draft, text=LONG)
        self._save(self._formatted, html=FORMATTED, editor="on", shape="formatted")

    def jobs(self) -> list[Job]:
        """In the order they are measured and shown."""
        raw = self._raw
        return [
            Job("compose, new", lambda n: raw.open(), lambda n: self._open(), aim=5),
            Job(
                "save 20 KB",
                lambda n: raw.save(LONG),
                lambda n: self._save(self._draft, text=LONG + str(n)),
                aim=8,
            ),
            Job(
                "save 20 KB formatted",
                lambda n: raw.save(FORMATTED),
                lambda n: self._save(
                    self._formatted, html=f"{FORMATTED}<p>{n}</p>", editor="on", shape="formatted"
                ),
                aim=10,
            ),
            Job("send", lambda n: raw.send(SHORT), lambda n: self._send(n), aim=15),
        ]

    def _open(self) -> Answer:
        begun = self._browser.get("/compose/new")
        if begun.status != 303:
            raise RuntimeError(f"writing begins with {begun.status}")
        return self._browser.get(begun.location)

    def _sheet(self) -> Sheet:
        path = self._browser.get("/compose/new").location
        found = dict(FIELD.findall(self._browser.get(path).text))
        return Sheet(path.partition("?")[0], {**found, "csrf_token": self._browser.token})

    def _save(self, sheet: Sheet, **words: str) -> Answer:
        fields = {**sheet.fields, "to": BORIS.address, "subject": "Elternabend", **words, "auto": "1"}
        answer = self._browser.post(f"{sheet.path}/save", fields, target="saved")
        if answer.status != 200:
            raise RuntimeError(f"a draft was answered with {answer.status}")
        # As on the page, where the answer brings the version that the next save names.
        sheet.fields.update(FIELD.findall(answer.text))
        return answer

    def _send(self, number: int) -> None:
        sheet = self._sheets[number]
        fields = {**sheet.fields, "to": BORIS.address, "subject": "Elternabend", "text": SHORT}
        answer = self._browser.post(f"{sheet.path}/send", fields, keep=False)
        if answer.status != 303:
            raise RuntimeError(f"sending was answered with {answer.status}")
