"""Loading: one version of a draft put together, out of what lies in the store and of files."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from webmail.mail.part import Part
from webmail.mail.ref import MessageRef
from webmail.mail.writing.attached import encoded_size, outgoing_name, part_header
from webmail.mail.writing.enclosing import MESSAGE, moved_forward
from webmail.mail.writing.finding import Version
from webmail.mail.writing.nest import TEXT_ALONE, Nest, Shape, opening
from webmail.mail.writing.outgoing import shown_pictures
from webmail.mail.writing.storing import Copying, Encoding, Freight, Verbatim, copied
from webmail.mail.writing.wish import Enclosure, Wish

Piece = bytes | Encoding | Verbatim | Copying


@dataclass(frozen=True, slots=True)
class Kept:
    """What of the version before stays in the draft: pictures in its text, and attachments."""

    pictures: tuple[Part, ...] = ()
    attached: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.pictures + self.attached


def kept_of(wish: Wish, version: Version, *, seen: bool) -> Kept:
    """What stays of this version; seen: the page knows its sections, and may name those that go.

    A picture that the text does not show any more may come back by undoing, as long as its page is open;
    then it goes. In a message without formatting nothing is shown, and it becomes an attachment.
    """
    ordered = moved_forward(version.parts, wish.forward) if seen else version.parts
    attached = [each for each in ordered if not seen or each.section not in wish.without]
    if not wish.draft.html:
        return Kept((), (*version.shape.pictures, *attached))
    shown = shown_pictures(wish.draft.html)
    forgets = wish.final or version.page != wish.page
    pictures = [each for each in version.shape.pictures if not forgets or each.content_id in shown]
    return Kept(
        (*pictures, *(each for each in attached if each.content_id in shown)),
        tuple(each for each in attached if each.content_id not in shown),
    )


@dataclass(frozen=True, slots=True)
class Load:
    """A version from its first octet to its last, and what its parts will be."""

    freight: Freight = ()
    shape: Shape = TEXT_ALONE

    @property
    def size(self) -> int:
        return sum(len(each) if isinstance(each, bytes) else each.size for each in self.freight)

    def looks_like(self, shape: Shape) -> bool:
        """Whether what lies there can be this one."""
        mine, other = self.shape, shape
        return (len(mine.attached), len(mine.pictures)) == (len(other.attached), len(other.pictures))


def load(wish: Wish, kept: Kept, *, place: MessageRef | None, head: Callable[[Nest], bytes]) -> Load:
    """Puts it together; place is where the parts lie that are kept, head() begins the message."""
    draft = wish.draft
    shown = shown_pictures(draft.html)
    new_pictures = [each for each in wish.enclosures[wish.brought :] if each.content_id and draft.html]
    new_pictures += [each for each in wish.enclosures[: wish.brought] if each.content_id in shown]
    new_attached = [each for each in wish.enclosures if each not in new_pictures]
    pictures: tuple[Part | Enclosure, ...] = (*kept.pictures, *new_pictures)
    attached: tuple[Part | Enclosure, ...] = (*kept.attached, *new_attached)
    nest = Nest.of(draft.text, draft.html, pictures=bool(pictures), attached=bool(attached))
    freight: list[Piece] = [head(nest)]
    for picture in pictures:
        freight += _carried(picture, place, nest.related, shown=True)
    freight.append(nest.behind_pictures)
    for each in attached:
        freight += _carried(each, place, nest.mixed, shown=False)
    freight.append(nest.behind_attached)
    return Load([each for each in freight if each != b""], _shape(nest, pictures, attached))


def _shape(
    nest: Nest, pictures: tuple[Part | Enclosure, ...], attached: tuple[Part | Enclosure, ...]
) -> Shape:
    html = Part(nest.html_section, "text/html") if nest.html_section else None
    return Shape(
        Part(nest.plain_section, "text/plain"),
        html,
        tuple(_part(each, nest.picture_section(number)) for number, each in enumerate(pictures)),
        tuple(_part(each, nest.attached_section(number)) for number, each in enumerate(attached)),
    )


def _carried(each: Part | Enclosure, place: MessageRef | None, boundary: str, *, shown: bool) -> list[Piece]:
    if isinstance(each, Part):
        assert place is not None
        ends = each.media_type == MESSAGE
        return [opening(boundary), *copied(place, each.section, size=each.size, ends=ends)]
    whole = Verbatim if each.encoding != "base64" else Encoding
    return [opening(boundary), _header(each, shown=shown), whole(each.content, each.size)]


def _header(enclosure: Enclosure, *, shown: bool) -> bytes:
    return part_header(
        enclosure.name,
        enclosure.media_type,
        encoding=enclosure.encoding,
        content_id=enclosure.content_id,
        shown=shown,
    )


def _part(each: Part | Enclosure, section: str) -> Part:
    """What the store will say of it."""
    if isinstance(each, Part):
        return replace(each, section=section)
    header = _header(each, shown=False)
    media_type = header.partition(b"\r\n")[0].removeprefix(b"Content-Type: ").decode("ascii")
    return Part(
        section=section,
        media_type=media_type,
        encoding=each.encoding,
        size=encoded_size(each.size) - 2 if each.encoding == "base64" else each.size,
        name=outgoing_name(each.name, media_type=media_type),
        disposition="attachment",
        content_id=each.content_id,
    )
