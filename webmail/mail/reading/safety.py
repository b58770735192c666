"""Remarks: what a reader should know about an opened message, each at the thing it is about."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from webmail.mail.address import Address
from webmail.mail.reading.authenticity import Verdict, verdict_of
from webmail.mail.reading.lookalike import domain_of, has_hidden, mixes_scripts, resembles, within
from webmail.mail.reading.opened import OpenedMessage

# In a display name: what a reader takes for an address.
_ADDRESS = re.compile(r"[\w.+'-]{1,64}+@(?:[\w-]{1,63}+\.){1,10}+[\w-]{2,63}+")
_NAME_READ = 1000
_SENDERS_READ = 10


@dataclass(frozen=True, slots=True)
class Official:
    """What the operator says of the service: its domains, its own border server, who may show images."""

    domains: tuple[str, ...] = ()
    authserv_id: str = ""
    image_senders: tuple[str, ...] = ()


class Place(Enum):
    """The thing a remark is about."""

    SUBJECT = "subject"
    SENDER = "sender"
    REPLY_TO = "reply_to"


class Severity(Enum):
    """note: good to know; warning: look twice; danger: do not act on it before you have asked."""

    NOTE = "note"
    WARNING = "warning"
    DANGER = "danger"


class About(Enum):
    """What the remark says."""

    EXTERNAL = "external"
    FIRST_CONTACT = "first_contact"
    FORGED = "forged"
    LOOKALIKE = "lookalike"
    MIXED_SCRIPTS = "mixed_scripts"
    OTHER_NAME = "other_name"
    HIDDEN_IN_NAME = "hidden_in_name"
    HIDDEN_IN_SUBJECT = "hidden_in_subject"
    REPLY_ELSEWHERE = "reply_elsewhere"
    REPLY_LOOKALIKE = "reply_lookalike"


@dataclass(frozen=True, slots=True)
class Remark:
    """One calm line; facts fill the sentence, which belongs to the web layer."""

    about: About
    place: Place
    severity: Severity
    facts: dict[str, str] = field(default_factory=dict)


def is_external(address: Address, official: Official) -> bool:
    """Whether somebody from outside of the service writes; nobody is, where no domain is known."""
    return bool(official.domains) and not within(domain_of(address.spec), official.domains)


def remarks_on(message: OpenedMessage, official: Official, *, met: bool | None = None) -> tuple[Remark, ...]:
    """What to say, never more than needed: what one remark implies is no second one.

    met says whether the reader and the sender have written to each other before; None: nobody knows.
    """
    return (
        *_on_subject(message),
        *_on_senders(message, official, met=met),
        *_on_reply_to(message, official),
    )


def asks_whether_met(message: OpenedMessage, official: Official) -> bool:
    """Whether the answer would change a remark: only then is the store asked."""
    return any(each.about is About.EXTERNAL for each in _on_senders(message, official, met=None))


def _on_subject(message: OpenedMessage) -> Iterator[Remark]:
    if "subject" in message.trace.turned or has_hidden(message.subject):
        yield Remark(About.HIDDEN_IN_SUBJECT, Place.SUBJECT, Severity.WARNING)


def _on_senders(message: OpenedMessage, official: Official, *, met: bool | None) -> tuple[Remark, ...]:
    """The gravest thing about who writes; whoever must not be answered needs no second line."""
    senders = message.senders[:_SENDERS_READ]
    grave = _grave(message, senders, official)
    if grave is not None:
        return (grave,)
    names = _names(senders, turned="from" in message.trace.turned)
    outside = next((each for each in senders if is_external(each, official)), None)
    # A name that stands for somebody else has said already whom to believe.
    if outside is None or names:
        return names
    if met is False:
        return (Remark(About.FIRST_CONTACT, Place.SENDER, Severity.WARNING, {"address": outside.spec}),)
    return (Remark(About.EXTERNAL, Place.SENDER, Severity.NOTE, {"address": outside.spec}),)


def _grave(message: OpenedMessage, senders: Sequence[Address], official: Official) -> Remark | None:
    for sender in senders:
        domain = domain_of(sender.spec)
        if like := resembles(domain, official.domains):
            facts = {"domain": domain, "official": like}
            return Remark(About.LOOKALIKE, Place.SENDER, Severity.DANGER, facts)
        if mixes_scripts(domain):
            return Remark(About.MIXED_SCRIPTS, Place.SENDER, Severity.DANGER, {"domain": domain})
        if _verdict(message, sender, official) is Verdict.FAIL:
            return Remark(About.FORGED, Place.SENDER, Severity.DANGER, {"domain": domain})
    return None


def _names(senders: Sequence[Address], *, turned: bool) -> tuple[Remark, ...]:
    for sender in senders:
        if other := claimed_address(sender):
            facts = {"claimed": other, "address": sender.spec}
            return (Remark(About.OTHER_NAME, Place.SENDER, Severity.WARNING, facts),)
        if turned or has_hidden(sender.name):
            return (Remark(About.HIDDEN_IN_NAME, Place.SENDER, Severity.WARNING, {"address": sender.spec}),)
    return ()


def claimed_address(sender: Address) -> str | None:
    """The address that stands in the display name and is not the sender's own."""
    name = unicodedata.normalize("NFKC", sender.name[:_NAME_READ])
    seen = "".join(char for char in name if unicodedata.category(char) != "Cf")
    own = sender.spec.casefold()
    found = (each.strip(".-'") for each in _ADDRESS.findall(seen))
    return next((each for each in found if each.casefold() != own), None)


def _on_reply_to(message: OpenedMessage, official: Official) -> Iterator[Remark]:
    homes = [domain_of(each.spec) for each in message.senders]
    for address in message.reply_to[:_SENDERS_READ]:
        domain = domain_of(address.spec)
        if like := resembles(domain, official.domains):
            facts = {"address": address.spec, "official": like}
            yield Remark(About.REPLY_LOOKALIKE, Place.REPLY_TO, Severity.DANGER, facts)
            return
    for address in message.reply_to[:_SENDERS_READ]:
        domain = domain_of(address.spec)
        if not domain or within(domain, official.domains) or _at_home(domain, homes):
            continue
        facts = {"address": address.spec}
        yield Remark(About.REPLY_ELSEWHERE, Place.REPLY_TO, Severity.WARNING, facts)
        return


def _at_home(domain: str, homes: Sequence[str]) -> bool:
    """Whether an answer stays in the sender's house: the same domain, or one below the other."""
    return within(domain, homes) or any(within(home, (domain,)) for home in homes if "." in domain)


def is_denied(message: OpenedMessage, official: Official) -> bool:
    """Whether our own server says that it is not from who it says, or not from one of them."""
    return any(_verdict(message, each, official) is Verdict.FAIL for each in message.senders[:_SENDERS_READ])


def is_confirmed(message: OpenedMessage, official: Official) -> bool:
    """Whether our own server says that it is from the one who it says."""
    return len(message.senders) == 1 and _verdict(message, message.sender, official) is Verdict.PASS


def _verdict(message: OpenedMessage, sender: Address, official: Official) -> Verdict:
    domain = domain_of(sender.spec)
    return verdict_of(message.trace.results, authserv_id=official.authserv_id, domain=domain)


def may_show_images(message: OpenedMessage, official: Official) -> bool:
    """Whether the operator lets this sender's images be loaded.

    Only where our own server has confirmed who it is from: an address in From alone is anybody's.
    """
    if not is_confirmed(message, official):
        return False
    spec, domain = message.sender.spec.lower(), domain_of(message.sender.spec)
    addresses = [each for each in official.image_senders if "@" in each]
    domains = [each for each in official.image_senders if "@" not in each]
    return spec in addresses or within(domain, domains)
