"""Notes: what a stored draft says to us alone, sealed into its private header."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from webmail.errors import SealBroken
from webmail.mail.reading.headers import read_header
from webmail.mail.writing.draft import Draft, Enclosed
from webmail.mail.writing.mime import Private, private_note


@dataclass(frozen=True, slots=True)
class Note:
    """The fields as typed, and what else must be known of a version.

    It is about the message with this Message-ID and says nothing of any other. after is the UID of the newest
    version that it was meant to replace, or 0; line_ends says how many end its text: stores do not agree on
    whose the one before a boundary is (RFC 2046 section 5.1.1). final is the version that was stored to be
    sent; left_out says that attachments were lost before it, so that only who has seen it knows of that.
    """

    message_id: str
    private: Private
    after: int = 0
    line_ends: int = 0
    final: bool = False
    left_out: bool = False

    @classmethod
    def of(
        cls,
        draft: Draft,
        *,
        page: str,
        after: int = 0,
        final: bool = False,
        left_out: bool = False,
        enclosed: Enclosed = (),
    ) -> "Note":
        """The note that goes with this draft when this page saves it."""
        private, line_ends = Private.of(draft, page=page, enclosed=enclosed), _line_ends(draft.text)
        return cls(draft.writing.message_id, private, after, line_ends, final=final, left_out=left_out)

    def ended(self, text: str) -> str:
        """The text as it was written, with the one line end more that every message has."""
        return text.rstrip("\n") + "\n" * (self.line_ends + 1)


class Notes:
    """Seals notes and believes only those that this account has sealed."""

    def __init__(self, *, seal: Callable[[str], str], unseal: Callable[[str], str]) -> None:
        self._seal = seal
        self._unseal = unseal

    def write(self, note: Note) -> str:
        """The sealed text for the private header."""
        marks = (note.after, note.line_ends, int(note.final), int(note.left_out), note.message_id)
        return self._seal(" ".join(map(str, (*marks, note.private.to_text()))))

    def read(self, header: bytes) -> Note | None:
        """The note in a stored header; None when another program, or another account, has written it."""
        sealed = private_note(header)
        if sealed is None:
            return None
        with suppress(SealBroken, ValueError):
            note = _opened(self._unseal(sealed))
            if note.message_id == read_header(header).message_id:
                return note
        return None


def _opened(text: str) -> Note:
    after, line_ends, final, left_out, message_id, told = text.split(" ", 5)
    marks = {"final": final == "1", "left_out": left_out == "1"}
    return Note(message_id, Private.from_text(told), int(after), int(line_ends), **marks)


def _line_ends(text: str) -> int:
    return len(text) - len(text.rstrip("\n"))
