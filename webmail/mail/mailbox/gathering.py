"""Gathering: one conversation whole, from the folders where its messages may lie."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from webmail.mail.errors import DeedRefused, FolderMissing, MessageGone, StaleReference
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.conversation import Member, WholeConversation, once
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.linking import LINK_SECONDS, LinkReader
from webmail.mail.mailbox.numbers import expand
from webmail.mail.mailbox.rows import RowReader
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.threads import Link, Links, name_of, united
from webmail.mail.ref import MessageRef

MOST_MEMBERS = 100
MOST_SOUGHT = 20
MOST_FOUND = 200
MOST_ASKED = 5
FIRST_SLICE, LARGEST_SLICE = 250, 20_000

OLDER_SECONDS = 0.4
"""So long a page waits for what is older; whoever wants to know asks once more, patiently."""

# What a sender may name is searched for only where it is a name as RFC 5322 writes them.
_PLAIN_ID = re.compile(rb"<[\x21-\x7e]{1,250}>")


@dataclass(slots=True)
class _Place:
    """A folder where members may lie; found are links older than its newest messages."""

    selected: Selected
    links: Links
    found: dict[int, Link] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Link]:
        yield from self.found.values()
        yield from self.links

    @property
    def older(self) -> int:
        """How many messages are older than the newest ones."""
        return max(0, self.selected.exists - len(self.links)) if len(self.links) else 0

    def slices(self) -> Iterator[tuple[int, int]]:
        """Stretches of UIDs below the newest ones, from the highest down, each twice as long as the last."""
        high, size = self.links.uids[0] - 1, FIRST_SLICE
        width = high / self.older if self.older else 1
        while high > 0:
            low = max(1, high - int(size * width))
            yield low, high
            high, size = low - 1, min(size * 2, LARGEST_SLICE)


@dataclass(slots=True)
class Gathering:
    """One conversation, on a borrowed connection; folders: where to look; sent: where own answers lie.

    more says that older messages may lie in folders that are only looked into patiently.
    """

    connection: Connection
    kept: Kept
    name: str
    ref: MessageRef
    folders: Sequence[str]
    sent: str | None
    seconds: float = OLDER_SECONDS
    more: bool = False
    places: list[_Place] = field(default_factory=list)

    def whole(self, *, at: str) -> WholeConversation:
        """Every message found in time, the oldest first; MessageGone when the named one is not there.

        Of what lies in several folders the copy in the folder named at is told.
        """
        self.places = list(self._places())
        thread = self._thread()
        searched = True
        if sought := self._sought(thread):
            searched = self._search_older(sought) and not self.more
            thread = self._thread()
        newest = self._newest(thread)
        names = {(number, link.uid): link.own for number, link in self._links(thread)}
        members = once(self._members(newest, names), ref=self.ref, at=at)
        members.sort(key=lambda each: (each.row.envelope.received, each.ref))
        if all(each.ref != self.ref for each in members):
            raise MessageGone("the message is not there any more")
        cut = sum(map(len, thread)) > sum(map(len, newest))
        return WholeConversation(tuple(members), cut=cut, searched=searched)

    def _places(self) -> Iterator[_Place]:
        """The newest messages of each folder; that of the named message comes first."""
        reader = LinkReader(self.connection, self.kept.links, self.name)
        until = Deadline.after(max(LINK_SECONDS, self.seconds))
        for folder in dict.fromkeys((self.ref.folder, *self.folders)):
            try:
                selected = self.connection.select(folder, readonly=True)
            except FolderMissing:
                if folder == self.ref.folder:
                    raise
                continue
            place = _Place(selected, reader.window(selected, until=until).links)
            if folder == self.ref.folder:
                if selected.uidvalidity != self.ref.uidvalidity:
                    raise StaleReference("the folder was renumbered")
                if place.links.find(self.ref.uid) is None:
                    place.found = {link.uid: link for link in reader.links([self.ref.uid])}
            yield place

    def _thread(self) -> list[set[int]]:
        """The UIDs by place."""
        return [set(uids) for uids in next(each for each in united(self.places) if self.ref.uid in each[0])]

    def _links(self, thread: Sequence[set[int]]) -> Iterator[tuple[int, Link]]:
        """The thread's links, with the number of their place."""
        for number, (place, uids) in enumerate(zip(self.places, thread, strict=True)):
            yield from ((number, link) for link in place if link.uid in uids)

    # -- what is older -----------------------------------------------------------------------

    def _sought(self, thread: Sequence[set[int]]) -> list[Argument]:
        """Criteria for what may lie beyond the newest messages; none where nothing can."""
        if not self.more and not any(place.older for place in self.places):
            return []
        links = [link for _, link in self._links(thread)]
        missing = {name for link in links for name in link.answered} - {link.own for link in links}
        old = self.ref.uid in self.places[0].found
        if not missing and not old:
            return []
        self.connection.select(self.ref.folder, readonly=True)
        reader = LinkReader(self.connection, self.kept.links, self.name)
        asked = reader.ids([self.ref.uid, *sorted(thread[0], reverse=True)[:MOST_ASKED]])
        return _criteria(asked, missing)

    def _search_older(self, criteria: Sequence[Argument]) -> bool:
        """Looks beyond the newest messages, the newer ones first; whether there was time for all of them."""
        until = Deadline.after(self.seconds)
        reader = LinkReader(self.connection, self.kept.links, self.name)
        for place in self.places:
            if not place.older:
                continue
            self.connection.select(place.selected.folder, readonly=True)
            for low, high in place.slices():
                if not until.remaining:
                    return False
                with suppress(DeedRefused):
                    sought = [Atom(f"UID {low}:{high}"), *criteria]
                    uids = expand(search_uids(self.connection, sought), most=MOST_FOUND)
                    if uids:
                        place.found.update((link.uid, link) for link in reader.links(uids))
        return True

    # -- the members -------------------------------------------------------------------------

    def _newest(self, thread: Sequence[set[int]]) -> list[set[int]]:
        """At most so many as a page shows, the named one among them."""
        known = [(link.moment, number, link.uid) for number, link in self._links(thread)]
        kept = sorted(known, reverse=True)[:MOST_MEMBERS]
        wanted: list[set[int]] = [set() for _ in self.places]
        for _, number, uid in kept:
            wanted[number].add(uid)
        wanted[0].add(self.ref.uid)
        return wanted

    def _members(self, wanted: Sequence[set[int]], names: Mapping[tuple[int, int], int]) -> Iterator[Member]:
        for number, (place, uids) in enumerate(zip(self.places, wanted, strict=True)):
            if not uids:
                continue
            folder = place.selected.folder
            selected = self.connection.select(folder, readonly=True)
            if selected.uidvalidity != place.selected.uidvalidity:
                continue
            rows = RowReader(self.connection, self.kept, self.name, selected)
            for row in rows.by_uid(sorted(uids)):
                ref = MessageRef(folder, selected.uidvalidity, row.uid)
                yield Member(ref, row, own=folder == self.sent, name=names.get((number, row.uid), 0))


def _criteria(asked: Sequence[tuple[bytes, Sequence[bytes]]], missing: set[int]) -> list[Argument]:
    """What to search for: the missing messages, and who else answers the first one or one of these."""
    answered = [each for _, names in asked for each in names if name_of(each) in missing]
    first = [each for own, names in asked for each in (*names[:1], own)]
    wanted: list[list[Argument]] = [
        [Atom(f"HEADER {field}"), each.decode()]
        for field, names in (("MESSAGE-ID", answered), ("REFERENCES", first), ("IN-REPLY-TO", first))
        for each in list(dict.fromkeys(filter(_PLAIN_ID.fullmatch, names)))[:MOST_SOUGHT]
    ]
    return [Atom("OR")] * (len(wanted) - 1) + [word for each in wanted for word in each]
