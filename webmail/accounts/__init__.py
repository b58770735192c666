"""Who we know: accounts, their sign-ins, roles and preferences."""

from webmail.accounts.attempts import Attempts
from webmail.accounts.audit import Audit
from webmail.accounts.devices import Device, DeviceKind, Networks, device_of
from webmail.accounts.directory import Colleague, StaffDirectory, index_directory, note_former_address
from webmail.accounts.directory_models import AccountWord, FormerAddress
from webmail.accounts.door import Arrival, Door, Entered
from webmail.accounts.door_models import (
    AuditEntry,
    Event,
    LogoutOrderSeen,
    PendingSignIn,
    SupportCode,
    WaitingText,
)
from webmail.accounts.errors import (
    LedgerBusy,
    NameRefused,
    OwnTextRefused,
    PersonUnknown,
    SignInRefused,
    SilentReturn,
    TagRefused,
    TooManyAttempts,
    TooManyTrips,
)
from webmail.accounts.folder_choices import Chosen, FolderChoice, FolderChoices
from webmail.accounts.from_portal import FromPortal
from webmail.accounts.gate import Admitted, Gate, Presented
from webmail.accounts.held import HeldSubmissions, accounts_sending
from webmail.accounts.listed import Listed, ListedPeople, Refreshed
from webmail.accounts.listed_models import DirectoryFetch, ListedPerson, ListedWord
from webmail.accounts.models import Account, FailedSignIn, Preferences, Receipt, SignIn
from webmail.accounts.name_words import folded, typed_words, words_of, words_of_address
from webmail.accounts.naming import choose_sender_name, sender_name
from webmail.accounts.own_texts import Signature, Signatures, TextBlock, TextBlocks
from webmail.accounts.pending import Begun, PendingSignIns
from webmail.accounts.preferences import (
    CHOICES,
    LANGUAGES,
    Taste,
    answer_in,
    check_language,
    choose,
    choose_language,
    choose_notifications,
)
from webmail.accounts.receipts import Receipts, state_of
from webmail.accounts.reminders import Reason, Reminder, Reminders, accounts_due
from webmail.accounts.roles import Role, RoleList
from webmail.accounts.school_lists import SchoolList, SchoolListNames, SchoolLists, as_the_school
from webmail.accounts.searches import MOST_SEARCHES, SavedSearch, drop_search, save_search, searches_of
from webmail.accounts.sign_ins import Limits, SignIns, new_key
from webmail.accounts.submissions import LedgerEntry, Submissions
from webmail.accounts.tags import COLOURS, Tag, Tags
from webmail.accounts.timeline import Timeline
from webmail.accounts.trusted_senders import TrustedSender, TrustedSenders
from webmail.accounts.turns import await_turn

__all__ = [
    "CHOICES",
    "COLOURS",
    "LANGUAGES",
    "MOST_SEARCHES",
    "Account",
    "AccountWord",
    "Admitted",
    "Arrival",
    "Attempts",
    "Audit",
    "AuditEntry",
    "Begun",
    "Chosen",
    "Colleague",
    "Device",
    "DeviceKind",
    "DirectoryFetch",
    "Door",
    "Entered",
    "Event",
    "FailedSignIn",
    "FolderChoice",
    "FolderChoices",
    "FormerAddress",
    "FromPortal",
    "Gate",
    "HeldSubmissions",
    "LedgerBusy",
    "LedgerEntry",
    "Limits",
    "Listed",
    "ListedPeople",
    "ListedPerson",
    "ListedWord",
    "LogoutOrderSeen",
    "NameRefused",
    "Networks",
    "OwnTextRefused",
    "PendingSignIn",
    "PendingSignIns",
    "PersonUnknown",
    "Preferences",
    "Presented",
    "Reason",
    "Receipt",
    "Receipts",
    "Refreshed",
    "Reminder",
    "Reminders",
    "Role",
    "RoleList",
    "SavedSearch",
    "SchoolList",
    "SchoolListNames",
    "SchoolLists",
    "SignIn",
    "SignInRefused",
    "SignIns",
    "Signature",
    "Signatures",
    "SilentReturn",
    "StaffDirectory",
    "Submissions",
    "SupportCode",
    "Tag",
    "TagRefused",
    "Tags",
    "Taste",
    "TextBlock",
    "TextBlocks",
    "Timeline",
    "TooManyAttempts",
    "TooManyTrips",
    "TrustedSender",
    "TrustedSenders",
    "WaitingText",
    "accounts_due",
    "accounts_sending",
    "answer_in",
    "as_the_school",
    "await_turn",
    "check_language",
    "choose",
    "choose_language",
    "choose_notifications",
    "choose_sender_name",
    "device_of",
    "drop_search",
    "folded",
    "index_directory",
    "new_key",
    "note_former_address",
    "save_search",
    "searches_of",
    "sender_name",
    "state_of",
    "typed_words",
    "words_of",
    "words_of_address",
]
