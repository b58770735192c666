"""Reminding: a person's messages that come back at a time they have chosen."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from webmail.accounts.reminders import Due, Reason, Reminders
from webmail.mail import (
    Done,
    Mailbox,
    MailError,
    MessageRef,
    Moved,
    Selection,
    SpecialUse,
    grouped,
    resurface,
    show_unanswered,
    wait_anew,
)

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snoozed:
    """How far it was done: moved are those that were put away, kept those that lay there already."""

    moved: Done
    kept: int

    @property
    def count(self) -> int:
        return self.moved.count + self.kept


class Reminding:
    """One person's, over their own mailbox; built for one request, or for one look of the worker."""

    def __init__(self, *, reminders: Reminders, mailbox: Mailbox) -> None:
        self._reminders = reminders
        self._mailbox = mailbox

    def snooze(self, refs: Sequence[MessageRef], *, until: datetime) -> Snoozed:
        """Puts messages away until then; those that are put away already get the new time.

        The message goes first: one without a time lies in its folder and is seen there, a time without a
        message would be worth nothing.
        """
        folder = self._mailbox.special(SpecialUse.SNOOZED)
        there = [ref for ref in refs if ref.folder == folder]
        others = [ref for ref in refs if ref.folder != folder]
        kept = 0
        for group in grouped(there):
            kept += wait_anew(self._mailbox, group)
            self._reminders.put(Reason.SNOOZED, group[0].uidvalidity, [ref.uid for ref in group], due=until)
        moved = Selection(self._mailbox, others).snooze() if others else Done(())
        for step in moved.steps:
            if isinstance(step, Moved):
                self._reminders.put(Reason.SNOOZED, step.uidvalidity, step.uids, due=until)
        return Snoozed(moved, kept)

    def follow_up(self, ref: MessageRef, *, until: datetime) -> None:
        """Shows a sent message again then, unless it was answered; MessageGone when it is not there."""
        wait_anew(self._mailbox, [ref])
        self._reminders.put(Reason.UNANSWERED, ref.uidvalidity, [ref.uid], due=until)

    def forget(self, ref: MessageRef) -> bool:
        """Does not remind of a sent message after all; whether it would have."""
        return self._reminders.forget(Reason.UNANSWERED, ref.uidvalidity, ref.uid)

    def due_of(self, folder: str, uidvalidity: int) -> Mapping[int, datetime]:
        """When messages of this folder come back, by UID; for the folders that have such."""
        reasons = {SpecialUse.SNOOZED: Reason.SNOOZED, SpecialUse.SENT: Reason.UNANSWERED}
        reason = next((reasons[use] for use in reasons if self._mailbox.special(use) == folder), None)
        return self._reminders.due_of(reason, uidvalidity) if reason else {}

    def fulfil(self) -> int:
        """Brings back what is due; gives how many messages. Raises MailError: the rest is due again later."""
        taken = sorted(self._reminders.take(), key=_place)
        count = 0
        for _place_of, rows in groupby(taken, key=_place):
            due = list(rows)
            try:
                count += self._bring_back(due)
            except MailError as error:
                LOG.warning("not_brought_back count=%d reason=%s", len(due), type(error).__name__)
                raise
            self._reminders.drop(due)
        return count

    def _bring_back(self, due: Sequence[Due]) -> int:
        use = SpecialUse.SNOOZED if due[0].reason is Reason.SNOOZED else SpecialUse.SENT
        folder = self._mailbox.special(use)
        if folder is None:
            return 0
        refs = [MessageRef(folder, each.uidvalidity, each.uid) for each in due]
        if due[0].reason is Reason.UNANSWERED:
            return sum(show_unanswered(self._mailbox, ref) for ref in refs)
        return sum(resurface(self._mailbox, group) for group in grouped(refs))


def _place(due: Due) -> tuple[str, int, int]:
    """What is done at once: snoozed messages of one folder together, sent ones each by itself."""
    return due.reason.value, due.uidvalidity, due.uid if due.reason is Reason.UNANSWERED else 0
