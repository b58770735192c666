"""The page that heals: "Authentication error", with its cause, one button and the support code."""

from flask import Response, g

from webmail.web.current import current
from webmail.web.labels import labels
from webmail.web.pages import page
from webmail.web.trail import note, spoken
from webmail.web.words import _

STATUSES = {"no_cookies": 400, "too_many_trips": 429, "portal_answer": 502}


def cause(reason: str) -> str:
    """Why somebody stands before the page, in one sentence."""
    earlier = _(
        "An earlier session was not ended properly, mostly because of a broken connection. "
        "One click mends it."
    )
    sentences = {
        "no_cookies": _(
            "Your browser does not store cookies. The mailbox needs one of its own; "
            "please allow it and begin again."
        ),
        "too_many_trips": _(
            "Signing in has led in a circle several times, mostly because an earlier session was not "
            "ended properly. One click mends it."
        ),
        "portal_answer": _(
            "What the portal “%(portal)s” answered does not fit this sign-in. One click begins anew.",
            portal=current.portal_words.name,
        ),
        "store_refused": _(
            "The mail server no longer accepts this session, mostly because an earlier one was not "
            "ended properly. One click mends it."
        ),
    }
    return sentences.get(reason, earlier)


def broken_page(reason: str, status: int | None = None) -> Response:
    """Needs no session, no token, no script and no database; says what happened under the support code."""
    row = note("broken_shown", reason)
    shown = spoken(row.code) if row is not None else g.get("request_id", "-")
    return page(
        "errors/broken.html",
        status or STATUSES.get(reason, 200),
        heals=True,
        sentence=cause(reason),
        code=shown,
        labels=labels(),
        has_portal=current.portal is not None,
    )
