"""What hinders sending, in sentences: by reason, and by the enhanced status of a mail server (RFC 3463)."""

from collections.abc import Callable, Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from webmail.mail import Hindrance, NotSubmitted
from webmail.mail.reading.status import Trouble, trouble
from webmail.web.filters import size
from webmail.web.words import _


def sentences(found: Hindrance) -> tuple[str, ...]:
    """Our sentence, and the server's own line where it said one."""
    ours = REASONS.get(found.reason, _refused)(found)
    return (ours, answered(found.said)) if found.said else (ours,)


def answered(said: str) -> str:
    """The server's own line, which the helpdesk asks for."""
    return _("The mail server answered: %(line)s", line=said)


def _refused(found: Hindrance) -> str:
    """A recipient whom the submission server does not take."""
    found_trouble = trouble(found.code.partition(".")[2])
    if found.code.startswith("4") and found_trouble not in PASSING:
        return _("“%(entry)s” cannot be reached at the moment. Please try again later.", entry=found.entry)
    sentence = REFUSALS.get(found_trouble) if found_trouble else None
    return sentence(found.entry) if sentence else _not_taken(found.entry)


def _not_taken(entry: str) -> str:
    return _("The mail server does not accept “%(entry)s”.", entry=entry)


def _not_allowed(entry: str) -> str:
    return _("You are not allowed to write to “%(entry)s”.", entry=entry)


# These say more than that it may be tried again.
PASSING = (Trouble.FULL, Trouble.TOO_MANY, Trouble.FLOOD)
REFUSALS: Mapping[Trouble, Callable[[str], str]] = {
    Trouble.UNKNOWN: lambda entry: _("“%(entry)s” does not exist.", entry=entry),
    Trouble.NO_DOMAIN: lambda entry: _("The part of “%(entry)s” after the @ does not exist.", entry=entry),
    Trouble.CLOSED: lambda entry: _("The mailbox of “%(entry)s” is closed.", entry=entry),
    Trouble.FULL: lambda entry: _("The mailbox of “%(entry)s” is full.", entry=entry),
    Trouble.TOO_LARGE: lambda entry: _("The message is too large for “%(entry)s”.", entry=entry),
    Trouble.LIST: lambda entry: _(
        "“%(entry)s” is a list that cannot be resolved at the moment. Please try again later.", entry=entry
    ),
    Trouble.SENDER: lambda entry: _("“%(entry)s” does not accept your address as a sender.", entry=entry),
    Trouble.TOO_MANY: lambda entry: _(
        "From “%(entry)s” on, there are more recipients than the mail server accepts at once.", entry=entry
    ),
    Trouble.FLOOD: lambda entry: _(
        "“%(entry)s” has received too much in a short time. Please try again later.", entry=entry
    ),
    Trouble.POLICY: _not_allowed,
    Trouble.FORBIDDEN: _not_allowed,
}

REASONS: dict[str, Callable[[Hindrance], str]] = {
    "none": lambda _found: _("Please enter at least one recipient."),
    "not_an_address": lambda found: _("“%(entry)s” is not an email address.", entry=found.entry),
    "too_many": lambda found: _(
        "There are %(count)s recipients, more than one message may have. Please remove some of them.",
        count=found.entry,
    ),
    "too_large": lambda found: _too_large(found.entry),
    "gone": lambda _found: _(
        "What was attached before is no longer there. Please check the attachments and send again."
    ),
    "too_much": lambda found: _(
        "All attachments together may be at most %(size)s. Please remove some of them.",
        size=size(int(found.entry)),
    ),
    "type": lambda found: _(
        "“%(name)s” cannot be sent: this service does not allow files of this kind.", name=found.entry
    ),
    "picture": lambda found: _(
        "“%(name)s” is not a picture that can be shown. You can add it as an attachment.", name=found.entry
    ),
    "characters": lambda _found: _("This contains characters that are not allowed here. Please remove them."),
    "needs_smtputf8": lambda found: _(
        "The mail server cannot send to “%(entry)s” because of the characters before the @.",
        entry=found.entry,
    ),
}


def _too_large(limit: str) -> str:
    if not limit.isdecimal():
        return _(
            "The message is too large for the mail server. Please remove attachments or make them smaller."
        )
    return _(
        "The message is too large for the mail server, which accepts at most %(size)s. "
        "Please remove attachments or make them smaller.",
        size=size(int(limit)),
    )


def not_submitted(error: NotSubmitted) -> str:
    """Why nothing was sent, for certain, and what to do."""
    ours = NOT_SUBMITTED.get(error.reason, _broke)(error)
    return f"{ours} {answered(error.said)}" if error.said else ours


def _message_refused(error: NotSubmitted) -> str:
    """What is wrong with the message as a whole, where the server says it; of a passing fault only that."""
    found = trouble(error.code.partition(".")[2])
    if error.code.startswith("4") and found not in (*PASSING, Trouble.SYSTEM):
        return str(_NOT_NOW)
    return str(OF_MESSAGE.get(found, _NOT_TAKEN))


_NOT_TAKEN = _l(
    "The message was not sent: the mail server does not accept it. "
    "Your text is kept as a draft. Please ask the helpdesk if this happens again."
)
_NOT_NOW = _l(
    "The message was not sent: the mail server does not accept it at the moment. Your text is kept"
    " as a draft. Please try again later."
)
_LOOKS_BAD = _l(
    "The message was not sent: its text or an attachment looks dangerous or unwanted to the mail "
    "server. Your text is kept as a draft. Please change it, or ask the helpdesk."
)
_NO_ROOM = _l(
    "The message was not sent: the mail server is out of space or has a fault at the moment. Your "
    "text is kept as a draft. Please try again later."
)
_TOO_OFTEN = _l(
    "The message was not sent: too much was sent in a short time. Your text is kept as a draft. Please try "
    "again later."
)
OF_MESSAGE: Mapping[Trouble | None, LazyString] = {
    Trouble.CONTENT: _LOOKS_BAD,
    Trouble.POLICY: _LOOKS_BAD,
    Trouble.FORBIDDEN: _LOOKS_BAD,
    Trouble.FULL: _NO_ROOM,
    Trouble.SYSTEM: _NO_ROOM,
    Trouble.TOO_MANY: _TOO_OFTEN,
    Trouble.FLOOD: _TOO_OFTEN,
}


def _broke(_error: NotSubmitted) -> str:
    return _(
        "The message was not sent: the connection to the mail server was lost. Your text is kept "
        "as a draft. Please send it again."
    )


NOT_SUBMITTED: dict[str, Callable[[NotSubmitted], str]] = {
    "unreachable": lambda _error: _(
        "The message was not sent: the outgoing mail server cannot be reached. Your text is kept "
        "as a draft. Please try again in a moment."
    ),
    "slow": lambda _error: _(
        "The message was not sent: the outgoing mail server takes too long to answer. Your text is"
        " kept as a draft. Please try again in a moment."
    ),
    "refused_sender": lambda _error: _(
        "The message was not sent: the mail server does not let you send from this address. Your "
        "text is kept as a draft. Please ask the helpdesk."
    ),
    "refused_credentials": lambda _error: _(
        "The message was not sent: the outgoing mail server does not accept this sign-in. Your "
        "text is kept as a draft. Please sign in again, or ask the helpdesk."
    ),
    "refused_message": _message_refused,
    "broke": _broke,
}
