"""What the features about people refuse when they are off: their verbs, their addresses, and the button."""

from collections.abc import Callable
from typing import Any

from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.visitor import Visitor
from webmail.accounts import Account, Preferences, SchoolLists, StaffDirectory, choose
from webmail.accounts.lookup import find_by_address
from webmail.clock import Clock
from webmail.contacts import AddressBook, Card, Imports, Known, VcardReader, contacts_of
from webmail.database import db
from webmail.policy import Feature, Policy

Verb = Callable[[Policy], Any]
Way = tuple[str, dict[str, str] | None]


def nobody(policy: Policy) -> Any:
    """The contacts of somebody who is in no database: a refusal must not need one."""
    account = Account(id=1, address="", name="", created_at=MONDAY, preferences=Preferences())
    return contacts_of(account, policy=policy, clock=lambda: MONDAY)


def imports(policy: Policy) -> Imports:
    return imports_of(nobody(policy).book, account=1, policy=policy, clock=lambda: MONDAY)


def imports_of(book: AddressBook, *, account: int, policy: Policy, clock: Clock) -> Imports:
    """With a seal that anybody can open: what the vault's is worth is tested there."""
    return Imports(
        account,
        book=book,
        reader=VcardReader(judge=lambda octets: "image/png" if octets.startswith(b"\x89PNG") else None),
        seal=lambda purpose, text, number: f"{purpose} {number} {text}",
        unseal=lambda purpose, sealed, number: sealed.removeprefix(f"{purpose} {number} "),
        policy=policy,
        clock=clock,
    )


def at_a_school(visitor: Visitor) -> Visitor:
    """Whoever has no school has no list."""
    with visitor.app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        account.school = "Goethe-Schule"
        db.session.commit()
    return visitor.open("/contacts/")


def lists(policy: Policy) -> SchoolLists:
    return SchoolLists("Goethe-Schule", policy=policy, everywhere=True)


Shown = str | Callable[[Visitor], Visitor]
OF_CONTACTS: dict[Feature, tuple[tuple[Verb, ...], tuple[Way, ...], str, Shown]] = {
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
            lambda policy: nobody(policy).book.join_all([(1, Card(name="Anna"))]),
            lambda policy: nobody(policy).book.merge(1, 2),
            lambda policy: list(nobody(policy).book.cards()),
            lambda policy: nobody(policy).duplicates.pairs(),
            lambda policy: nobody(policy).duplicates.merge(1, 2),
            lambda policy: imports(policy).take(b"x"),
            lambda policy: imports(policy).pending("x"),
            lambda policy: imports(policy).carry_out("x", Known.JOIN),
            lambda policy: imports(policy).forget(),
            lambda policy: nobody(policy).groups.all(),
            lambda policy: nobody(policy).groups.find("anna", most=1),
            lambda policy: nobody(policy).groups.people(1),
            lambda policy: nobody(policy).groups.of(1),
            lambda policy: nobody(policy).groups.others(1),
            lambda policy: nobody(policy).groups.take_in(1, [("", "a@b.example")]),
            lambda policy: nobody(policy).groups.let_go(1, "a@b.example"),
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
            ("/contacts/new", None),
            ("/contacts/new", {"name": "Anna"}),
            ("/contacts/1", None),
            ("/contacts/1", {"name": "Anna"}),
            ("/contacts/1/renew", {}),
            ("/contacts/1/remove", {"sure": "yes"}),
            ("/contacts/1/photo", None),
            ("/contacts/groups", {"name": "Fachschaft"}),
            ("/contacts/groups/1", None),
            ("/contacts/groups/1", {"name": "Fachschaft"}),
            ("/contacts/groups/1/people", {"people": "a@b.example"}),
            ("/contacts/groups/1/people/renew", {"address": "a@b.example"}),
            ("/contacts/groups/1/people/remove", {"address": "a@b.example"}),
            ("/contacts/groups/1/remove", {"sure": "yes"}),
            ("/contacts/duplicates", None),
            ("/contacts/duplicates", {"first": "1", "second": "2"}),
            ("/contacts/import", None),
            ("/contacts/import/confirm", {"mark": "x"}),
            ("/contacts/export/csv", None),
            ("/contacts/export/vcard4/1", None),
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
    Feature.SCHOOL_LISTS: (
        (
            lambda policy: lists(policy).own(),
            lambda policy: lists(policy).find("goethe", most=1),
            lambda policy: lists(policy).people("Goethe-Schule"),
        ),
        (("/contacts/school", None),),
        "Kollegium Goethe-Schule",
        at_a_school,
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
