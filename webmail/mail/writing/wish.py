"""Wish: what a page asks for when it saves a draft."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from webmail.mail.ref import MessageRef
from webmail.mail.writing.attached import outgoing_name
from webmail.mail.writing.draft import Draft, Enclosed
from webmail.mail.writing.upload import Upload


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that this save attaches; without base64 it is a whole message and goes as it is.

    By its content_id the text may show it.
    """

    name: str
    media_type: str
    size: int
    content: BinaryIO = field(repr=False)
    encoding: str = "base64"
    content_id: str | None = None

    @classmethod
    def of(cls, upload: Upload) -> "Enclosure":
        """What was uploaded; its size is measured: what the sender said of it is not believed."""
        size = upload.content.seek(0, 2)
        upload.content.seek(0)
        return cls(upload.name, upload.media_type, size, upload.content, content_id=upload.content_id)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asks for; see Drafts.save().

    forward names the attached part that goes a place nearer to the first, shown what the page shows as
    attached. brought counts the enclosures of a forwarded message, left_out says that those are gone.
    enclosed are the whole messages that it attaches.
    """

    draft: Draft
    page: str
    base: int = 0
    over: int = 0
    enclosures: Sequence[Enclosure] = ()
    without: Collection[str] = ()
    forward: str = ""
    shown: str = ""
    final: bool = False
    check: Callable[[], object] | None = None
    brought: int = 0
    left_out: bool = False
    enclosed: Enclosed = ()

    def bringing(self, enclosures: Sequence[Enclosure] | None, *, enclosed: Enclosed = ()) -> "Wish":
        """The same with what the forwarded message had attached; None when that is gone.

        enclosed are the stored messages among them.
        """
        brought = enclosures or ()
        return replace(
            self,
            enclosures=(*brought, *self.enclosures),
            brought=len(brought),
            left_out=enclosures is None,
            enclosed=enclosed,
        )

    def attaching(self, messages: Sequence[tuple[MessageRef, Enclosure]]) -> "Wish":
        """The same with these whole messages behind what it attaches already."""
        named = ((ref, outgoing_name(each.name, media_type=each.media_type)) for ref, each in messages)
        whole = (each for _, each in messages)
        return replace(self, enclosures=(*self.enclosures, *whole), enclosed=(*self.enclosed, *named))

    def ask(self) -> None:
        """Raises where nothing may be stored any more."""
        if self.check is not None:
            self.check()

    @property
    def must_fit(self) -> bool:
        """Whether this is the moment to keep to the limit; what was brought may first be thinned out."""
        return self.final or len(self.enclosures) > self.brought
