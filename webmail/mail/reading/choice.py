"""Which part is the body, which are attachments, which inline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from webmail.mail.part import Part

PARTS_SHOWN = 1000
NESTING = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The parts of a message by what a reader does with them; inline is by content id (RFC 2392)."""

    html: Part | None = None
    plain: Part | None = None
    attachments: tuple[Part, ...] = ()
    inline: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType({}))
    cut: bool = False


def choose(structure: Part) -> Choice:
    """Looks at no more than 1,000 parts and 100 levels; what lies beyond is left out and `cut` says so."""
    found = _Chosen()
    waiting = [(structure, "multipart/mixed", 0)]
    seen = 0
    while waiting and seen < PARTS_SHOWN:
        part, parent, depth = waiting.pop()
        seen += 1
        if not part.media_type.startswith("multipart/"):
            found.take(part, parent)
        elif depth < NESTING:
            waiting.extend((child, part.media_type, depth + 1) for child in reversed(part.parts))
        else:
            found.cut = True
    found.cut = found.cut or bool(waiting)
    return found.choice()


class _Chosen:
    """What has been taken so far."""

    def __init__(self) -> None:
        self.html: Part | None = None
        self.plain: Part | None = None
        self.attachments: list[Part] = []
        self.inline: dict[str, Part] = {}
        self.cut = False

    def take(self, part: Part, parent: str) -> None:
        body = part.disposition != "attachment" and not (part.name and part.disposition != "inline")
        if part.media_type == "text/html" and body and self.html is None:
            if parent == "multipart/alternative" or self.plain is None:
                self.html = part
                return
        elif (
            part.media_type == "text/plain"
            and body
            and self.plain is None
            and not (self.html and parent != "multipart/alternative")
        ):
            self.plain = part
            return
        if part.content_id and part.media_type.startswith("image/"):
            self.inline.setdefault(part.content_id, part)
            if part.disposition != "attachment" and parent == "multipart/related":
                return
        self.attachments.append(part)

    def choice(self) -> Choice:
        return Choice(self.html, self.plain, tuple(self.attachments), MappingProxyType(self.inline), self.cut)
