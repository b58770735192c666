"""The support code of this browser, and what is noted under it for the helpdesk."""

from flask import g, request, session

from webmail.accounts import SupportCode, device_of
from webmail.web.current import current

CODE = "code"


def support_code() -> str:
    """The six characters that this browser is known by; made now if it has none. It opens nothing."""
    code = session.get(CODE)
    if not isinstance(code, str):
        code = session[CODE] = current.timeline.new_code()
    return code


def told_code() -> str:
    """The same for somebody who is about to read it out: from now on the helpdesk finds it."""
    if current.timeline.find(support_code()) is None:
        note("help_shown")
    return support_code()


def note(kind: str, detail: str = "") -> SupportCode | None:
    """Adds an event under this browser's code; None while the database is away."""
    row = current.timeline.note_under(
        support_code(),
        kind,
        detail,
        browser=device_of(request.user_agent.string).word,
        request=g.get("request_id", ""),
    )
    if row is not None and row.code != session.get(CODE):
        session[CODE] = row.code
    return row


def begin_story() -> None:
    """Somebody sets out to come in: what was told under a code about another person is not theirs."""
    row = current.timeline.find(support_code())
    if row is not None and row.account_id is not None and not current.signed_in:
        session.pop(CODE, None)


def spoken(code: str) -> str:
    """The code as it is read out: "K7F-3QD"."""
    return f"{code[:3]}-{code[3:]}" if len(code) == 6 else code
