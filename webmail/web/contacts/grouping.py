"""Groups: make one, see who is in it, write to all, rename and remove it."""

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.contacts import MOST_MEMBERS, Group
from webmail.web.contacts import bp
from webmail.web.contacts.editing import NUMBER, moved_by, moved_of
from webmail.web.contacts.meant import meant
from webmail.web.current import current
from webmail.web.pages import confirm, done, page
from webmail.web.words import _, ngettext


@bp.post("/groups")
def make_group() -> AnyResponse:
    """A new one, still empty."""
    number = current.contacts.groups.make(request.form.get("name", ""))
    return done(
        _("The group was made. Tick it at each contact that is to be in it."),
        back_to=url_for("contacts.group", number=number),
    )


@bp.get(f"/groups/{NUMBER}")
def group(number: int) -> Response:
    """Who is in it."""
    return _shown(_found(number))


@bp.post(f"/groups/{NUMBER}/people")
def take_into_group(number: int) -> AnyResponse:
    """Colleagues by name, and addresses of all kinds, as they are typed or pasted."""
    found, typed = _found(number), request.form.get("people", "")
    people, unknown = meant(typed)
    if unknown or not people:
        return _shown(found, 422, typed=typed, unknown=", ".join(unknown)[:300])
    count = current.contacts.groups.take_in(number, people)
    said = ngettext("%(num)s person was added.", "%(num)s people were added.", count)
    return done(said, back_to=url_for("contacts.group", number=number))


@bp.post(f"/groups/{NUMBER}/people/renew")
def renew_in_group(number: int) -> AnyResponse:
    """Puts the new address of somebody whose address has changed in the place of the old one."""
    _found(number)
    groups, old = current.contacts.groups, request.form.get("address", "").lower()
    colleague = moved_by([old]).get(old) or abort(404)
    groups.take_in(number, [(colleague.name, colleague.address)])
    groups.let_go(number, old)
    return done(_("The new address is in the group."), back_to=url_for("contacts.group", number=number))


@bp.post(f"/groups/{NUMBER}/people/remove")
def let_go_of_group(number: int) -> AnyResponse:
    """One address is no longer in the group."""
    _found(number)
    current.contacts.groups.let_go(number, request.form.get("address", ""))
    return done(_("Removed from the group."), back_to=url_for("contacts.group", number=number))


@bp.post(f"/groups/{NUMBER}")
def rename_group(number: int) -> AnyResponse:
    """Another name."""
    _found(number)
    current.contacts.groups.rename(number, request.form.get("name", ""))
    return done(_("Saved."), back_to=url_for("contacts.group", number=number))


@bp.post(f"/groups/{NUMBER}/remove")
def remove_group(number: int) -> AnyResponse:
    """Asks, then removes the group; the people stay in the book."""
    found = _found(number)
    if request.form.get("sure") == "yes":
        current.contacts.groups.remove(number)
        return done(_("The group was removed."), back_to=url_for("contacts.index"))
    return confirm(
        question=_("Remove the group “%(name)s”?", name=found.name),
        consequence=_("The people in it stay in your address book."),
        deed=_("Remove"),
        back=url_for("contacts.group", number=number),
    )


def _shown(group: Group, status: int = 200, *, typed: str = "", unknown: str = "") -> Response:
    contacts = current.contacts.book.all(group=group.number).contacts
    others = current.contacts.groups.others(group.number)
    return page(
        "contacts/group.html",
        status,
        group=group,
        contacts=contacts,
        people=current.contacts.groups.people(group.number),
        others=others,
        moved={**moved_of(contacts), **moved_by(address for _name, address in others)},
        most_members=MOST_MEMBERS,
        typed=typed,
        unknown=unknown,
        refused=status == 422,
    )


def _found(number: int) -> Group:
    return current.contacts.groups.get(number) or abort(404)
