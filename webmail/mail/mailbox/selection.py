"""Selection: one deed on messages that may lie in several folders, and the way back."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from webmail.mail.address import Address
from webmail.mail.errors import ConnectionLost, MailError, MessageGone
from webmail.mail.flags import Flag, Keyword
from webmail.mail.mailbox.copying import Copies, copy
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import STORE_AWAY, Done, Marked, Moved, Step, unclear_of
from webmail.mail.mailbox.senders import find_by_sender
from webmail.mail.ref import MessageRef
from webmail.policy import Feature

Refs = list[MessageRef]
A_COMMAND = 1000


class Selection:
    """Folder after folder; what cannot be done in one is said and hinders none of the others.

    A store that is away hinders all of them: then the work ends, and what was not tried is left.
    The policy is asked by the mailbox, whose verbs do the work.
    """

    def __init__(self, mailbox: Mailbox, refs: Sequence[MessageRef]) -> None:
        self.mailbox = mailbox
        self.refs = refs

    def mark(self, flag: Flag | Keyword, *, on: bool) -> Done:
        """Sets or clears a flag."""
        return self._each(lambda refs: self.mailbox.mark(refs, flag, on=on))

    def move(self, *, to: str) -> Done:
        """Moves the messages; those that lie there already are left."""
        return self._each(lambda refs: self.mailbox.move(refs, to=to))

    def copy(self, *, to: str) -> Copies:
        """Copies the messages; those that lie there already are left."""
        return copy(self.mailbox.borrower, grouped(self.refs), to=to)

    def archive(self) -> Done:
        """Moves the messages into the archive, or each into the folder of its year there."""
        return self._each(self.mailbox.archive, split=self.mailbox.apart_in_archive)

    def delete(self) -> Done:
        """Moves the messages into the trash; what lies there already is left."""
        return self._each(self.mailbox.delete)

    def snooze(self) -> Done:
        """Moves the messages into the folder of what is to come back."""
        return self._each(self.mailbox.snooze)

    def junk(self) -> Done:
        """Moves the messages into the junk folder."""
        return self._each(self.mailbox.junk)

    def not_junk(self) -> Done:
        """Moves the messages, which are no junk, into the inbox."""
        return self._each(self.mailbox.not_junk)

    def _each(
        self, deed: Callable[[Refs], Step], *, split: Callable[[Refs], list[Refs]] | None = None
    ) -> Done:
        """Raises what hindered it when nothing at all was done."""
        steps: list[Step] = []
        left, unclear = 0, 0
        cause: MailError | None = None
        for refs in grouped(self.refs):
            if isinstance(cause, STORE_AWAY):
                left += len(refs)
                continue
            rest, trying = len(refs), 0
            try:
                for part in split(refs) if split else [refs]:
                    trying = len(part)
                    steps.append(deed(part))
                    rest -= trying
            except STORE_AWAY as error:
                cause, unclear = error, unclear_of(error, trying)
                left += rest - unclear
            except MailError as error:
                left, cause = left + rest, cause or error
        if cause is not None and not steps:
            raise cause
        return Done(tuple(joined(steps)), left, cause, unclear)


def junk_sender(mailbox: Mailbox, ref: MessageRef, *, own: Address) -> Done:
    """Moves this message, and what else of its sender lies in the inbox, into the junk folder.

    DeedRefused for one's own address, which anybody can write there: what was sent to oneself is no spam.
    """
    return Selection(mailbox, find_by_sender(mailbox.borrower, ref, own=own)).junk()


def grouped(refs: Iterable[MessageRef]) -> list[Refs]:
    """The references by folder and UIDVALIDITY, in the order in which their folders come.

    A store takes no command of any length, so a great many of one folder come in several groups.
    """
    found: dict[tuple[str, int], Refs] = {}
    for ref in refs:
        found.setdefault((ref.folder, ref.uidvalidity), []).append(ref)
    return [
        group[start : start + A_COMMAND]
        for group in found.values()
        for start in range(0, len(group), A_COMMAND)
    ]


def joined(steps: Iterable[Step]) -> list[Step]:
    """Steps that differ only in their messages are one step."""
    found: dict[tuple[object, ...], Step] = {}
    for step in steps:
        key = (type(step), replace(step, uids=(), count=0))
        known = found.get(key)
        uids, count = (known.uids, known.count) if known else ((), 0)
        # Where the store did not say where messages went, the step as a whole has no way back.
        told = bool(step.uids) or not step.count or isinstance(step, Marked)
        silent = known is not None and known.count > 0 and not known.uids and isinstance(known, Moved)
        merged = (*uids, *step.uids) if told and not silent else ()
        found[key] = replace(step, uids=merged, count=count + step.count)
    return list(found.values())


def take_back(mailbox: Mailbox, steps: Sequence[Step]) -> int:
    """Takes every step back that can be; gives for how many messages. Raises when nothing could be.

    It raises ConnectionLost too where nobody knows how many: then the person is to look.
    """
    mailbox.policy.require(Feature.UNDO)
    count = taken = 0
    cause: MailError | None = None
    for step in steps:
        if not step.count and not taken:
            # What counts nothing belongs to the step before, without which it would only do harm.
            continue
        taken = 0
        try:
            taken = min(_take_back(mailbox, step), step.count)
            count += taken
        except ConnectionLost:
            raise
        except STORE_AWAY as error:
            cause = error
            break
        except MailError as error:
            cause = cause or error
    if cause is not None and not count:
        raise cause
    return count


def _take_back(mailbox: Mailbox, step: Step) -> int:
    if not step.uids:
        return 0
    folder = step.target if isinstance(step, Moved) else step.folder
    selection = Selection(mailbox, [MessageRef(folder, step.uidvalidity, uid) for uid in step.uids])
    if isinstance(step, Moved):
        return _certain(selection.move(to=step.source))
    with suppress(MessageGone):
        return _certain(selection.mark(step.flag, on=not step.on))
    return 0


def _certain(done: Done) -> int:
    """How many, where that is known."""
    if done.unclear and done.cause is not None:
        raise done.cause
    return done.count
