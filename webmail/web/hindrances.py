"""What hinders sending, in sentences: by reason, and by the enhanced status of a mail server (RFC 3463)."""

from collections.abc import Callable

from webmail.mail import Hindrance, NotSubmitted
from webmail.web.filters import size
from webmail.web.words import _

# What the parts behind the class of a status say (RFC 3463 section 3, the registry of RFC 5248).
_UNKNOWN = ("1.0", "1.1", "1.3", "1.6", "1.10", "4.4")
_NO_DOMAIN = ("1.2", "4.3")
_CLOSED = ("2.0", "2.1")
_FULL = ("2.2",)
_TOO_LARGE = ("2.3", "3.4")
_FORBIDDEN = ("7.0", "7.1", "7.2", "7.13")


def sentences(found: Hindrance) -> tuple[str, ...]:
    """Our sentence, and the server's own line where it said one."""
    ours = REASONS.get(found.reason, _refused)(found)
    return (ours, answered(found.said)) if found.said else (ours,)


def answered(said: str) -> str:
    """The server's own line, which the helpdesk asks for."""
    return _("The mail server answered: %(line)s", line=said)


def _refused(found: Hindrance) -> str:
    """A recipient whom the submission server does not take."""
    detail = found.code.partition(".")[2]
    if found.code.startswith("4") and detail not in _FULL:
        return _("“%(entry)s” cannot be reached at the moment. Please try again later.", entry=found.entry)
    for details, sentence in REFUSALS:
        if detail in details:
            return sentence(found.entry)
    return _("The mail server does not take “%(entry)s”.", entry=found.entry)


REFUSALS: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
    (_UNKNOWN, lambda entry: _("“%(entry)s” does not exist.", entry=entry)),
    (_NO_DOMAIN, lambda entry: _("The part of “%(entry)s” behind the @ does not exist.", entry=entry)),
    (_CLOSED, lambda entry: _("The mailbox of “%(entry)s” is closed.", entry=entry)),
    (_FULL, lambda entry: _("The mailbox of “%(entry)s” is full.", entry=entry)),
    (_TOO_LARGE, lambda entry: _("The message is too large for “%(entry)s”.", entry=entry)),
    (_FORBIDDEN, lambda entry: _("You are not allowed to write to “%(entry)s”.", entry=entry)),
)

REASONS: dict[str, Callable[[Hindrance], str]] = {
    "none": lambda _found: _("Please enter at least one recipient."),
    "not_an_address": lambda found: _("“%(entry)s” is not an email address.", entry=found.entry),
    "too_many": lambda found: _(
        "These are %(count)s recipients, more than one message may have.", count=found.entry
    ),
    "too_large": lambda found: _too_large(found.entry),
    "gone": lambda _found: _(
        "What was attached before is not there any more. Please look at the attachments, and send again."
    ),
    "too_much": lambda found: _(
        "All attachments together may have at most %(size)s. Please take some of them out.",
        size=size(int(found.entry)),
    ),
    "type": lambda found: _(
        "“%(name)s” cannot be sent: this service does not allow files of this kind.", name=found.entry
    ),
    "picture": lambda found: _(
        "“%(name)s” is no picture that can be shown. It can be attached.", name=found.entry
    ),
    "characters": lambda _found: _("This contains characters that are not allowed here."),
    "needs_smtputf8": lambda found: _(
        "The mail server cannot write to “%(entry)s”, because of the letters before the @.", entry=found.entry
    ),
}


def _too_large(limit: str) -> str:
    if not limit.isdecimal():
        return _("The message is too large for the mail server.")
    return _(
        "The message is too large for the mail server, which takes at most %(size)s.", size=size(int(limit))
    )


def not_submitted(error: NotSubmitted) -> str:
    """Why nothing was sent, for certain, and what to do."""
    ours = NOT_SUBMITTED.get(error.reason, _broke)(error)
    return f"{ours} {answered(error.said)}" if error.said else ours


def _broke(_error: NotSubmitted) -> str:
    return _(
        "The message was not sent: the connection to the mail server broke. Your text is kept as a draft. "
        "Please send it again."
    )


NOT_SUBMITTED: dict[str, Callable[[NotSubmitted], str]] = {
    "unreachable": lambda _error: _(
        "The message was not sent: the mail server for sending cannot be reached. Your text is kept as a "
        "draft. Please try again in a moment."
    ),
    "slow": lambda _error: _(
        "The message was not sent: the mail server for sending takes too long to answer. Your text is kept "
        "as a draft. Please try again in a moment."
    ),
    "refused_sender": lambda _error: _(
        "The message was not sent: the mail server does not let you send with this address. Your text is "
        "kept as a draft."
    ),
    "refused_credentials": lambda _error: _(
        "The message was not sent: the mail server for sending does not accept this sign-in. Your text is "
        "kept as a draft."
    ),
    "refused_message": lambda _error: _(
        "The message was not sent: the mail server does not take it. Your text is kept as a draft."
    ),
    "broke": _broke,
}
