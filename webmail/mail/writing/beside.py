"""Beside: the words of one of two windows become a draft of their own, with all that is attached."""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import BinaryIO

from webmail.mail.writing.draft import Draft, Kind, Writing
from webmail.mail.writing.enclosing import Stretches, enclosed_part
from webmail.mail.writing.finding import Found, chief
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.wish import Wish


def beside(draft: Draft, *, page: str, identity: Identity) -> Draft:
    """The same words as a message of its own: of one page the same words always make the same one.

    It still answers or forwards what the other one does. Another program's draft was taken up by the other.
    """
    writing = draft.writing
    words = (writing.message_id, page, draft.to, draft.cc, draft.bcc, draft.subject, draft.text, draft.html)
    mark = hashlib.sha256("\0".join(("beside", *words)).encode(errors="replace")).hexdigest()[:40]
    name = identity.message_id(mark)
    kept = Writing(name) if writing.kind is Kind.RESUME else replace(writing, message_id=name)
    return replace(draft, writing=kept)


def carried_over(
    wish: Wish, found: Found, *, stretches: Stretches, files: ExitStack, spool: Callable[[], BinaryIO]
) -> Wish:
    """The wish with pictures and attachments of the version that counts; they are gone when there is none.

    Pictures keep their names, for both texts show them by these. Messages among them stay known as what they
    are: sent, they are marked as forwarded.
    """
    counts = chief(found.versions)
    if counts is None:
        return wish.bringing(None)
    carried = [
        replace(
            enclosed_part(stretches, found.ref(counts), part, files.enter_context(spool())),
            content_id=part.content_id,
        )
        for part in (*counts.shape.pictures, *counts.parts)
    ]
    return wish.bringing(carried, enclosed=counts.note.private.enclosed if counts.note else ())
