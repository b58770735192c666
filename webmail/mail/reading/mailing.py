"""Mailing: how a message to many says that it can be ended (RFC 2369, RFC 8058)."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from webmail.mail.reading.links import safe_link
from webmail.mail.reading.trace import Trace

_OFFERS = 10
_ADDRESS = re.compile(r"<([^<>]{1,4096})>")
_SPEC = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]{1,253}")
_ONE_CLICK = "list-unsubscribe=one-click"
_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail that ends it, as the sender wishes it."""

    to: str
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """The ways that the sender offers: one click, a letter, a page of theirs."""

    post: str | None = None
    letter: Letter | None = None
    page: str | None = None

    @property
    def can_be_ended(self) -> bool:
        return self != NO_MAILING


NO_MAILING = Mailing()


def read_mailing(trace: Trace) -> Mailing:
    """What the header offers; addresses that are none are left out."""
    offered = _ADDRESS.findall(re.sub(r"\s", "", trace.unsubscribe))[:_OFFERS]
    https = next((each for each in offered if each.lower().startswith("https://") and safe_link(each)), None)
    letters = (_letter(each) for each in offered if each[:7].lower() == "mailto:")
    letter = next((each for each in letters if each is not None), None)
    one_click = "".join(trace.unsubscribe_post.split()).lower() == _ONE_CLICK
    if https is not None and one_click:
        return Mailing(post=https, letter=letter)
    return Mailing(letter=letter, page=https)


def _letter(address: str) -> Letter | None:
    """A mailto to one address (RFC 6068); of its fields only subject and body count."""
    to, _, query = address[7:].partition("?")
    spec = unquote(to)
    if not _SPEC.fullmatch(spec):
        return None
    fields: dict[str, str] = {}
    for field in query.split("&"):
        name, _, value = field.partition("=")
        fields.setdefault(name.lower(), unquote(value)[:_WORDS])
    subject = " ".join(fields.get("subject", "").split())
    return Letter(spec, subject, fields.get("body", ""))
