"""The address book: all contacts, those that were looked for, and taking somebody in."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.contacts import Card
from webmail.mail import read_recipients
from webmail.web.contacts import bp
from webmail.web.contacts.editing import moved_of
from webmail.web.contacts.schools import found_lists, own_list
from webmail.web.current import current
from webmail.web.pages import done, page
from webmail.web.places import own_page
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
        moved=moved_of(stretch.contacts),
        count=stretch.count,
        groups=current.contacts.groups.all(),
        lists=own_list(),
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
        moved=moved_of(found),
        count=len(found),
        groups=current.contacts.groups.find(typed, most=ON_A_PAGE),
        lists=found_lists(typed),
        typed=typed,
        at=1,
        pages=1,
    )


@bp.post("/add")
def add() -> AnyResponse:
    """Takes somebody in whose address stands on another page, as a message or the directory."""
    name, address = _named()
    back = own_page(request.form.get("here")) or url_for("contacts.index")
    known = current.contacts.book.with_address(address)
    if known is not None:
        return done(_("%(name)s is already in your address book.", name=known.label), back_to=back)
    card = Card(name=name, addresses=(address,), organisation=request.form.get("organisation", ""))
    number = current.contacts.book.add(card)
    kept = current.contacts.book.get(number)
    label = kept.label if kept else address
    return done(_("%(name)s is in your address book now.", name=label), back_to=back)


def _named() -> tuple[str, str]:
    """Name and address: each in its field, or written together as a message has them."""
    if together := read_recipients(request.form.get("written", "")[:1000]).addresses:
        return together[0].name, together[0].spec
    return request.form.get("name", ""), request.form.get("address", "").strip()
