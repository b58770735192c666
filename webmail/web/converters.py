"""Folder names, searches, message references and writings in URLs: sealed outside, plain inside."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request
from werkzeug.routing import BaseConverter, ValidationError

from webmail.mail import Kind, MessageRef, Writing, expand, read_ranges, written
from webmail.web.current import current
from webmail.web.search_state import SearchState, read_state

DRAFT = "draft"
FOLDER = "folder"
WORDS = "words"
SEARCH = "search"
LARGEST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A URL value that the guard opens once it knows whose request this is."""

    purpose: str
    text: str
    uidvalidity: int = 0
    uid: int = 0

    def opened(self) -> str | MessageRef | Writing | SearchState:
        """The plain value; raises SealBroken when it is not this account's."""
        if self.purpose == DRAFT:
            return unsealed_writing(self.text)
        if self.purpose == SEARCH:
            return unsealed_search(self.text)
        plain = current.unseal(self.purpose, self.text)
        return MessageRef(plain, self.uidvalidity, self.uid) if self.uid else plain


class FolderConverter(BaseConverter):
    """A folder's name."""

    regex = "[A-Za-z0-9_-]{22,}"
    purpose = FOLDER

    def to_python(self, value: str) -> Sealed:
        return Sealed(self.purpose, value)

    def to_url(self, value: Any) -> str:
        return current.seal(self.purpose, value)


class WordsConverter(FolderConverter):
    """What somebody searched for."""

    purpose = WORDS


class SearchConverter(FolderConverter):
    """A search on its way: what is looked for, where, and how far it got."""

    purpose = SEARCH

    def to_url(self, value: Any) -> str:
        return value.text if isinstance(value, Sealed) else sealed_search(value)


class DraftConverter(FolderConverter):
    """A message being written: what names it from its first word to its last copy."""

    purpose = DRAFT

    def to_url(self, value: Any) -> str:
        # A stranger's request, whose address nobody opened, is answered with the same address again.
        return value.text if isinstance(value, Sealed) else sealed_writing(value)


def sealed_search(state: SearchState) -> str:
    """The search as it stands in URLs; the same search is always the same there."""
    return current.seal(SEARCH, state.told())


def unsealed_search(sealed: str) -> SearchState:
    """The search behind sealed_search(); raises SealBroken."""
    return read_state(current.unseal(SEARCH, sealed))


def sealed_writing(writing: Writing) -> str:
    """The writing as it stands in URLs."""
    return current.seal(DRAFT, _told(writing))


def unsealed_writing(sealed: str) -> Writing:
    """The writing behind sealed_writing(); raises SealBroken."""
    return _writing(current.unseal(DRAFT, sealed))


def sealed_writing_of(account: int, writing: Writing) -> Sealed:
    """As sealed_writing(), for the URL of a person who is not in."""
    return Sealed(DRAFT, current.parts.seal(DRAFT, _told(writing), account))


def unsealed_writing_of(account: int, sealed: Sealed) -> Writing:
    """As unsealed_writing(), for a person who is not in; raises SealBroken."""
    return _writing(current.parts.unseal(DRAFT, sealed.text, account))


# A page of writing names it two dozen times.
@lru_cache(maxsize=64)
def _told(writing: Writing) -> str:
    origin = writing.origin
    place = [origin.folder, origin.uidvalidity, origin.uid] if origin else None
    return json.dumps([writing.message_id, writing.kind.value, place], separators=(",", ":"))


def _writing(told: str) -> Writing:
    message_id, kind, place = json.loads(told)
    return Writing(message_id, Kind(kind), MessageRef(*place) if place else None)


class MessageConverter(BaseConverter):
    """A reference: sealed folder, UIDVALIDITY and UID, "…/1435636895.42"."""

    regex = r"[A-Za-z0-9_-]{22,}/[0-9]{1,10}\.[0-9]{1,10}"
    part_isolating = False

    def to_python(self, value: str) -> Sealed:
        found = re.fullmatch(r"([^/]+)/(\d+)\.(\d+)", value)
        if found is None or not 0 < int(found[3]) <= LARGEST or int(found[2]) > LARGEST:
            raise ValidationError
        return Sealed(FOLDER, found[1], int(found[2]), int(found[3]))

    def to_url(self, value: Any) -> str:
        return f"{current.seal(FOLDER, value.folder)}/{value.uidvalidity}.{value.uid}"


def sealed_refs(folder: str, uidvalidity: int, uids: Iterable[int]) -> str:
    """Messages of one folder as a checkbox names them: like in a URL, but with a set of UIDs."""
    return f"{current.seal(FOLDER, folder)}/{uidvalidity}.{written(uids)}"


def box_of(ref: MessageRef) -> str:
    """One message as a checkbox names it."""
    return sealed_refs(ref.folder, ref.uidvalidity, [ref.uid])


def mark_of(ref: MessageRef) -> str:
    """What tells one message from another on a page; opaque like its address."""
    return f"{current.seal(FOLDER, ref.folder)[:12]}-{ref.uid}"


def opened_refs(named: str, *, most: int) -> list[MessageRef]:
    """The messages behind sealed_refs(), at most so many; raises SealBroken and ValueError."""
    sealed, _, place = named.partition("/")
    uidvalidity, _, uids = place.partition(".")
    numbers = expand(read_ranges(uids.encode("ascii", "replace")), most=most)
    folder = current.unseal(FOLDER, sealed)
    return [MessageRef(folder, int(uidvalidity), uid) for uid in numbers if 0 < uid <= LARGEST]


class SectionConverter(BaseConverter):
    """The address of a part, "1.2" (RFC 9051 section 6.4.5.1)."""

    regex = r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,99}"


def register(app: Flask) -> None:
    """Makes the converters known under the names used in routes."""
    app.url_map.converters.update(
        draft=DraftConverter,
        folder=FolderConverter,
        words=WordsConverter,
        search=SearchConverter,
        message=MessageConverter,
        section=SectionConverter,
    )


def open_view_args() -> None:
    """Replaces the sealed values of this request by the plain ones; behind the guard only."""
    if request.view_args:
        for name, value in request.view_args.items():
            if isinstance(value, Sealed):
                request.view_args[name] = value.opened()
