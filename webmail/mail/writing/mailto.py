"""mailto: what a link wants a new message to begin with (RFC 6068); nothing of it is more than typed text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from webmail.mail.writing.draft import writable
from webmail.mail.writing.mime import kept_references
from webmail.mail.writing.recipients import one_line

LINK_LIMIT = 64 * 1024
_SUBJECT_LIMIT = 998
_FIELDS_LIMIT = 5000
_SCHEME = "mailto:"
_PEOPLE = ("to", "cc", "bcc")
_ID = re.compile(r"<[^<>\s]{1,990}>")


@dataclass(frozen=True, slots=True)
class Given:
    """What a message begins with: the fields as a person would have typed them."""

    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    references: tuple[str, ...] = ()


def read_mailto(link: str) -> Given:
    """The fields of the link; never raises. Everything but people, subject, body and In-Reply-To is left out.

    Each person stands on a line of their own, and whatever would end a line in it is a blank: a link can name
    somebody, and it can neither add a header field nor hide one person behind another.
    """
    link = link[:LINK_LIMIT]
    if link[: len(_SCHEME)].lower() != _SCHEME:
        return Given()
    path, _, query = link[len(_SCHEME) :].partition("#")[0].partition("?")
    found: dict[str, list[str]] = {"to": [path], "cc": [], "bcc": [], "subject": [], "body": [], "id": []}
    for name, value in _fields(query):
        found.setdefault({"in-reply-to": "id"}.get(name, name), []).append(value)
    to, cc, bcc = (_people(found[name]) for name in _PEOPLE)
    answered = _ID.fullmatch(one_line(_decoded(found["id"][-1]))) if found["id"] else None
    return Given(
        to,
        cc,
        bcc,
        subject=one_line(_decoded("".join(found["subject"][-1:])))[:_SUBJECT_LIMIT],
        text=writable("\n".join(map(_decoded, found["body"]))),
        references=kept_references((answered[0],)) if answered else (),
    )


def _fields(query: str) -> Iterator[tuple[str, str]]:
    for field in query.split("&", _FIELDS_LIMIT)[:_FIELDS_LIMIT]:
        name, _, value = field.partition("=")
        yield _decoded(name).strip().lower(), value


def _people(lists: list[str]) -> str:
    """Commas part people only as they stand; one that is written as %2C belongs to an address."""
    people = (one_line(_decoded(one)) for each in lists for one in each.split(","))
    return "\n".join(one for one in people if one)


def _decoded(text: str) -> str:
    """A plus is a plus (RFC 6068 section 5)."""
    return unquote(text, errors="replace")
