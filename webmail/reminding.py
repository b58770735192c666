"""Reminding: a person's messages that come back at a time they have chosen."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from time import monotonic

from webmail.accounts.reminders import Due, Reason, Reminders
from webmail.mail import (
    ConnectionLost,
    CredentialRefused,
    DeedRefused,
    Done,
    Mailbox,
    MailError,
    MessageRef,
    Moved,
    Selection,
    SpecialUse,
    StaleReference,
    StoreUnavailable,
    find_place,
    find_snoozed,
    grouped,
    require_names,
    resurface,
    show_unanswered,
    wait_anew,
)
from webmail.policy import Feature

LOG = logging.getLogger(__name__)

# Well within the lease of what was taken.
WORKING_SECONDS = 120.0
PLACES = {Reason.SNOOZED: SpecialUse.SNOOZED, Reason.UNANSWERED: SpecialUse.SENT}


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

        The message goes first: one without a time lies in its folder and is seen there. Raises what hindered
        it when nothing at all was done.
        """
        self._mailbox.policy.require(Feature.SNOOZE)
        require_names(self._mailbox)
        folder = find_place(self._mailbox, SpecialUse.SNOOZED)
        kept, left, cause = 0, 0, None
        for group in grouped(ref for ref in refs if ref.folder == folder):
            try:
                kept += wait_anew(self._mailbox, group)
            except MailError as error:
                left, cause = left + len(group), error
                continue
            self._put(group[0].uidvalidity, [ref.uid for ref in group], until)
        moved = Done(())
        if others := [ref for ref in refs if ref.folder != folder]:
            try:
                moved = Selection(self._mailbox, others).snooze()
            except MailError as error:
                moved, cause = Done((), left=len(others), cause=error), error
        for step in moved.steps:
            if isinstance(step, Moved):
                self._put(step.uidvalidity, step.uids, until)
        if cause is not None and not kept and not moved.count:
            raise cause
        return Snoozed(replace(moved, left=moved.left + left), kept)

    def _put(self, uidvalidity: int, uids: Sequence[int], until: datetime) -> None:
        self._reminders.put(Reason.SNOOZED, uidvalidity, uids, due=until)

    def follow_up(self, ref: MessageRef, *, until: datetime) -> None:
        """Shows a sent message again then, unless it was answered; MessageGone when it is not there."""
        self._mailbox.policy.require(Feature.SNOOZE)
        require_names(self._mailbox)
        if ref.folder != self._mailbox.special(SpecialUse.SENT):
            raise DeedRefused("only what was sent is waited for")
        wait_anew(self._mailbox, [ref])
        self._reminders.put(Reason.UNANSWERED, ref.uidvalidity, [ref.uid], due=until)

    def forget(self, ref: MessageRef) -> bool:
        """Does not remind of a sent message after all; whether it would have."""
        return self._reminders.forget(Reason.UNANSWERED, ref.uidvalidity, ref.uid)

    def due_of(self, folder: str, uidvalidity: int) -> Mapping[int, datetime]:
        """When messages of this folder come back, by UID; for the folders that have such."""
        reason = next((each for each, use in PLACES.items() if self._mailbox.special(use) == folder), None)
        return self._reminders.due_of(reason, uidvalidity) if reason else {}

    def fulfil(self, *, seconds: float = WORKING_SECONDS) -> int:
        """Brings back what is due, for about so long; gives how many messages.

        What cannot be brought back now stays due. Raises StoreUnavailable or CredentialRefused.
        """
        until, count = monotonic() + seconds, 0
        # Snoozed ones go together and come first; sent ones are looked at one by one.
        taken = sorted(self._reminders.take(), key=_place)
        groups = [list(rows) for _, rows in groupby(taken, key=_place)]
        for number, due in enumerate(groups):
            if monotonic() > until:
                self._reminders.give_back([each for group in groups[number:] for each in group])
                break
            count += self._bring_back(due)
        return count

    def _bring_back(self, due: Sequence[Due]) -> int:
        """One group; where the store refuses that, one by one, so that none hinders the others."""
        try:
            count = self._done(due)
        except (ConnectionLost, StoreUnavailable, CredentialRefused):
            raise
        except MailError as error:
            if len(due) == 1:
                LOG.warning("not_brought_back reason=%s", type(error).__name__)
                return 0
            return sum(self._bring_back([each]) for each in due)
        self._reminders.drop(due)
        return count

    def _done(self, due: Sequence[Due]) -> int:
        reason = due[0].reason
        folder = find_place(self._mailbox, PLACES[reason])
        if folder is None:
            raise StaleReference("the folder of what is due is not there")
        refs = [MessageRef(folder, each.uidvalidity, each.uid) for each in due]
        if reason is Reason.UNANSWERED:
            return sum(show_unanswered(self._mailbox, ref) for ref in refs)
        try:
            return sum(resurface(self._mailbox, group) for group in grouped(refs))
        except StaleReference:
            return self._resurface_lost(folder)

    def _resurface_lost(self, folder: str) -> int:
        """A renumbered folder: nobody knows which message was due, so all come back that have no new time."""
        there = find_snoozed(self._mailbox, folder)
        known = self._reminders.due_of(Reason.SNOOZED, there[0].uidvalidity) if there else {}
        lost = [ref for ref in there if ref.uid not in known]
        LOG.warning("snoozed_folder_renumbered messages=%d", len(lost))
        return sum(resurface(self._mailbox, group) for group in grouped(lost))


def _place(due: Due) -> tuple[str, int, int]:
    """What is done at once: snoozed messages of one folder together, sent ones each by itself."""
    return due.reason.value, due.uidvalidity, due.uid if due.reason is Reason.UNANSWERED else 0
