"""Part and its section ("1.2"): the MIME tree as values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the MIME tree (RFC 2045); its section is the address FETCH understands (RFC 9051 6.4.5.1).

    section      "1", "1.2"; "" for a multipart at the top
    media_type   lower case, "text/html", "multipart/mixed", "message/rfc822"
    encoding     Content-Transfer-Encoding, lower case: "7bit", "8bit", "quoted-printable", "base64", "binary"
    size         octets as stored, still encoded
    name         file name as the sender gave it, decoded, not yet made safe; None when absent
    disposition  "attachment", "inline" or None
    content_id   without angle brackets
    parameters   of Content-Type, names in lower case: charset, format, delsp …
    """

    section: str
    media_type: str
    encoding: str = "7bit"
    size: int = 0
    name: str | None = None
    disposition: str | None = None
    content_id: str | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple["Part", ...] = ()

    def find(self, section: str) -> "Part | None":
        """The part with this address; of an attached message and the multipart in it, the message."""
        return next((part for part in self.walk() if part.section == section), None)

    def walk(self) -> Iterator["Part"]:
        """This part and all below it, in the order they are stored; without recursion, trees may be deep."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))
