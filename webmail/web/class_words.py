"""What a recipient is to the sender: the word for it, and the name of its colour."""

from webmail.mail import RecipientClass
from webmail.web.words import _


def class_word(kind: RecipientClass) -> str:
    """The word that stands on an address."""
    return {
        RecipientClass.OWN: _("own school"),
        RecipientClass.OFFICIAL: _("official"),
        RecipientClass.EXTERNAL: _("external"),
        RecipientClass.PRIVATE: _("private provider"),
    }[kind]


def class_name(kind: RecipientClass) -> str:
    """The class of its element: recipient--own, --official, --external, --private."""
    return f"recipient--{kind.value}"
