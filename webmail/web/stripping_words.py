"""The words about attachments that are taken out: the note in their place, and why it is not done."""

from typing import Any

from webmail.mail import Note, Removable, SpecialUse
from webmail.web.current import current
from webmail.web.filters import day_and_time, size
from webmail.web.words import _


def strips(folder: str) -> bool:
    """Whether it is offered here: neither in the drafts nor in the trash."""
    return folder not in (
        current.mailbox.special(SpecialUse.TRASH),
        current.mailbox.special(SpecialUse.DRAFTS),
        current.mailbox.special(SpecialUse.OUTBOX),
    )


def note_for(gone: Removable) -> Note:
    """The small text file that says what was there."""
    day, _time = day_and_time(current.now, current.zone)
    name = _("Removed - %(name)s.txt", name=gone.name)
    text = _(
        "The attachment “%(name)s” (%(type)s, %(size)s) stood here. "
        "It was removed from this mailbox on %(day)s.",
        name=gone.name,
        type=gone.media_type,
        size=size(gone.size),
        day=day,
    )
    return Note(name, f"{text}\r\n")


def unstrippable(error: Any) -> str:
    """Why the attachments stay."""
    sentences = {
        "protected": _(
            "This message is signed or encrypted. Without its attachments the signature would be broken, "
            "so it is left as it is."
        ),
        "nothing": _("This message has no attachment that could be removed."),
        "place": _("In the drafts and in the trash attachments are not removed."),
        "large": _("This message is too large for that. You can download it and delete it."),
        "store": _("The mail server cannot do this safely. The message is as it was."),
    }
    return sentences.get(
        error.reason,
        _(
            "This message was not built properly, so its attachments cannot be removed safely. "
            "It is as it was."
        ),
    )
