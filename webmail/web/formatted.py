"""Formatted or plain: which of the two forms of a text counts, when a page sends both."""

from webmail.mail import writable
from webmail.mail.writing.outgoing import Picture, clean_outgoing, own_picture, shown_pictures
from webmail.mail.writing.twin import twin

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
