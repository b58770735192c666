"""The staff directory: found by name, read only, with the way into one's own book."""

from flask import Response, request

from webmail.accounts import Colleague
from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.pages import page

ON_A_PAGE = 25
LAST_PAGE = 20


@bp.get("/staff")
def staff() -> Response:
    """Asks whom; nobody reads a directory of thousands from the beginning."""
    return _shown("", at=1)


@bp.post("/staff")
def find_staff() -> Response:
    """Who was found, a page at a time; the words come in the body."""
    at = max(1, min(request.form.get("page", 1, type=int), LAST_PAGE))
    return _shown(request.form.get("q", "").strip()[:200], at=at)


def _shown(typed: str, *, at: int) -> Response:
    # One more than a page holds says whether there is another.
    found: tuple[Colleague, ...] = current.contacts.directory.find(
        typed, most=ON_A_PAGE + 1, skip=(at - 1) * ON_A_PAGE
    )
    return page(
        "contacts/staff.html",
        people=found[:ON_A_PAGE],
        typed=typed,
        at=at,
        more=len(found) > ON_A_PAGE and at < LAST_PAGE,
    )
