"""The words about signatures, text blocks and the name in the sender."""

from webmail.mail.writing.placeholders import unknown
from webmail.web.words import _


def refused_text(why: str) -> str:
    """Why a signature or a text block cannot be kept so."""
    sentences = {
        "name": _("Please give it a name on one line, with at most 60 characters."),
        "text": _("Please write a text."),
        "long": _(
            "This is too long to be kept here. Please shorten it, or leave out some of its formatting."
        ),
        "subject": _("A subject must be on one line, with at most 200 characters."),
    }
    return sentences.get(why, _("There is no room for more. Please remove one first."))


def refused_name(why: str) -> str:
    """Why nobody can be called so."""
    sentences = {
        "characters": _("A name must be on one line, without invisible characters."),
        "address": _("A name must not contain an address or any of these characters: @ < >"),
    }
    return sentences.get(why, _("A name must contain letters and have at most 100 characters."))


def kept_block(text: str) -> str:
    """What to say after a text block was kept; what it does not know is told."""
    strange = unknown(text)
    if not strange:
        return _("Saved.")
    return _("Saved. Not a placeholder, so it stays as it is: %(places)s", places=", ".join(strange))
