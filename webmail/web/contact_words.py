"""What hinders keeping a contact or group, in words."""

from webmail.contacts import ContactRefused
from webmail.web.words import _


def refused_contact(error: ContactRefused) -> str:
    """Why a contact or group cannot be kept like this."""
    sentences = {
        ("name", "missing"): _("Please give a name or an address."),
        ("name", "full"): _("The address book is full. Please remove contacts first."),
        ("addresses", "malformed"): _("One of the addresses is not complete."),
        ("addresses", "too_many"): _("A contact can have at most 20 addresses."),
        ("group", "missing"): _("Please give the group a name."),
        ("group", "taken"): _("There is a group of this name already."),
        ("group", "full"): _("There are too many groups. Please remove one first."),
    }
    return sentences.get((error.field, error.why), _("This is too long."))
