"""One contact: a new one, its page with all that can be changed, its photo, and removing it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import Colleague
from webmail.contacts import ContactRefused, Kept
from webmail.policy import Feature
from webmail.web.contacts import bp
from webmail.web.contacts.forms import ContactForm, chosen_groups
from webmail.web.current import current
from webmail.web.downloads import INERT, check_not_embedded
from webmail.web.pages import confirm, done, page
from webmail.web.words import _

# As far as both databases count.
NUMBER = "<int(max=2147483647):number>"


@bp.get("/new")
def new() -> Response:
    """An empty form."""
    return _form(ContactForm(), None)


@bp.post("/new")
def create() -> AnyResponse:
    """Keeps what was typed."""
    form = ContactForm()
    try:
        number = current.contacts.book.add(form.card)
    except ContactRefused as error:
        return _form(form.refuse(error), None, 422)
    current.contacts.groups.put(number, into=chosen_groups())
    said = _("%(name)s is in your address book now.", name=_found(number).label)
    return done(said, back_to=url_for("contacts.index"))


@bp.get(f"/{NUMBER}")
def show(number: int) -> Response:
    """The contact, in the form that changes it."""
    kept = _found(number)
    return _form(ContactForm.of(kept), kept)


@bp.post(f"/{NUMBER}")
def change(number: int) -> AnyResponse:
    """Keeps what was changed."""
    kept, form = _found(number), ContactForm()
    try:
        current.contacts.book.change(number, form.card)
    except ContactRefused as error:
        return _form(form.refuse(error), kept, 422)
    current.contacts.groups.put(number, into=chosen_groups())
    return done(_("Saved."), back_to=url_for("contacts.show", number=number))


@bp.post(f"/{NUMBER}/renew")
def renew(number: int) -> AnyResponse:
    """Puts the new address of somebody whose address has changed in the place of the old one."""
    kept = _found(number)
    moved = moved_of([kept])
    addresses = tuple(
        moved[each.lower()].address if each.lower() in moved else each for each in kept.card.addresses
    )
    current.contacts.book.change(number, replace(kept.card, addresses=addresses))
    return done(
        _("The new address is in your address book."), back_to=url_for("contacts.show", number=number)
    )


@bp.post(f"/{NUMBER}/remove")
def remove(number: int) -> AnyResponse:
    """Asks, then removes the contact from the book and its groups."""
    kept = _found(number)
    if request.form.get("sure") == "yes":
        current.contacts.book.remove([number])
        return done(_("%(name)s was removed.", name=kept.label), back_to=url_for("contacts.index"))
    return confirm(
        question=_("Remove %(name)s from your address book?", name=kept.label),
        consequence=_("The contact is removed from all groups too. This cannot be undone."),
        deed=_("Remove"),
        back=url_for("contacts.show", number=number),
    )


@bp.get(f"/{NUMBER}/photo")
def photo(number: int) -> Response:
    """The picture, and nothing that a browser could take for something else."""
    check_not_embedded()
    found = current.contacts.book.photo(number) or abort(404)
    response = Response(found.octets, mimetype=found.media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = INERT
    return response


def _found(number: int) -> Kept:
    return current.contacts.book.get(number) or abort(404)


def moved_of(contacts: Iterable[Kept]) -> Mapping[str, Colleague]:
    """Who has another address now, by the one that stands in the book, in lower case."""
    return moved_by(each for kept in contacts for each in kept.card.addresses)


def moved_by(addresses: Iterable[str]) -> Mapping[str, Colleague]:
    """The same for these addresses."""
    if not current.policy.allows(Feature.STAFF_DIRECTORY):
        return {}
    return current.contacts.directory.moved(list(addresses))


def _form(form: ContactForm, kept: Kept | None, status: int = 200) -> Response:
    ticked = (
        chosen_groups()
        if request.method == "POST"
        else current.contacts.groups.of(kept.number)
        if kept
        else ()
    )
    return page(
        "contacts/contact.html",
        status,
        heals=True,
        form=form,
        kept=kept,
        moved=moved_of([kept] if kept else []),
        groups=current.contacts.groups.all(),
        ticked=ticked,
    )
