"""Forward guard: received mail that is about to leave the service, however it is called.

What is held back is mail that somebody else has written and this person has received, on its way to an
address outside which had no part in it. Not held back is what the person has written, and what goes to those
only who wrote the message or were written to in it: an answer to a parent with their own words quoted. A
Reply-To counts for senders outside alone; with it a colleague could name a private mailbox of their own.

Nothing that a browser says is believed. What the server itself knows, in the order of what it costs:

    the text          lines marked ">" and everything below the head of another message; nothing is asked
    the writing       how it began, and with which message: sealed by us, and stored sealed in the draft
    what is attached  messages as attachments: their headers are read from the stored draft, and believed
                      where the same message lies in the mailbox, octet for octet: one that was uploaded may
                      say whatever somebody has written into it. One's own are looked into, for what they
                      quote and for the messages that are attached to them
    the thread        what References names is looked for in the mailbox, also for drafts of other programs

A quoted text must be explained by a message that may go there, and a message that may not go there must not
stand in the text, quoted or not, nor what an own message quotes of others. What somebody types off or pastes
without a mark, from a message that nothing names, is not seen: it cannot be told from their own words. Nor is
a message seen through that somebody has made up and put into their mailbox by another program first.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from tempfile import TemporaryFile
from typing import BinaryIO

from webmail.mail.address import Address
from webmail.mail.errors import FolderMissing, MessageGone, PartMissing, StaleReference
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.reading.attachment import Attachment
from webmail.mail.reading.original import Original
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Kind, StoredDraft
from webmail.mail.writing.guards.enclosed import Correspondence, read_enclosed
from webmail.mail.writing.guards.inside import LARGEST, Inner, Unreadable, gather, look_inside
from webmail.mail.writing.guards.messages import is_message
from webmail.mail.writing.guards.overlap import Runs
from webmail.mail.writing.guards.passages import TEXT_READ, Passages, own_words, passages
from webmail.mail.writing.guards.thread import find_message
from webmail.mail.writing.guards.vouched import is_vouched

BEGUN_WITH = (Kind.REPLY, Kind.REPLY_ALL, Kind.FORWARD, Kind.ENCLOSE, Kind.ANEW)
CARRYING = (Kind.FORWARD, Kind.ENCLOSE)
# Messages in messages are looked into so deep; below that nobody can say what is there.
DEEPEST = 5
# Unexplained words: so few are a saying that somebody set apart, unless a line says that they are a quote.
_MOST_STRANGE, _MOST_STRANGE_SAID = 25, 3
# Of a message that may not go there: half of it is everything that counts; of a long one a paragraph.
_HALF, _PARAGRAPH, _LEAST = 0.5, 60, 4


@dataclass(frozen=True, slots=True)
class _Source:
    """A message that the draft may have words of; free: it may go to these people, whole."""

    original: Original
    free: bool
    own: bool

    @property
    def others_words(self) -> str:
        """What in it is not one's own: of an own message what it quotes."""
        return passages(self.original.text).taken if self.own else self.original.text


class ForwardGuard:
    """Looks at one person's drafts; own are the addr-specs that are theirs."""

    def __init__(
        self, *, mailbox: Mailbox, own: Collection[str], is_outside: Callable[[str], bool], most: int = 20
    ) -> None:
        """most: how many enclosed messages are read; a draft with more is held back without reading."""
        self.mailbox = mailbox
        self.own = frozenset(spec.casefold() for spec in own)
        self.is_outside = is_outside
        self.most = most

    def ways_out(self, stored: StoredDraft, outside: Collection[str]) -> tuple[str, ...]:
        """How received mail would reach them: "forward", "attached", "quoted"; () when it does not."""
        if not outside:
            return ()
        people = frozenset(spec.casefold() for spec in outside)
        return tuple(dict.fromkeys(self._ways(stored, people)))

    def _ways(self, stored: StoredDraft, people: frozenset[str]) -> Iterator[str]:
        # So long a text nobody writes, and nobody reads it to its end here either.
        if len(stored.draft.text) > TEXT_READ:
            yield "quoted"
        draft = stored.draft
        if self._encloses(stored, people):
            yield "attached"
        sources = self._sources(draft, people)
        if draft.writing.kind in CARRYING and not any(each.free or each.own for each in sources[:1]):
            yield "forward"
            return
        if self._has_strange_words(draft.text, sources):
            yield "quoted"

    def _has_strange_words(self, text: str, sources: Sequence[_Source]) -> bool:
        held = (each.others_words for each in sources if not each.free)
        return any(_stands_in(text, each) for each in held) or self._is_unexplained(passages(text), sources)

    def _sources(self, draft: Draft, people: frozenset[str]) -> tuple[_Source, ...]:
        """The message it began with first; for a forwarded one that is gone there is none."""
        if not draft.text.strip() and draft.writing.kind not in CARRYING:
            return ()
        found = []
        begun = self._begun_with(draft) if draft.writing.kind in BEGUN_WITH else None
        if begun is not None:
            found.append(begun)
        elif draft.writing.kind in CARRYING:
            return ()
        named = draft.references[-1] if draft.references else ""
        is_another = named and (begun is None or named != begun.message_id)
        if is_another and (there := find_message(self.mailbox, named)):
            found.append(there)
        return tuple(self._judged(each, people) for each in found)

    def _begun_with(self, draft: Draft) -> Original | None:
        if draft.writing.origin is None:
            return None
        try:
            return self.mailbox.original(draft.writing.origin)
        except (MessageGone, StaleReference, FolderMissing):
            return None

    def _judged(self, original: Original, people: frozenset[str]) -> _Source:
        between = Correspondence(original.senders, (*original.to, *original.cc), original.reply_to)
        return _Source(original, self._had_part(between, people), self._is_own(original.senders))

    def _is_own(self, senders: Sequence[Address]) -> bool:
        return bool(senders) and all(each.spec.casefold() in self.own for each in senders)

    def _had_part(self, between: Correspondence, people: frozenset[str]) -> bool:
        """Whether all of them wrote the message, or had it from who wrote it."""
        had = {each.spec.casefold() for each in (*between.senders, *between.recipients)}
        if between.senders and all(self.is_outside(each.spec) for each in between.senders):
            had |= {each.spec.casefold() for each in between.reply_to}
        return people <= had

    def _encloses(self, stored: StoredDraft, people: frozenset[str]) -> bool:
        """Whether a message is attached that is neither own nor known to them."""
        messages = [each for each in stored.draft.attachments if is_message(each)]
        if not messages:
            return False
        if len(messages) > self.most:
            return True
        read = read_enclosed(self.mailbox, stored.ref, messages)
        if any(each is None or not self._may_go(each, people) for each in read):
            return True
        if not all(self._is_vouched(stored, *each) for each in zip(messages, read, strict=True)):
            return True
        # What they had themselves they may have again, with whatever lies in it.
        unknown = [
            attachment
            for attachment, each in zip(messages, read, strict=True)
            if each is not None and not self._had_part(each, people)
        ]
        return any(self._takes_along(stored.ref, each, people) for each in unknown)

    def _is_vouched(
        self, stored: StoredDraft, attachment: Attachment, between: Correspondence | None
    ) -> bool:
        """Whether its header can be believed: anybody can write one into a file and upload it."""
        if between is None or attachment.size > LARGEST:
            return False
        refs = [ref for ref, name in stored.enclosed if name == attachment.name]
        if stored.draft.writing.kind in CARRYING and stored.draft.writing.origin:
            refs.append(stored.draft.writing.origin)
        attached = partial(self._octets, stored.ref, attachment)
        return is_vouched(self.mailbox, attached, message_id=between.message_id, refs=refs)

    def _octets(self, ref: MessageRef, attachment: Attachment) -> Iterator[bytes]:
        return self.mailbox.part(ref, attachment.section).chunks

    def _may_go(self, between: Correspondence, people: frozenset[str]) -> bool:
        return self._is_own(between.senders) or self._had_part(between, people)

    def _takes_along(self, ref: MessageRef, attachment: Attachment, people: frozenset[str]) -> bool:
        """Whether an own message holds what others have written, or what nobody can read."""
        try:
            with TemporaryFile() as file:
                gather(self._octets(ref, attachment), file)
                return self._holds(file, people, looked=count(), depth=DEEPEST)
        except (Unreadable, PartMissing):
            return True

    def _holds(self, file: BinaryIO, people: frozenset[str], *, looked: Iterator[int], depth: int) -> bool:
        if not depth or next(looked) >= self.most:
            raise Unreadable
        inside = look_inside(file)
        named = inside.references[-1] if inside.references else ""
        there = find_message(self.mailbox, named) if named else None
        if self._has_strange_words(inside.text, [self._judged(there, people)] if there else []):
            return True

        def is_held(inner: Inner) -> bool:
            if inner.between is None or not self._may_go(inner.between, people):
                return True
            known = self._had_part(inner.between, people)
            return not known and self._holds(inner.file, people, looked=looked, depth=depth - 1)

        return any(is_held(inner) for inner in inside.messages())

    def _is_unexplained(self, found: Passages, sources: Sequence[_Source]) -> bool:
        """Whether words were taken over from something that none of these messages is."""
        most = _MOST_STRANGE_SAID if found.says_so else _MOST_STRANGE
        if not found.taken.strip():
            return False
        # What was quoted in one's own message came from somebody: only whoever had that had those words.
        texts = [
            own_words(each.original.text) if each.own and not each.free else each.original.text
            for each in sources
        ]
        explained = Runs(texts)
        # A known message explains most of a quote; its reader's program adds lines, and remarks between them.
        return explained.strange(found.taken) > (_MOST_STRANGE if texts else most)


def _stands_in(text: str, words: str) -> bool:
    runs = Runs([words])
    covered = runs.covered(text)
    return covered >= _PARAGRAPH or (runs.count >= _LEAST and covered >= _HALF * runs.count)
