"""A message from the corpus as the store would tell of it: header, structure, octets of each part."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from html.parser import HTMLParser
from types import MappingProxyType

from webmail.mail.part import Part
from webmail.mail.reading.choice import choose
from webmail.mail.reading.opened import NO_BODY, OpenedMessage, make_body, open_message
from webmail.mail.reading.parameters import parameters_from
from webmail.mail.ref import MessageRef

_PARAMETER = re.compile(r';\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
RECEIVED = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)


@dataclass
class Stored:
    """The answers of a store to FETCH, without a store; structure is None where it cannot say."""

    header: bytes
    structure: Part | None
    octets: dict[str, bytes]
    size: int

    def opened(self, *, images: bool = False) -> OpenedMessage:
        return open_message(
            MessageRef("INBOX", 1, 1),
            header=self.header,
            structure=self.structure,
            flags=frozenset(),
            received=RECEIVED,
            size=self.size,
            body=self.body(images=images),
        )

    def body(self, *, images: bool = False):
        if self.structure is None:
            return NO_BODY
        choice = choose(self.structure)
        inline = {name: f"/part/{part.section}" for name, part in choice.inline.items()}
        html, plain = (part and self.octets[part.section] for part in (choice.html, choice.plain))
        return make_body(choice, html=html, plain=plain, images=images, part_url=inline.get)


def stored(raw: bytes) -> Stored:
    octets: dict[str, bytes] = {}
    try:
        structure = part_from(message_from_bytes(raw, policy=policy.compat32), "", octets)
    except Exception:
        # The library at this end may fail on a broken message; a store then answers NIL.
        structure = None
    end = raw.find(b"\r\n\r\n")
    return Stored(raw[: end + 4] if end >= 0 else raw, structure, octets, len(raw))


def part_from(message: Message, section: str, octets: dict[str, bytes]) -> Part:
    parameters = parameters_from(_pairs(message["content-type"]))
    disposition = str(message.get("content-disposition", "")).partition(";")[0].strip().lower()
    named = parameters_from(_pairs(message["content-disposition"]))
    children = message.get_payload() if message.get_content_maintype() == "multipart" else []
    parts = []
    for number, child in enumerate(children if isinstance(children, list) else [], 1):
        parts.append(part_from(child, f"{section}.{number}".lstrip("."), octets))
    own = "" if parts else (section or "1")
    if own:
        octets[own] = _payload(message)
    return Part(
        section=own,
        media_type=message.get_content_type(),
        encoding=str(message.get("content-transfer-encoding", "7bit")).strip().lower(),
        size=len(octets.get(own, b"")),
        name=named.get("filename") or parameters.get("name"),
        disposition=disposition or None,
        content_id=str(message["content-id"]).strip("<> ") if message["content-id"] else None,
        parameters=MappingProxyType(parameters),
        parts=tuple(parts),
    )


def _pairs(value: object) -> list[tuple[str, str]]:
    """Names and values as they stand in the field: putting them together is the work of the reading."""
    found = _PARAMETER.findall(str(value or ""))
    return [(name, quoted.replace("\\\\", "\\") or bare.strip()) for name, quoted, bare in found]


def _payload(message: Message) -> bytes:
    # get_payload() would decode; a store hands over the octets as they are.
    payload = vars(message)["_payload"]
    if isinstance(payload, list):
        return payload[0].as_bytes()
    return str(payload).encode("utf-8", "surrogateescape")


KEPT_ATTRIBUTES = """
    align alt bgcolor border bordercolor cellpadding cellspacing clear color colspan dir face height
    href hspace lang noshade nowrap rel rowspan rules size span src start style title type valign
    value vspace width
"""
DEAD = """
    applet area audio base body button canvas dialog embed form frame frameset head html iframe input link map
    marquee math meta noembed noframes noscript object option picture plaintext script select source style svg
    template textarea title track video xmp
"""
HARMFUL_IN_STYLE = (
    "url",
    "expression",
    "\\",
    "var(",
    "position",
    "@",
    "/*",
    "{",
    "}",
    "<",
    ">",
    "-moz",
    "behavior",
)


class Harms(HTMLParser):
    """Everything in a piece of HTML that could act, load or stand where it should not."""

    def __init__(self, html: str, *, images: bool = False) -> None:
        super().__init__()
        self.found: list[str] = []
        self.images = images
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in DEAD.split():
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if name not in KEPT_ATTRIBUTES.split() or not self.harmless(name, value or ""):
                self.found.append(f"{tag} {name}={value}")

    def harmless(self, name: str, value: str) -> bool:
        if name == "href":
            return value.lower().startswith(("http://", "https://", "mailto:", "tel:"))
        if name == "src":
            remote = self.images and value.lower().startswith(("http://", "https://"))
            kind = value.lower().partition(";")[0]
            raster = kind in ("data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")
            return remote or raster or value.startswith("/part/")
        return name != "style" or not any(word in value.lower() for word in HARMFUL_IN_STYLE)

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")


def harms(html: str, *, images: bool = False) -> list[str]:
    return Harms(html, images=images).found
