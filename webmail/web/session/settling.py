"""Somebody has come in: what the new cookie holds, and what is waiting for the person."""

from flask import session

from webmail.accounts import SignIn, choose_language
from webmail.web.current import current
from webmail.web.dead_text import file_waiting

# What names this browser, not the person before.
STAYS = ("language", "code", "browser", "trip")


def settle_in(sign_in: SignIn, key: str) -> None:
    """A new key in the cookie; nothing else of what was in it before but what names this browser."""
    before_this = session.get("key")
    kept = {name: session[name] for name in STAYS if name in session}
    session.clear()
    session.update(kept)
    session["key"] = key
    language = kept.get("language")
    if language and sign_in.account.preferences.language is None:
        choose_language(sign_in.account, language, policy=current.policy)
    if before := current.sign_ins.not_ended_before(sign_in):
        session["unended"] = before.id
    file_waiting(before_this, sign_in)
    current.timeline.forget_old()
