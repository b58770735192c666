"""A careless webmail: right as long as nothing fails, and wrong in one chosen way; the checks must notice."""

import imaplib
import re
import secrets
import smtplib
import time
import tomllib
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

from tests.cast import CAST

FIELDS = ("to", "bcc", "subject", "text", "page", "base")
FORM = """<form id="compose"><textarea name="to">\n{to}</textarea><textarea name="bcc">\n{bcc}</textarea>
<input name="subject" value="{subject}"><textarea name="text">\n{text}</textarea>
<input type="hidden" name="page" value="{page}">
<p id="saved"><input type="hidden" name="base" value="{base}"></p></form>"""
STATE = '<section id="state"><h1>Sent</h1></section>'


class Careless:
    """The application; flaw names what is wrong with it, "" is nothing but what everybody forgets."""

    def __init__(self, instance: Path, flaw: str) -> None:
        self.flaw = flaw
        self.instance = instance
        self.settings = tomllib.loads((instance / "config.toml").read_text())
        self.remembered: dict[str, dict[str, str]] = {}

    def edit(self, name: str) -> str:
        """The form, or that it is sent."""
        if self.flaw != "twice" and self._claim(name).exists():
            return STATE
        return self._form((self._found(name) or dict.fromkeys(FIELDS, "") | {"base": "0"}) | {"page": ""})

    def save(self, name: str) -> Any:
        """Stores the text and shows the page again."""
        fields = self._posted()
        if self._claim(name).exists():
            return STATE + self._form(fields)
        if self._changed(name, fields):
            return self._form(fields), 409
        try:
            base = self._store(name, fields)
        except (OSError, imaplib.IMAP4.error):
            return ("Error", 503) if self.flaw == "swallowing" else (self._form(fields), 503)
        return self._form(fields | {"base": base})

    def send(self, name: str) -> Any:
        """Stores, submits, files."""
        fields = self._posted()
        if self.flaw != "twice":
            try:
                self._claim(name).open("x").close()
            except FileExistsError:
                return STATE
        try:
            self._store(name, fields)
            if self.flaw == "hopeful":
                self._file(name)
                with suppress(OSError, smtplib.SMTPException):
                    self._submit(name, fields)
            else:
                self._submit(name, fields)
                self._file(name)
        except (OSError, imaplib.IMAP4.error, smtplib.SMTPException):
            self._claim(name).unlink(missing_ok=True)
            return self._form(fields), 502
        return redirect("/mailbox/", 303)

    def _claim(self, name: str) -> Path:
        return self.instance / f"claim-{name}"

    def _posted(self) -> dict[str, str]:
        return {field: request.form.get(field, "").replace("\r\n", "\n") for field in FIELDS}

    def _form(self, fields: dict[str, str]) -> str:
        shown = fields | {"page": fields["page"] or secrets.token_hex(8)}
        return FORM.format(**{field: escape(value) for field, value in shown.items()})

    def _changed(self, name: str, fields: dict[str, str]) -> bool:
        if self.flaw in ("overwriting", "forgetful"):
            return False
        found = self._found(name)
        return found is not None and found["base"] != fields["base"] and found["page"] != fields["page"]

    def _found(self, name: str) -> dict[str, str] | None:
        if self.flaw == "forgetful":
            return self.remembered.get(name)
        with self._store_line() as line:
            uids = self._uids(line, name)
            if not uids:
                return None
            raw = line.uid("FETCH", uids[-1], "(BODY.PEEK[])")[1][0][1]  # type: ignore[index]
        found = re.search(rb"X-Fields: (.*)\r\n", bytes(raw))
        assert found
        fields = dict(zip(FIELDS, bytes.fromhex(found[1].decode()).decode().split("\0"), strict=True))
        return fields | {"base": uids[-1]}

    def _store(self, name: str, fields: dict[str, str]) -> str:
        if self.flaw == "forgetful":
            self.remembered[name] = fields | {"base": "1"}
            return "1"
        with self._store_line() as line:
            before = self._uids(line, name)
            message = self._message(name, fields)
            message["X-Fields"] = "\0".join(fields[field] for field in FIELDS).encode().hex()
            line.append("Drafts", "\\Draft", "", message.as_bytes(policy=SMTP.clone(max_line_length=None)))
            if before and self.flaw != "littering":
                line.uid("STORE", ",".join(before), "+FLAGS", "\\Deleted")
                line.expunge()
            return self._uids(line, name)[-1]

    def _file(self, name: str) -> None:
        with self._store_line() as line:
            line.uid("MOVE", self._uids(line, name)[-1], "Sent")

    def _uids(self, line: imaplib.IMAP4, name: str) -> list[str]:
        line.select("Drafts")
        answer = line.uid("SEARCH", "HEADER", "Message-ID", f"{name}@careless.example")[1]
        return sorted((answer[0] or b"").decode().split(), key=int)

    def _message(self, name: str, fields: dict[str, str]) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Message-ID"] = f"<{name}@careless.example>"
        message["Subject"] = fields["subject"]
        message.set_content(fields["text"] + "\n", cte="base64")
        return message

    def _submit(self, name: str, fields: dict[str, str]) -> None:
        with smtplib.SMTP("127.0.0.1", self.settings["submission"]["port"], timeout=2) as line:
            line.login(session["address"], self._typed(), initial_response_ok=True)
            line.sendmail(
                session["address"], ["boris@anderswo.example"], self._message(name, fields).as_bytes()
            )

    def _store_line(self) -> imaplib.IMAP4:
        line = imaplib.IMAP4("127.0.0.1", self.settings["store"]["port"], timeout=2)
        line.login(session["address"], self._typed())
        return line

    def _typed(self) -> str:
        return next(person.typed for person in CAST if person.address == session["address"])


def enter() -> Response:
    """Everybody comes in."""
    session["address"] = request.form["address"]
    return redirect("/mailbox/", 303)


def build(instance: Path, *, flaw: str = "") -> Flask:
    """The application as the nursery wants it."""
    app = Flask(__name__)
    app.secret_key = "careless"
    careless = Careless(instance, flaw)
    app.add_url_rule("/session/", "door", lambda: "<form></form>")
    app.add_url_rule("/session/sign-in", "enter", enter, methods=["POST"])
    app.add_url_rule("/mailbox/", "mailbox", lambda: "<h1>Mail</h1>")
    app.add_url_rule("/compose/new", "new", lambda: redirect(f"/compose/{time.time_ns()}", 303))
    app.add_url_rule("/compose/outbox", "outbox", lambda: "<ol></ol>")
    app.add_url_rule("/compose/<name>", "edit", careless.edit)
    app.add_url_rule("/compose/<name>/save", "save", careless.save, methods=["POST"])
    app.add_url_rule("/compose/<name>/send", "send", careless.send, methods=["POST"])
    return app


right = build
twice = partial(build, flaw="twice")
forgetful = partial(build, flaw="forgetful")
littering = partial(build, flaw="littering")
hopeful = partial(build, flaw="hopeful")
overwriting = partial(build, flaw="overwriting")
swallowing = partial(build, flaw="swallowing")
