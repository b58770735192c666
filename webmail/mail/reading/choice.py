"""Which part is the body, which are attachments, which inline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from webmail.mail.part import Part

PARTS_SHOWN = 1000
NESTING = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The parts of a message by what a reader does with them; inline is by content id (RFC 2392).

    related has the sections of those attachments that the HTML is meant to show (RFC 2387); whether it does
    is known when it has been read. cut says that there are more parts, or deeper ones, than were looked at.
    """

    html: Part | None = None
    plain: Part | None = None
    attachments: tuple[Part, ...] = ()
    inline: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType({}))
    related: frozenset[str] = frozenset()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree a part stands."""

    depth: int = 0
    alternative: bool = False
    related: bool = False

    def below(self, part: Part) -> "_Place":
        alternative = self.alternative or part.media_type == "multipart/alternative"
        return _Place(self.depth + 1, alternative, part.media_type == "multipart/related")


def choose(structure: Part) -> Choice:
    """Looks at no more than 1,000 parts and 100 levels."""
    chosen = _Chosen()
    waiting = [(structure, _Place())]
    seen = 0
    while waiting and seen < PARTS_SHOWN:
        part, place = waiting.pop()
        seen += 1
        if not part.media_type.startswith("multipart/"):
            chosen.take(part, place)
        elif place.depth < NESTING:
            waiting.extend((child, place.below(part)) for child in reversed(part.parts))
        else:
            chosen.cut = True
    chosen.cut = chosen.cut or bool(waiting)
    return chosen.choice()


class _Chosen:
    """What has been taken so far."""

    def __init__(self) -> None:
        self.html: Part | None = None
        self.plain: Part | None = None
        self.attachments: list[Part] = []
        self.inline: dict[str, Part] = {}
        self.related: set[str] = set()
        self.cut = False

    def take(self, part: Part, place: _Place) -> None:
        if self.takes_as_body(part, place):
            return
        if part.content_id and part.media_type.startswith("image/"):
            self.inline.setdefault(part.content_id, part)
            if place.related and part.disposition != "attachment":
                self.related.add(part.section)
        self.attachments.append(part)

    def takes_as_body(self, part: Part, place: _Place) -> bool:
        """A second text is another form of the first only below multipart/alternative (RFC 2046 5.1.4)."""
        if part.disposition == "attachment" or (part.name and part.disposition != "inline" and place.depth):
            return False
        if part.media_type == "text/html" and not self.html and (place.alternative or not self.plain):
            self.html = part
            return True
        if part.media_type == "text/plain" and not self.plain and (place.alternative or not self.html):
            self.plain = part
            return True
        return False

    def choice(self) -> Choice:
        return Choice(
            self.html,
            self.plain,
            tuple(self.attachments),
            MappingProxyType(self.inline),
            related=frozenset(self.related),
            cut=self.cut,
        )
