"""Features that an administrator may switch, and Policy, which the domain asks before a deed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from webmail.errors import WebmailError


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule in the words a person reads: where it is written and what it says, English source text."""

    paragraph: str
    sentence: str


class Feature(Enum):
    """What an administrator may switch under [features]; the value is the key in the file."""

    REMOTE_IMAGES = "remote_images"
    ARCHIVE = "archive"
    UNDO = "undo"
    REPORT_PHISHING = "report_phishing"
    UNSUBSCRIBE = "unsubscribe"
    READ_RECEIPTS = "read_receipts"
    INVITATIONS = "invitations"
    SNOOZE = "snooze"
    SEND_LATER = "send_later"
    ENGLISH = "english"
    NOTIFICATIONS = "notifications"
    CONTACTS = "contacts"
    STAFF_DIRECTORY = "staff_directory"
    SCHOOL_LISTS = "school_lists"
    COLLECT_ADDRESSES = "collect_addresses"
    TEXT_BLOCKS = "text_blocks"
    REQUEST_RECEIPTS = "request_receipts"


@dataclass(frozen=True, slots=True)
class Registered:
    """One entry of the registry: whether the feature is on by itself, and the rule quoted when it is off."""

    default: bool
    clause: Clause


def N_(sentence: str) -> str:  # noqa: N802, the name gettext tools know
    """Marks a sentence for the catalogues; the web layer translates it."""
    return sentence


REGISTRY: Mapping[Feature, Registered] = {
    Feature.REMOTE_IMAGES: Registered(
        default=True,
        clause=Clause(
            "features.remote_images", N_("Images from the internet are switched off in this service.")
        ),
    ),
    Feature.ARCHIVE: Registered(
        default=True,
        clause=Clause("features.archive", N_("Archiving is switched off in this service.")),
    ),
    Feature.UNDO: Registered(
        default=True,
        clause=Clause("features.undo", N_("Taking a step back is switched off in this service.")),
    ),
    Feature.REPORT_PHISHING: Registered(
        default=True,
        clause=Clause("features.report_phishing", N_("Reporting phishing is switched off in this service.")),
    ),
    Feature.UNSUBSCRIBE: Registered(
        default=True,
        clause=Clause("features.unsubscribe", N_("Unsubscribing is switched off in this service.")),
    ),
    Feature.READ_RECEIPTS: Registered(
        default=True,
        clause=Clause("features.read_receipts", N_("Read receipts are switched off in this service.")),
    ),
    Feature.INVITATIONS: Registered(
        default=True,
        clause=Clause("features.invitations", N_("Answering invitations is switched off in this service.")),
    ),
    Feature.SNOOZE: Registered(
        default=True,
        clause=Clause("features.snooze", N_("Snoozing and reminders are switched off in this service.")),
    ),
    Feature.SEND_LATER: Registered(
        default=True,
        clause=Clause("features.send_later", N_("Sending later is switched off in this service.")),
    ),
    Feature.ENGLISH: Registered(
        default=True,
        clause=Clause("features.english", N_("This service is offered in German only.")),
    ),
    Feature.NOTIFICATIONS: Registered(
        default=True,
        clause=Clause(
            "features.notifications", N_("Notifications of the device are switched off in this service.")
        ),
    ),
    Feature.CONTACTS: Registered(
        default=True,
        clause=Clause("features.contacts", N_("The address book is switched off in this service.")),
    ),
    Feature.STAFF_DIRECTORY: Registered(
        default=True,
        clause=Clause("features.staff_directory", N_("The staff directory is switched off in this service.")),
    ),
    Feature.SCHOOL_LISTS: Registered(
        default=True,
        clause=Clause("features.school_lists", N_("School lists have been switched off in this service.")),
    ),
    Feature.COLLECT_ADDRESSES: Registered(
        default=True,
        clause=Clause(
            "features.collect_addresses", N_("Collecting addresses is switched off in this service.")
        ),
    ),
    Feature.TEXT_BLOCKS: Registered(
        default=True,
        clause=Clause("features.text_blocks", N_("Text blocks are switched off in this service.")),
    ),
    Feature.REQUEST_RECEIPTS: Registered(
        default=True,
        clause=Clause(
            "features.request_receipts", N_("Asking for receipts is switched off in this service.")
        ),
    ),
}


LATER_NEEDS_SERVICE = Clause(
    "sign_in.credentials",
    N_(
        "Sending later is not possible in this service: it can open your mailbox only while you are "
        "signed in, and nothing is sent in your name without you."
    ),
)


class Forbidden(WebmailError):
    """The deed is against a rule of this service; carries the clause that says so."""

    def __init__(self, clause: Clause) -> None:
        super().__init__(clause.paragraph)
        self.clause = clause


@dataclass(frozen=True, slots=True)
class Policy:
    """What is switched on in this installation."""

    switched: Mapping[Feature, bool]

    def allows(self, feature: Feature) -> bool:
        """Whether the feature is on; for templates that leave a button out."""
        return self.switched.get(feature, REGISTRY[feature].default)

    def require(self, feature: Feature) -> None:
        """Returns if the feature is on, raises Forbidden with its clause if not."""
        if not self.allows(feature):
            raise Forbidden(REGISTRY[feature].clause)
