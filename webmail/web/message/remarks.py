"""What stands beside an opened message: remarks on whom it comes from, in words."""

from collections.abc import Callable

from webmail.mail import About, OpenedMessage, Remark, asks_whether_met, remarks_on
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.reporting import reports_phishing
from webmail.web.words import _


@bp.app_template_global()
def remarks_of(message: OpenedMessage) -> tuple[Remark, ...]:
    """What to say; the store is asked about the sender only where its answer changes a line."""
    official = current.parts.official
    met = None
    if asks_whether_met(message, official):
        met = current.parts.acquaintances.met(
            current.mailbox.borrower, message.sender.spec, besides=message.ref, received=message.received
        )
    return remarks_on(message, official, met=met)


@bp.app_template_filter()
def remark_words(remark: Remark) -> str:
    """The sentence, and what to do."""
    unreported = None if reports_phishing() else UNREPORTED.get(remark.about)
    return (unreported or SENTENCES[remark.about])(remark.facts)


Sentences = dict[About, Callable[[dict[str, str]], str]]

SENTENCES: Sentences = {
    About.EXTERNAL: lambda _facts: _("From outside: this address does not belong to the service."),
    About.FIRST_CONTACT: lambda _facts: _(
        "First contact: you have not exchanged messages with this outside address lately. "
        "Open links and attachments only if you expect them."
    ),
    About.FORGED: lambda facts: _(
        "This message says that it comes from %(domain)s, and could not prove it. Do not follow its links "
        "before you have asked the sender in another way.",
        **facts,
    ),
    About.LOOKALIKE: lambda facts: _(
        "%(domain)s looks like %(official)s, but is another place. Do not answer; report the message.",
        **facts,
    ),
    About.MIXED_SCRIPTS: lambda facts: _(
        "The letters in %(domain)s come from different scripts, so it may be another place than it seems. "
        "Do not answer before you have asked the sender in another way.",
        **facts,
    ),
    About.OTHER_NAME: lambda facts: _(
        "The sender's name shows the address %(claimed)s, but the message comes from %(address)s. "
        "Believe the second one only.",
        **facts,
    ),
    About.HIDDEN_IN_NAME: lambda facts: _(
        "The sender's name has characters that hide letters or turn them around. "
        "Go by the address: %(address)s.",
        **facts,
    ),
    About.HIDDEN_IN_SUBJECT: lambda _facts: _(
        "The subject has characters that hide letters or turn them around. Read it with care."
    ),
    About.REPLY_ELSEWHERE: lambda facts: _(
        "Your answer would go to %(address)s, which is another place than the sender's. "
        "Look at the recipient before you send it.",
        **facts,
    ),
    About.REPLY_LOOKALIKE: lambda facts: _(
        "Your answer would go to %(address)s, which looks like %(official)s, but is another place. "
        "Do not answer; report the message.",
        **facts,
    ),
}

# Where there is nobody to report to.
UNREPORTED: Sentences = {
    About.LOOKALIKE: lambda facts: _(
        "%(domain)s looks like %(official)s, but is another place. Do not answer, and delete the message.",
        **facts,
    ),
    About.REPLY_LOOKALIKE: lambda facts: _(
        "Your answer would go to %(address)s, which looks like %(official)s, but is another place. "
        "Do not answer, and delete the message.",
        **facts,
    ),
}
