"""PersonalContacts: everything that one person's address book consists of."""

from dataclasses import dataclass

from webmail.accounts import Account, StaffDirectory
from webmail.clock import Clock
from webmail.contacts.book import AddressBook
from webmail.contacts.collected import CollectedAddresses
from webmail.contacts.duplicates import Duplicates
from webmail.contacts.groups import Groups
from webmail.contacts.suggestions import Suggestions
from webmail.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalContacts:
    """Book, groups, collected addresses and suggestions of one account, and the directory of all."""

    book: AddressBook
    groups: Groups
    collected: CollectedAddresses
    directory: StaffDirectory
    suggestions: Suggestions
    duplicates: Duplicates


def contacts_of(account: Account, *, policy: Policy, clock: Clock) -> PersonalContacts:
    """What this account has; built for one request."""
    book = AddressBook(account.id, policy=policy, clock=clock)
    groups = Groups(account.id, policy=policy)
    collected = CollectedAddresses(account, policy=policy, clock=clock)
    directory = StaffDirectory(policy=policy)
    suggestions = Suggestions(
        book=book, groups=groups, collected=collected, directory=directory, policy=policy, clock=clock
    )
    return PersonalContacts(
        book=book,
        groups=groups,
        collected=collected,
        directory=directory,
        suggestions=suggestions,
        duplicates=Duplicates(book, policy=policy),
    )
