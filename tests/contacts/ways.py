"""What the features about people refuse when they are off: their verbs, their addresses, and the button."""

from collections.abc import Callable
from typing import Any

from tests.conftest import MONDAY
from webmail.accounts import Account, Preferences, StaffDirectory, choose
from webmail.contacts import Card, contacts_of
from webmail.policy import Feature, Policy

Verb = Callable[[Policy], Any]
Way = tuple[str, dict[str, str] | None]


def nobody(policy: Policy) -> Any:
    """The contacts of somebody who is in no database: a refusal must not need one."""
    account = Account(id=1, address="", name="", created_at=MONDAY, preferences=Preferences())
    return contacts_of(account, policy=policy, clock=lambda: MONDAY)


OF_CONTACTS: dict[Feature, tuple[tuple[Verb, ...], tuple[Way, ...], str, str]] = {
    Feature.CONTACTS: (
        (
            lambda policy: nobody(policy).book.all(),
            lambda policy: nobody(policy).book.find("anna", most=1),
            lambda policy: nobody(policy).book.get(1),
            lambda policy: nobody(policy).book.photo(1),
            lambda policy: nobody(policy).book.with_address("a@b.example"),
            lambda policy: nobody(policy).book.add(Card(name="Anna")),
            lambda policy: nobody(policy).book.change(1, Card(name="Anna")),
            lambda policy: nobody(policy).book.remove([1]),
            lambda policy: nobody(policy).groups.all(),
            lambda policy: nobody(policy).groups.find("anna", most=1),
            lambda policy: nobody(policy).groups.people(1),
            lambda policy: nobody(policy).groups.of(1),
            lambda policy: nobody(policy).groups.make("Fachschaft"),
            lambda policy: nobody(policy).groups.rename(1, "Fachschaft"),
            lambda policy: nobody(policy).groups.remove(1),
            lambda policy: nobody(policy).groups.put(1, into=[1]),
            lambda policy: nobody(policy).collected.all(),
            lambda policy: nobody(policy).collected.forget("a@b.example"),
            lambda policy: nobody(policy).collected.forget_all(),
            lambda policy: nobody(policy).suggestions.find("anna"),
        ),
        (
            ("/contacts/", None),
            ("/contacts/", {"q": "anna"}),
            ("/contacts/suggest", {"q": "anna"}),
            ("/contacts/add", {"name": "Anna", "address": "anna@schule.example"}),
        ),
        "Adressbuch",
        "/mailbox/",
    ),
    Feature.STAFF_DIRECTORY: (
        (
            lambda policy: StaffDirectory(policy=policy).find("anna", most=1),
            lambda policy: StaffDirectory(policy=policy).at(["a@b.example"]),
            lambda policy: StaffDirectory(policy=policy).moved(["a@b.example"]),
        ),
        (("/contacts/staff", None), ("/contacts/staff", {"q": "anna"})),
        "Personalverzeichnis",
        "/contacts/",
    ),
    Feature.COLLECT_ADDRESSES: (
        (
            lambda policy: nobody(policy).collected.all(),
            lambda policy: choose(None, {"collect_addresses": "on"}, policy=policy),  # type: ignore[arg-type]
        ),
        (("/contacts/collected", None), ("/settings/", {"collect_addresses": "on"})),
        "Gesammelte Adressen",
        "/contacts/",
    ),
}
