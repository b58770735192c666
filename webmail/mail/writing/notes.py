"""Notes: what a stored draft says to us alone, sealed into its private header."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from webmail.errors import SealBroken
from webmail.mail.writing.draft import Draft
from webmail.mail.writing.mime import Private, private_note


@dataclass(frozen=True, slots=True)
class Note:
    """The fields as typed, and what else must be known of a version.

    after is the UID of the newest version that it was meant to replace, or 0; line_ends says how many end
    its text: stores do not agree on whose the one before a boundary is (RFC 2046 section 5.1.1).
    """

    private: Private
    after: int = 0
    line_ends: int = 0

    @classmethod
    def of(cls, draft: Draft, *, page: str, after: int = 0) -> "Note":
        """The note that goes with this draft when this page saves it."""
        return cls(Private.of(draft, page=page), after, _line_ends(draft.text))

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
        return self._seal(f"{note.after} {note.line_ends} {note.private.to_text()}")

    def read(self, header: bytes) -> Note | None:
        """The note in a stored header; None when another program, or another account, has written it."""
        sealed = private_note(header)
        if sealed is None:
            return None
        with suppress(SealBroken, ValueError):
            after, line_ends, text = self._unseal(sealed).split(" ", 2)
            return Note(Private.from_text(text), int(after), int(line_ends))
        return None


def _line_ends(text: str) -> int:
    return len(text) - len(text.rstrip("\n"))
