"""The address book of each person, and who may be meant while recipients are typed."""

from webmail.contacts.book import AddressBook, Kept, Stretch
from webmail.contacts.card import Card, Photo
from webmail.contacts.collected import Collected, CollectedAddresses
from webmail.contacts.csv_file import as_csv
from webmail.contacts.duplicates import Duplicates, Pair
from webmail.contacts.errors import ContactRefused, ImportRefused
from webmail.contacts.groups import MOST_MEMBERS, Group, Groups
from webmail.contacts.importing import MOST_CARDS, MOST_OCTETS, Imported, Imports, Known, Preview
from webmail.contacts.personal import PersonalContacts, contacts_of
from webmail.contacts.row import Row
from webmail.contacts.suggestions import Source, Suggestion, Suggestions
from webmail.contacts.vcard import VcardReader, as_vcards

__all__ = [
    "MOST_CARDS",
    "MOST_MEMBERS",
    "MOST_OCTETS",
    "AddressBook",
    "Card",
    "Collected",
    "CollectedAddresses",
    "ContactRefused",
    "Duplicates",
    "Group",
    "Groups",
    "ImportRefused",
    "Imported",
    "Imports",
    "Kept",
    "Known",
    "Pair",
    "PersonalContacts",
    "Photo",
    "Preview",
    "Row",
    "Source",
    "Stretch",
    "Suggestion",
    "Suggestions",
    "VcardReader",
    "as_csv",
    "as_vcards",
    "contacts_of",
]
