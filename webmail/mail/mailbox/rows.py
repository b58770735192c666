"""Rows of a folder: envelopes that are kept, or fetched once, and their flags of this moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from webmail.mail.envelope import Envelope, Row
from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.answer import Answer, Record
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.fetched import (
    fetched_by_uid,
    find_uid_and_flags,
    flags_of,
    read_envelope,
    read_for_row,
    tags_of,
)
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.kept import Kept, PagePlace
from webmail.mail.mailbox.numbers import written
from webmail.mail.mailbox.tree import skipping
from webmail.mail.part import Part
from webmail.mail.reading.choice import choose
from webmail.mail.reading.snippet import snippet
from webmail.mail.ref import MessageRef

HEADER_LIMIT = 32_768
SNIPPET_OCTETS = 512
_FIELDS = f"BODY.PEEK[HEADER.FIELDS (FROM SENDER TO CC BCC SUBJECT)]<0.{HEADER_LIMIT}>"
_FLAGS_ONLY = Atom("(UID FLAGS)")
_LEAST = Atom("(UID FLAGS INTERNALDATE RFC822.SIZE)")
_ALL = Atom(f"(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE {_FIELDS})")
_ALL_WITH_PREVIEW = Atom(f"(UID FLAGS INTERNALDATE RFC822.SIZE PREVIEW BODYSTRUCTURE {_FIELDS})")


@dataclass(frozen=True, slots=True)
class RowReader:
    """Rows of one opened folder, on one borrowed connection.

    sparing asks for the least: after a line that broke while everything was asked, one message that the
    store cannot describe must not hide the folder.
    """

    connection: Connection
    kept: Kept
    name: str
    selected: Selected
    sparing: bool = False

    def by_number(self, first: int, last: int, *, place: PagePlace) -> tuple[Row, ...]:
        """The rows of a stretch of sequence numbers, newest first, in one FETCH."""
        stretch = Atom(f"{first}:{last}")
        known = self.kept.page(self.name, self.selected, place)
        if known is not None:
            answer = self.connection.command("FETCH", stretch, _FLAGS_ONLY)
        else:
            answer = self._fetch((Atom("FETCH"),), stretch)
        numbered = [entry for entry in answer.numbered(b"FETCH") if first <= entry[0] <= last]
        numbered.sort(key=lambda entry: entry[0], reverse=True)
        rows = self._rows((record for _, record in numbered), known=known)
        if not self.sparing:
            self.kept.keep_page(self.name, self.selected, place, uids=tuple(row.uid for row in rows))
        return rows

    def by_uid(self, uids: Sequence[int]) -> tuple[Row, ...]:
        """The rows of these UIDs, in this order; the gone ones are left out."""
        known = self.kept.rows(self.name, self.selected, uids)
        found: dict[int, Row] = {}
        if known:
            answer = self._uid_fetch(known, _FLAGS_ONLY)
            found.update((row.uid, row) for row in self._rows(_records(answer), known=known))
        if missing := [uid for uid in uids if uid not in known]:
            answer = self._fetch((Atom("UID"), Atom("FETCH")), Atom(written(missing)))
            found.update((row.uid, row) for row in self._rows(_records(answer), known=None))
        return tuple(found[uid] for uid in uids if uid in found)

    def page(self, uids: Sequence[int], *, place: PagePlace) -> tuple[Row, ...]:
        """The rows of a page that has these UIDs, in this order; what stood on it is remembered."""
        rows = self.by_uid(uids)
        if not self.sparing:
            self.kept.keep_page(self.name, self.selected, place, uids=tuple(row.uid for row in rows))
        return rows

    def _uid_fetch(self, uids: Iterable[int], items: Atom) -> Answer:
        return self.connection.command("UID", Atom("FETCH"), Atom(written(uids)), items)

    def _fetch(self, words: tuple[Atom, ...], numbers: Atom) -> Answer:
        """Everything a row needs, or the least where the store refuses the rest."""
        verb, *more = words
        everything = self._everything()
        if not self.sparing:
            try:
                return self.connection.command(verb.text, *more, numbers, everything)
            except DeedRefused:
                pass
        least = self.connection.command(verb.text, *more, numbers, _LEAST)
        if self.sparing:
            return least
        # One message the store cannot describe spoils the answer for all: the others are asked one by one.
        for uid in fetched_by_uid(least):
            try:
                least.untagged.extend(self._uid_fetch([uid], everything).untagged)
            except DeedRefused:
                continue
        return least

    def _everything(self) -> Atom:
        items = _ALL_WITH_PREVIEW if self.connection.offers("PREVIEW") else _ALL
        special = self.kept.special(self.name) or {}
        if special.get(SpecialUse.DRAFTS) == self.selected.folder:
            return Atom(items.text.replace("(FROM SENDER", "(MESSAGE-ID FROM SENDER", 1))
        # In the trash it matters when a message came there; elsewhere nobody asks.
        if special.get(SpecialUse.TRASH) == self.selected.folder and self.connection.offers("SAVEDATE"):
            return Atom(items.text.replace("(UID FLAGS", "(UID FLAGS SAVEDATE", 1))
        return items

    def _rows(self, records: Iterable[Record], *, known: Mapping[int, Envelope] | None) -> tuple[Row, ...]:
        """Only rows not kept are parsed: that is what a list costs. known: the records tell flags only."""
        by_uid: dict[int, Record] = {}
        flags: dict[int, bytes] = {}
        for record in records:
            found = find_uid_and_flags(record)
            if found is None:
                continue
            uid, words = found
            flags[uid] = words
            # An unasked flag change may follow the full record; it must not replace it.
            if uid not in by_uid or len(record) > len(by_uid[uid]):
                by_uid[uid] = record
        envelopes: Mapping[int, Envelope] = known if known is not None else self._envelopes(by_uid)
        folder, uidvalidity = self.selected.folder, self.selected.uidvalidity
        return tuple(
            Row(envelopes[uid], flags_of(flags[uid]), folder, uidvalidity, tags_of(flags[uid]))
            for uid in by_uid
            if uid in envelopes
        )

    def _envelopes(self, records: Mapping[int, Record]) -> Mapping[int, Envelope]:
        kept = self.kept.rows(self.name, self.selected, records)
        fresh = {
            uid: read_envelope(fetched)
            for uid, record in records.items()
            if uid not in kept and (fetched := read_for_row(record)) is not None
        }
        if not fresh or self.sparing:
            return kept | fresh
        if not self.connection.offers("PREVIEW"):
            fresh.update(self._with_snippets(fresh))
        self.kept.keep_rows(self.name, self.selected, fresh.values())
        return kept | fresh

    def _with_snippets(self, fresh: Mapping[int, Envelope]) -> dict[int, Envelope]:
        """The beginning of the first text part, one FETCH for all messages that have it in the same place."""
        places: dict[str, dict[int, Part]] = {}
        for uid, envelope in fresh.items():
            choice = choose(envelope.structure) if envelope.structure else None
            text = (choice.plain or choice.html) if choice else None
            if text is not None:
                places.setdefault(text.section, {})[uid] = text
        found: dict[int, Envelope] = {}
        for section, parts in places.items():
            try:
                answer = self._uid_fetch(parts, Atom(f"(UID BODY.PEEK[{section}]<0.{SNIPPET_OCTETS}>)"))
            except DeedRefused:
                continue
            for uid, fetched in fetched_by_uid(answer).items():
                raw = fetched.sections.get(section, b"")
                if uid in parts and raw:
                    found[uid] = replace(fresh[uid], snippet=snippet(raw, parts[uid]))
        return found


def rows_of(connection: Connection, kept: Kept, name: str, refs: Sequence[MessageRef]) -> tuple[Row, ...]:
    """Rows of several folders in the order of the references; what has gone or was renumbered is left out."""
    folders: dict[tuple[str, int], list[int]] = {}
    for ref in refs:
        folders.setdefault((ref.folder, ref.uidvalidity), []).append(ref.uid)
    found: dict[MessageRef, Row] = {}
    for (folder, uidvalidity), uids in folders.items():
        with skipping():
            selected = connection.select(folder, readonly=True)
            if selected.uidvalidity == uidvalidity:
                found.update(
                    (row.ref, row) for row in RowReader(connection, kept, name, selected).by_uid(uids)
                )
    return tuple(found[ref] for ref in refs if ref in found)


def _records(answer: Answer) -> Iterable[Record]:
    return (record for _, record in answer.numbered(b"FETCH"))
