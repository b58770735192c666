"""Formatted or plain: which form of a text counts, when a page sends both, and what is lost between them."""

from collections.abc import Callable
from contextlib import suppress

from webmail.mail import TooLarge, writable
from webmail.mail.writing.outgoing import Picture, clean_outgoing, own_picture, shown_pictures
from webmail.mail.writing.twin import looks, twin
from webmail.web.words import _

# What the editor of a page says when it has written the HTML.
EDITED = "on"
# How a message is written.
FORMATTED, PLAIN = "formatted", "plain"


def settled(text: str, html: str, editor: str, *, picture: Picture = own_picture) -> tuple[str, str]:
    """The text and its HTML, cleaned, both with the same words; without HTML the message is plain text.

    Without the editor HTML comes back as it was shown, and counts as long as its twin was left as it is.
    """
    if not html:
        return ("" if editor == EDITED else text), ""
    clean = clean_outgoing(html, picture=picture)
    words = twin(clean)
    if editor != EDITED and words != writable(text):
        return text, ""
    return words, clean if words.strip() or shown_pictures(clean) else ""


def taken_back(was: str, text: str, *, words: Callable[[str], str] = twin) -> str:
    """The HTML that the text was before it became plain, cleaned; "" where its words are others now."""
    with suppress(TooLarge):
        clean = clean_outgoing(was)
        if words(clean).rstrip() == writable(text).rstrip():
            return clean
    return ""


def lost_words(html: str, again: str) -> str:
    """What is lost where the HTML becomes plain text; again is what can be made of that text."""
    lost = looks(html) - looks(again)
    sentences = (
        (lost.keys() & {"b", "i", "u", "s", "span"}, _("Bold, italic, colours and sizes are gone.")),
        (lost.keys() & {"ul", "ol", "a"}, _("Lists and links keep only their words.")),
        (lost.keys() & {"img"}, _("Pictures have become attachments.")),
    )
    return " ".join(sentence for found, sentence in sentences if found)
