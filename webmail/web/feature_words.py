"""What the features that an administrator may switch are called on screen."""

from webmail.policy import Feature
from webmail.web.words import _


def feature_words(feature: Feature) -> str:
    """The feature in a few words."""
    return {
        Feature.REMOTE_IMAGES: _("Images from the internet"),
        Feature.ARCHIVE: _("Archiving"),
        Feature.UNDO: _("Taking a step back"),
        Feature.REPORT_PHISHING: _("Reporting phishing"),
        Feature.UNSUBSCRIBE: _("Unsubscribing with one click"),
        Feature.READ_RECEIPTS: _("Answering requests for read receipts"),
        Feature.INVITATIONS: _("Answering invitations"),
        Feature.SNOOZE: _("Snoozing and reminders"),
        Feature.SEND_LATER: _("Sending later"),
        Feature.ENGLISH: _("Pages in English"),
        Feature.NOTIFICATIONS: _("Notifications of the device"),
        Feature.CONTACTS: _("Address book"),
        Feature.STAFF_DIRECTORY: _("Staff directory"),
        Feature.SCHOOL_LISTS: _("School lists"),
        Feature.COLLECT_ADDRESSES: _("Collecting addresses written to"),
        Feature.TEXT_BLOCKS: _("Text blocks"),
        Feature.REQUEST_RECEIPTS: _("Asking for receipts"),
    }[feature]
