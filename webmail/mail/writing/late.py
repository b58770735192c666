"""Late: words that come when their sign-in has ended; they become one draft, and nothing else is touched."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from webmail.mail.errors import AlreadySent, DraftChanged
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Ask, Draft, Kind, Writing
from webmail.mail.writing.outbox import Outbox
from webmail.mail.writing.state import State

FIELDS = ("to", "cc", "bcc", "subject", "text", "html", "references")


@dataclass(frozen=True, slots=True)
class Late:
    """A draft as its page sent it; page is the mark of that page, base the version of the draft it knew."""

    draft: Draft
    page: str
    base: int = 0

    def packed(self) -> str:
        """JSON, to be kept closed until somebody can reach the store."""
        draft, writing = self.draft, self.draft.writing
        origin = writing.origin
        place = [origin.folder, origin.uidvalidity, origin.uid] if origin else None
        named = [writing.message_id, writing.kind.value, place]
        fields = {name: getattr(draft, name) for name in FIELDS}
        told = [named, {**fields, "asks": sorted(draft.asks), "rich": draft.rich}, self.page, self.base]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpacked(cls, text: str) -> "Late":
        """What packed() wrote."""
        (message_id, kind, place), fields, page, base = json.loads(text)
        writing = Writing(message_id, Kind(kind), MessageRef(*place) if place else None)
        fields["references"] = tuple(fields["references"])
        fields["asks"] = frozenset(map(Ask, fields.get("asks", ())))
        return cls(Draft(writing, **fields), page, base)

    def beside(self, outbox: Outbox) -> "Late":
        """The same words as a message of its own: the same page always makes the same one of them."""
        writing = self.draft.writing
        mark = hashlib.sha256(f"late\0{writing.message_id}\0{self.page}".encode()).hexdigest()[:40]
        name = outbox.identity.message_id(mark)
        if writing.kind is Kind.RESUME:
            # Another program's draft goes into the trash when ours takes its place, and this one does not.
            return Late(replace(self.draft, writing=Writing(name)), self.page)
        return Late(replace(self.draft, writing=replace(writing, message_id=name)), self.page)


@dataclass(frozen=True, slots=True)
class LateStored:
    """Where late words are: writing names the draft; saved_at is empty when they went out before."""

    writing: Writing
    saved_at: datetime | None


def store_late(late: Late, outbox: Outbox) -> LateStored:
    """Makes the words a draft: in the place of what their page has stored, else beside what is there.

    Another page's version stays, and so does everything that was handed over; words that went out as they are
    here are stored no second time. What the same page sends again replaces what it has sent.
    """
    standing = outbox.standing(late.draft.writing)
    # As long as a claim is only held, nobody knows whether what it was made for is stored.
    if standing and standing.state is not State.HELD and outbox.went_out_as(late.draft):
        return LateStored(late.draft.writing, None)
    try:
        return _store(late, outbox)
    except (DraftChanged, AlreadySent):
        return _store(late.beside(outbox), outbox)


def _store(late: Late, outbox: Outbox) -> LateStored:
    writing = late.draft.writing

    def check() -> None:
        if outbox.standing(writing):
            raise AlreadySent(writing.message_id)

    stored = outbox.drafts.save(late.draft, page=late.page, base=late.base, check=check)
    return LateStored(writing, stored.saved_at)
