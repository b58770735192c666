"""The address book of each person, and who may be meant while recipients are typed."""

from webmail.contacts.book import AddressBook, Kept, Stretch
from webmail.contacts.card import Card, Photo
from webmail.contacts.collected import Collected, CollectedAddresses
from webmail.contacts.errors import ContactRefused
from webmail.contacts.groups import Group, Groups
from webmail.contacts.personal import PersonalContacts, contacts_of
from webmail.contacts.suggestions import Source, Suggestion, Suggestions

__all__ = [
    "AddressBook",
    "Card",
    "Collected",
    "CollectedAddresses",
    "ContactRefused",
    "Group",
    "Groups",
    "Kept",
    "PersonalContacts",
    "Photo",
    "Source",
    "Stretch",
    "Suggestion",
    "Suggestions",
    "contacts_of",
]
