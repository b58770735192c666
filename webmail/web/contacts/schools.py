"""The lists of schools: who is on one now, read only; they are made of the accounts each time."""

from flask import Response, abort, request

from webmail.accounts import SchoolList
from webmail.policy import Feature
from webmail.web.contact_words import school_list_name, school_list_names
from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.pages import page
from webmail.web.recipient_words import as_group, as_recipients

_PURPOSE = "school"
_MOST_FOUND = 20
_SHOWN = 500


@bp.get("/school")
def school() -> Response:
    """Everybody on the list, and the way to write to all of them; without a name that of the own school."""
    sealed = request.args.get("of")
    named = current.unseal(_PURPOSE, sealed) if sealed else current.account.school or ""
    people = current.contacts.lists.people(named) or abort(404)
    called, counted = school_list_name(named), SchoolList(named, len(people))
    return page(
        "contacts/school.html",
        called=called,
        people=people[:_SHOWN],
        count=counted.count,
        as_one=_written(called, people) if counted.can_be_written_to else "",
    )


def _written(called: str, people: tuple[tuple[str, str], ...]) -> str:
    return as_group(called, people) if len(people) > 1 else as_recipients(people)


def own_list() -> tuple[tuple[str, str, int], ...]:
    """The list of the own school as the address book shows it: what names it, what it is called, how many."""
    if not _are_shown():
        return ()
    own = current.contacts.lists.own()
    return _shown((own,)) if own else ()


def found_lists(typed: str) -> tuple[tuple[str, str, int], ...]:
    """Those that were looked for, likewise."""
    if not _are_shown():
        return ()
    return _shown(current.contacts.lists.find(typed, most=_MOST_FOUND, called=school_list_names()))


def _shown(lists: tuple[SchoolList, ...]) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (current.seal(_PURPOSE, each.school), school_list_name(each.school), each.count) for each in lists
    )


def _are_shown() -> bool:
    wanted = (Feature.STAFF_DIRECTORY, Feature.SCHOOL_LISTS)
    return all(current.policy.allows(each) for each in wanted)
