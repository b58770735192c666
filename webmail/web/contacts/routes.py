"""The address book: all contacts, those that were looked for, and taking somebody in."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.contacts import Card
from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.pages import done, page
from webmail.web.words import _

ON_A_PAGE = 100


@bp.get("/")
def index() -> Response:
    """All contacts by name, a page at a time, and the groups."""
    at = max(1, min(request.args.get("page", 1, type=int), 1000))
    stretch = current.contacts.book.all(skip=(at - 1) * ON_A_PAGE, most=ON_A_PAGE)
    return page(
        "contacts/index.html",
        contacts=stretch.contacts,
        count=stretch.count,
        groups=current.contacts.groups.all(),
        at=at,
        pages=-(-stretch.count // ON_A_PAGE),
    )


@bp.post("/")
def find() -> Response:
    """Contacts found by what was typed, which comes in the body and stands in no log."""
    typed = request.form.get("q", "").strip()[:200]
    if not typed:
        return index()
    found = current.contacts.book.find(typed, most=ON_A_PAGE)
    return page(
        "contacts/index.html",
        contacts=found,
        count=len(found),
        groups=current.contacts.groups.find(typed, most=ON_A_PAGE),
        typed=typed,
        at=1,
        pages=1,
    )


@bp.post("/add")
def add() -> AnyResponse:
    """Takes somebody in whose address stands on another page, as a message or the directory."""
    name, address = request.form.get("name", ""), request.form.get("address", "").strip()
    known = current.contacts.book.with_address(address)
    if known is not None:
        said = _("%(name)s is in your address book already.", name=known.label)
        return done(said, back_to=url_for("contacts.index"))
    card = Card(name=name, addresses=(address,), organisation=request.form.get("organisation", ""))
    current.contacts.book.add(card)
    said = _("%(name)s is in your address book now.", name=card.checked().label)
    return done(said, back_to=url_for("contacts.index"))
