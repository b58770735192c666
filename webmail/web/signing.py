"""The signatures of the person who writes, asked for once a request; and how their drafts begin."""

from dataclasses import replace
from typing import cast

from flask import g

from webmail.accounts import Signature, Signatures
from webmail.mail import Draft, Kind
from webmail.mail.writing.formatted_signature import (
    inserted_html,
    resigned_html,
    signature_html,
    signature_text,
    signed_html,
)
from webmail.mail.writing.outgoing import clean_outgoing
from webmail.mail.writing.signature import inserted, resigned, says_nothing, signed
from webmail.mail.writing.twin import twin
from webmail.web.current import current


def signatures() -> tuple[Signature, ...]:
    """Those of the person, in their order."""
    if "signatures" not in g:
        g.signatures = Signatures(current.account.id).all()
    return cast(tuple[Signature, ...], g.signatures)


def known_signatures() -> tuple[str, ...]:
    """Their plain texts: what of these stands in a draft as it is, nobody has touched."""
    return tuple(signature_text(each.text, each.html) for each in signatures())


def begun_by_taste(draft: Draft, *, rich: bool) -> Draft:
    """A draft that begins: the signature for such a message, a copy to oneself where that is wished.

    rich: it begins formatted, though there may be no words yet.
    """
    new = draft.writing.kind is Kind.NEW
    wanted = (each for each in signatures() if (each.for_new if new else each.for_answers))
    signature = next(wanted, None)
    taste = current.taste
    draft = _signed(draft, signature, below=taste.answers_below, rich=rich)
    if taste.bcc_self and draft.writing.kind is not Kind.RESUME and not draft.bcc:
        return replace(draft, bcc=current.account.address)
    return draft


def _signed(draft: Draft, chosen: Signature | None, *, below: bool, rich: bool) -> Draft:
    """Plain or formatted, as the draft begins."""
    if not rich or draft.writing.kind is Kind.RESUME:
        return signed(draft, signature_text(chosen.text, chosen.html) if chosen else None, below=below)
    answers = draft.writing.kind in (Kind.REPLY, Kind.REPLY_ALL)
    if not chosen and not (below and answers):
        return draft
    signature = signature_html(chosen.text, chosen.html) if chosen else ""
    # Words of a link are the person's own.
    begun = draft.writing.kind is Kind.NEW and bool(draft.text.strip())
    words, html = _formatted(signed_html(draft.html, signature, below=begun or (below and answers)))
    return replace(draft, text=words, html=html)


def is_as_begun(name: str, value: str) -> bool:
    """Whether a field holds no word of the person's: blanks, a signature, the copy to oneself."""
    if not value.strip():
        return True
    if not current.signed_in:
        return False
    if name == "bcc" and current.taste.bcc_self and value.strip() == current.account.address:
        return True
    return name == "text" and says_nothing(value, known=known_signatures())


def other_signature(text: str, html: str, chosen: Signature | None) -> tuple[str, str] | None:
    """Text and HTML with this signature instead, or without one; None where the one there was changed."""
    below = current.taste.answers_below
    if not html:
        signature = signature_text(chosen.text, chosen.html) if chosen else None
        other = resigned(text, signature, known=known_signatures(), below=below)
        return None if other is None else (other, "")
    signature = signature_html(chosen.text, chosen.html) if chosen else ""
    found = resigned_html(html, signature, known=_known_html(), below=below)
    return None if found is None else _formatted(found)


def with_piece(text: str, html: str, piece: str, *, look: str = "") -> tuple[str, str]:
    """Text and HTML with one more piece of text; look is how that is formatted."""
    below = current.taste.answers_below
    if not html:
        return inserted(text, piece, known=known_signatures(), below=below), ""
    return _formatted(inserted_html(html, piece, known=_known_html(), below=below, look=look))


def _known_html() -> tuple[str, ...]:
    # As they begin, and as they are where a plain text was formatted afterwards.
    forms = [(each.text, each.html) for each in signatures()]
    bare = [(signature_text(text, html), "") for text, html in forms]
    return tuple(signature_html(text, html) for text, html in (*forms, *bare))


def _formatted(html: str) -> tuple[str, str]:
    clean = clean_outgoing(html)
    return twin(clean), clean
