"""PersonalContacts: everything that one person's address book consists of."""

from dataclasses import dataclass

from webmail.accounts import Account, SchoolLists, StaffDirectory
from webmail.clock import Clock
from webmail.contacts.book import AddressBook
from webmail.contacts.collected import CollectedAddresses
from webmail.contacts.duplicates import Duplicates
from webmail.contacts.groups import Groups
from webmail.contacts.suggestions import Suggestions
from webmail.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalContacts:
    """Book, groups, collected addresses and suggestions of one account, the directory and lists of all."""

    book: AddressBook
    groups: Groups
    collected: CollectedAddresses
    directory: StaffDirectory
    lists: SchoolLists
    suggestions: Suggestions
    duplicates: Duplicates


def contacts_of(
    account: Account, *, policy: Policy, clock: Clock, all_lists: bool = False, listed: bool = False
) -> PersonalContacts:
    """What this account has; built for one request.

    all_lists: not only the list of the own school; listed: people from elsewhere are found too.
    """
    book = AddressBook(account.id, policy=policy, clock=clock)
    groups = Groups(account.id, policy=policy)
    collected = CollectedAddresses(account, policy=policy, clock=clock)
    directory = StaffDirectory(policy=policy, listed=listed)
    lists = SchoolLists(account.school, policy=policy, everywhere=all_lists, listed=listed)
    suggestions = Suggestions(
        book=book,
        groups=groups,
        lists=lists,
        collected=collected,
        directory=directory,
        policy=policy,
        clock=clock,
    )
    return PersonalContacts(
        book=book,
        groups=groups,
        collected=collected,
        directory=directory,
        lists=lists,
        suggestions=suggestions,
        duplicates=Duplicates(book, policy=policy),
    )
