"""Formatting: the first version of a draft in HTML, with what is quoted as it looked."""

from contextlib import suppress
from dataclasses import replace

from webmail.mail.errors import TooLarge
from webmail.mail.reading.original import Original
from webmail.mail.writing.draft import Draft, Kind
from webmail.mail.writing.outgoing import clean_outgoing, formatted, no_picture, taken_over
from webmail.mail.writing.quoting import QuoteWords, plain
from webmail.mail.writing.twin import says_more, twin

# The person's own words belong before this.
ROOM = "<div><br></div><div><br></div>"


def without_idle_html(draft: Draft) -> Draft:
    """The draft as it goes out: as plain text alone, where the HTML says no more than that."""
    return draft if not draft.html or says_more(draft.html) else replace(draft, html="")


def begin_formatted(draft: Draft, original: Original | None, *, words: QuoteWords) -> Draft:
    """The draft formatted, as it begins; with the look of the original, where that had one."""
    html = formatted(draft.text) if draft.text.strip() else ""
    if original is not None and original.html:
        # Too much of it is quoted as plain text, like what never was anything else.
        with suppress(TooLarge):
            html = _with_look(draft, original, words) or html
    return replace(draft, html=html, text=twin(html) if html else draft.text)


def taken_up(draft: Draft, original: Original) -> Draft:
    """The draft of an own message once more, as that looked; plain where it was, or has too much of it."""
    with suppress(TooLarge):
        html = _taken_over(original) if original.html else ""
        return replace(draft, html=html, text=twin(html) if html else draft.text)
    return draft


def _with_look(draft: Draft, original: Original, words: QuoteWords) -> str:
    kind = draft.writing.kind
    if kind in (Kind.RESUME, Kind.ANEW):
        return _taken_over(original)
    if kind is Kind.FORWARD:
        above = formatted(plain(words.forwarded(original)) + "\n")
        return clean_outgoing(ROOM + above + _taken_over(original))
    if kind in (Kind.REPLY, Kind.REPLY_ALL):
        quote = clean_outgoing(original.html, picture=no_picture)
        above = formatted(plain(words.attribution(original)))
        return clean_outgoing(f"{ROOM}{above}<blockquote>{quote}</blockquote>")
    return ""


def _taken_over(original: Original) -> str:
    """Its own pictures come along, under names of ours (see Drafts.save)."""
    known = {each.content_id for each in original.attachments if each.content_id}
    return clean_outgoing(
        original.html, picture=lambda content_id: taken_over(content_id) if content_id in known else None
    )
