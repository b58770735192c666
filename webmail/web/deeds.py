"""What two areas do with messages in the same way: the sentences, and the flag that a button names."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import abort, request

from webmail.mail import Copies, Done, Flag, Moved, SpecialUse, Step, StoreUnavailable
from webmail.web.current import current
from webmail.web.words import _, ngettext

# What the buttons of a list and of a message say, and what it means for the store.
FLAGS = {
    "seen": (Flag.SEEN, True),
    "unseen": (Flag.SEEN, False),
    "flagged": (Flag.FLAGGED, True),
    "unflagged": (Flag.FLAGGED, False),
}


def asked_flag() -> tuple[Flag, bool]:
    """The flag the pressed button stands for and whether it is set; 400 for any other word."""
    for row_button, word in (("star", "flagged"), ("unstar", "unflagged")):
        if row_button in request.form:
            return FLAGS[word]
    return FLAGS.get(request.form.get("flag", "")) or abort(400)


def flagged(flag: Flag, done: Done, *, on: bool) -> str:
    """What to say after a flag was set or taken away."""
    return with_the_rest(_flagged(flag, done.count, on=on), done)


def _flagged(flag: Flag, count: int, *, on: bool) -> str:
    if flag is Flag.SEEN and on:
        return ngettext("Marked as read.", "%(num)s messages marked as read.", count)
    if flag is Flag.SEEN:
        return ngettext("Marked as unread.", "%(num)s messages marked as unread.", count)
    if on:
        return ngettext("Star added.", "Star added to %(num)s messages.", count)
    return ngettext("Star removed.", "Star removed from %(num)s messages.", count)


def with_the_rest(sentence: str, done: Done) -> str:
    """A deed half done says which half."""
    told = [sentence]
    if done.left:
        rest = ngettext(
            "One message was left as it was, because that was not possible in its folder.",
            "%(num)s messages were left as they were, because that was not possible in their folders.",
            done.left,
        )
        told.append(rest)
    if done.unclear:
        lost = _(
            "The connection to the mail server broke. Please look whether it was done before you do it again."
        )
        told.append(lost)
    return " ".join(told)


def moved_to(moved: Done) -> str:
    """What to say after messages went to another folder."""
    if moved.count == 0:
        return _("Nothing was moved; the messages are no longer here.")
    return with_the_rest(_moved_to(moved), moved)


def _moved_to(moved: Done) -> str:
    # The deed is done: a store that goes away now must not turn the sentence about it into a failure.
    with suppress(StoreUnavailable):
        if moved.target == current.mailbox.special(SpecialUse.TRASH):
            return ngettext("Moved to the trash.", "%(num)s messages moved to the trash.", moved.count)
        archive = current.mailbox.special(SpecialUse.ARCHIVE)
        if archive and all(
            _is_archive(step.target, archive) for step in moved.steps if isinstance(step, Moved)
        ):
            return ngettext("Archived.", "%(num)s messages archived.", moved.count)
        if moved.target == current.mailbox.special(SpecialUse.JUNK):
            return ngettext("Moved to spam.", "%(num)s messages moved to spam.", moved.count)
    return ngettext("Moved.", "%(num)s messages moved.", moved.count)


def copied(copies: Copies) -> str:
    """What to say after messages were copied."""
    sentence = ngettext("Copied.", "%(num)s messages copied.", copies.count)
    return with_the_rest(sentence, Done((), copies.left, unclear=copies.unclear))


def _is_archive(folder: str, archive: str) -> bool:
    """Whether this is the archive, or the folder of a year in it."""
    return folder == archive or bool(re.fullmatch(re.escape(archive) + r".\d{4}", folder))


def taken_back(steps: Sequence[Step], count: int) -> str:
    """What to say after a step back."""
    if any(isinstance(step, Moved) for step in steps):
        if not count:
            return _("Nothing was brought back; the messages are no longer there.")
        return ngettext("Brought back.", "%(num)s messages brought back.", count)
    return ngettext("Undone.", "Undone for %(num)s messages.", max(1, count))


def removed(count: int) -> str:
    """What to say after messages were deleted for good."""
    return ngettext("Deleted for good.", "%(num)s messages deleted for good.", count)


def for_good(count: int) -> dict[str, Any]:
    """What the page says that asks before something is deleted for good."""
    return {
        "question": ngettext("Delete this message for good?", "Delete %(num)s messages for good?", count),
        "consequence": ngettext(
            "It cannot be brought back after that.", "They cannot be brought back after that.", count
        ),
        "deed": _("Delete for good"),
    }


def asked_target() -> str | None:
    """The folder chosen to move to, or None when none was chosen yet; raises SealBroken."""
    sealed = request.form.get("to")
    return current.unseal("folder", sealed) if sealed else None


def is_trash(folder: str) -> bool:
    """Whether deleting here is for good."""
    return bool(current.mailbox.special(SpecialUse.TRASH) == folder)


def is_junk(folder: str | None) -> bool:
    """Whether what lies here is spam, so that the deed for it is the way out."""
    return folder is not None and bool(current.mailbox.special(SpecialUse.JUNK) == folder)


def is_outgoing(folder: str | None) -> bool:
    """Whether the list of this folder shows recipients, since the sender is always oneself."""
    return folder is not None and folder in (
        current.mailbox.special(SpecialUse.SENT),
        current.mailbox.special(SpecialUse.DRAFTS),
        current.mailbox.special(SpecialUse.OUTBOX),
    )
