"""What is in force here, in words: who opens the store, when sign-ins end, what is never done."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from webmail.policy import N_, Clause
from webmail.version import VERSION
from webmail.web.current import current
from webmail.web.guard_words import forwarding_words
from webmail.web.words import _, ngettext

# What no setting can allow.
PROHIBITIONS = (
    Clause("no forwarding", N_("Mail is never forwarded automatically, to nobody.")),
    Clause(
        "no mail programs",
        N_("Mail is read in the browser only; no mail program and no phone app is connected."),
    ),
    Clause("no reading along", N_("Helpdesk and administrators see no message, no subject and no folder.")),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about, and how it is here."""

    about: str
    is_so: str


def facts() -> list[Fact]:
    """How this installation is set up; changed in the settings file, never here."""
    # Anything the settings hold may be read here, and nothing of it is kept.
    parts: Any = current.parts
    settings = parts.settings
    limits = current.sign_ins.limits
    return [
        Fact(_("Version"), VERSION),
        Fact(_("Sign-in"), settings.portal.issuer or _("by the form; there is no portal")),
        Fact(_("The mail server is opened"), _opened(settings.sign_in.credentials)),
        Fact(_("Sign-in ends when quiet for"), _minutes(limits.idle)),
        Fact(_("On shared devices after"), _minutes(min(limits.idle, limits.shared_idle))),
        Fact(_("Sign-in ends at the latest after"), _hours(limits.absolute)),
        Fact(
            _("Attachments of a message"), _("at most %(count)s MB", count=settings.submission.attachments_mb)
        ),
        Fact(_("Files that nobody may attach"), ", ".join(settings.submission.refused_types) or _("none")),
        Fact(_("Recipients of a message"), _("at most %(count)s", count=settings.submission.recipients)),
        *_on_sending(settings),
        Fact(_("Networks with a name"), ", ".join(settings.networks) or _("none")),
    ]


def _on_sending(settings: Any) -> list[Fact]:
    """What people are asked, or told, before a message goes out."""
    rules = current.parts.guard_rules
    official = (*settings.service.domains, *settings.mail.official_domains)
    return [
        Fact(_("Official domains"), ", ".join(dict.fromkeys(official)) or _("only that of the sender")),
        Fact(_("Received mail on its way outside"), forwarding_words(rules.forward)),
        Fact(_("Sensitive content"), ", ".join(_(each.label) for each in rules.matters) or _("none")),
        Fact(_("Visible recipients outside, asked about"), _more_than(rules.visible_external)),
        Fact(_("Recipients of an answer to all, asked about"), _more_than(rules.reply_to_many)),
    ]


def _more_than(count: int) -> str:
    return _("more than %(count)s", count=count) if count else _("never")


def cautions() -> tuple[str, ...]:
    """What in the settings is possible but probably not meant, in the words of the file."""
    parts: Any = current.parts
    return tuple(parts.warnings)


def _opened(form: str) -> str:
    words = {
        "service": _("by the service, for the person who is signed in"),
        "oauthbearer": _("by the portal's token of the person"),
        "password": _("by what the person types at the form"),
    }
    return words.get(form, form)


def _minutes(span: timedelta) -> str:
    count = int(span.total_seconds() // 60)
    return ngettext("one minute", "%(num)s minutes", count)


def _hours(span: timedelta) -> str:
    count = int(span.total_seconds() // 3600)
    return ngettext("one hour", "%(num)s hours", count)
