"""What is in force, clause by clause; the audit trail."""

from flask import abort, request
from werkzeug.wrappers import Response

from webmail.accounts import Role
from webmail.helpdesk import Actor
from webmail.policy import REGISTRY
from webmail.web.admin import bp
from webmail.web.admin.deed_words import deed_words
from webmail.web.admin.in_force import PROHIBITIONS, cautions, facts
from webmail.web.current import current
from webmail.web.days import by_day
from webmail.web.feature_words import feature_words
from webmail.web.pages import page
from webmail.web.role import role

# The largest number that both databases know for a row.
LARGEST = 2**31 - 1


@bp.get("/")
@role(Role.ADMIN)
def index() -> Response:
    """What is in force; it is changed in the file, not here."""
    return page(
        "admin/index.html",
        facts=facts(),
        cautions=cautions(),
        features=[
            (feature, entry.clause, current.policy.allows(feature)) for feature, entry in REGISTRY.items()
        ],
        feature_words=feature_words,
        prohibitions=PROHIBITIONS,
    )


@bp.get("/audit")
@role(Role.ADMIN)
def audit() -> Response:
    """Who did what to whose account; this look too is written down."""
    account, by = _number("account"), _number("by")
    trail = current.desk.trail(
        actor=Actor(current.account.id, current.roles), account=account, by=by, before=_number("before")
    )
    return page(
        "admin/audit.html",
        trail=trail,
        days=by_day(trail.entries),
        whose=account,
        by=by,
        deed_words=deed_words,
    )


def _number(name: str) -> int | None:
    """A number from the query, named once; anything else is no page of ours."""
    given = request.args.getlist(name)
    if not given:
        return None
    if len(given) > 1 or not given[0].isascii() or not given[0].isdigit() or len(given[0]) > 10:
        abort(400)
    return int(given[0]) if int(given[0]) <= LARGEST else abort(400)
