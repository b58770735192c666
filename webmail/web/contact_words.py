"""What hinders keeping a contact or group, in words."""

from webmail.accounts import SchoolListNames
from webmail.contacts import ContactRefused, Imported, Row
from webmail.policy import N_
from webmail.web.words import _, elsewhere, ngettext

_STAFF = N_("Staff of %(school)s")
_HERE = "\0"


def school_list_name(school: str) -> str:
    """What the list of a school is called."""
    return _(_STAFF, school=school)


def school_list_names() -> SchoolListNames:
    """The same for many schools, here and then in the other languages: people type what they know it by."""
    sentences = (_(_STAFF, school=_HERE), *elsewhere(_STAFF, school=_HERE))
    around = [sentence.partition(_HERE) for sentence in sentences]
    return lambda school: tuple(f"{before}{school}{behind}" for before, _mark, behind in around)


def refused_contact(error: ContactRefused) -> str:
    """Why a contact or group cannot be kept like this."""
    sentences = {
        ("name", "missing"): _("Please give a name or an address."),
        ("name", "full"): _("The address book is full. Please remove contacts first."),
        ("addresses", "malformed"): _("“%(address)s” is not a complete address.", address=error.piece),
        ("addresses", "too_many"): _("A contact can have at most 20 addresses."),
        ("group", "missing"): _("Please give the group a name."),
        ("group", "taken"): _("There is already a group with this name. Please choose another name."),
        ("group_address", "malformed"): _("“%(address)s” is not a complete address.", address=error.piece),
        ("group_address", "too_many"): _("A group can have at most 2,000 addresses."),
        ("group", "full"): _("There are too many groups. Please remove one first."),
    }
    return sentences.get((error.field, error.why), _("This is too long. Please shorten it."))


def refused_import(why: str) -> str:
    """Why a file cannot be imported."""
    return {
        "empty": _("Please choose a file with contacts."),
        "large": _("This file is too large. Please split it into smaller ones."),
        "too_many": _(
            "This file contains more contacts than can be imported at once. "
            "Please split it into smaller ones."
        ),
        "no_columns": _(
            "No column of this file is recognised as a name or an email address. "
            "Please name the columns in the first row, for example “Name” and “Email”."
        ),
        "busy": _("Other people are importing at the moment. Please try again in a few seconds."),
    }.get(why, _("This file cannot be read. Please save it again as vCard or CSV."))


def bad_row(row: Row) -> str:
    """What is wrong with a line or card of a file."""
    return {
        "name_missing": _("neither a name nor an address"),
        "addresses_malformed": _("an address that is not complete"),
        "addresses_too_many": _("more than 20 addresses"),
        "open": _("a card without an end"),
        "slow": _("cannot be read"),
        "large": _("larger than a contact can be"),
        "broken": _("cannot be read"),
    }.get(row.why, _("something in it is too long"))


def imported_words(imported: Imported) -> str:
    """What became of a file, in one or a few sentences."""
    said = [ngettext("%(num)s contact was added.", "%(num)s contacts were added.", imported.added)]
    if imported.joined:
        said.append(ngettext("%(num)s was completed.", "%(num)s were completed.", imported.joined))
    if imported.skipped:
        said.append(ngettext("%(num)s was left out.", "%(num)s were left out.", imported.skipped))
    return " ".join(said)
