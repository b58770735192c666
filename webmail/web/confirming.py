"""Confirming: what a person has said about the findings on the page they were shown."""

from flask import request

from webmail.mail import Confirmed, Draft, read_recipients
from webmail.web.current import current

MOST_MARKS = 100
LONGEST_REASON = 300


def confirmed() -> Confirmed:
    """The marks of the findings that this request confirms, and the reason that was given."""
    marks = frozenset(request.form.getlist("confirmed")[:MOST_MARKS])
    return Confirmed(marks, request.form.get("reason", "").strip()[:LONGEST_REASON])


def addresses_outside(draft: Draft) -> int:
    """How many recipients lie outside of the service, each counted once."""
    fields = (draft.to, draft.cc, draft.bcc)
    specs = {each.spec for typed in fields if typed.strip() for each in read_recipients(typed).addresses}
    return len(current.classes.outside(specs)) if specs else 0
