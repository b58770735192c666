"""The words of buttons, headings and portal that guide, menu, error page and receipt share."""

from dataclasses import dataclass
from typing import Protocol

from webmail.web.current import current
from webmail.web.words import _


class PortalWords(Protocol):
    """What the portal is called and what stands on it; its own words, so never translated."""

    @property
    def name(self) -> str: ...
    @property
    def account_label(self) -> str: ...
    @property
    def sign_out_label(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualWords:
    """The portal's words where the settings say nothing else."""

    name: str = "Schulportal"
    account_label: str = "Mein Konto"
    sign_out_label: str = "Abmelden"
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What people read on the screen, in their language; at the portal in the portal's."""

    sign_out: str
    begin_anew: str
    broken: str
    receipt: str
    contact: str
    portal: PortalWords


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six documented steps; the number stays the same where there is no portal and some are left out."""

    number: int
    sentence: str
    hint: str = ""


USUAL = UsualWords()
AT_THE_PORTAL = (4, 5)


def portal_words() -> PortalWords:
    """What the portal of this installation calls itself and its buttons."""
    found: PortalWords | None = getattr(current.parts, "portal_words", None)
    return found or USUAL


def has_portal() -> bool:
    """Whether people sign in at a portal, and so have to leave it too."""
    return getattr(current.parts, "portal", None) is not None


def labels() -> Labels:
    """The words of the screen; the catalogue is where they are changed."""
    return Labels(
        sign_out=_("Sign out"),
        begin_anew=_("Sign out everything and start again"),
        broken=_("Authentication error"),
        receipt=_("You are signed out"),
        contact=_("Help and contact"),
        portal=portal_words(),
    )


def sign_out_steps() -> tuple[Step, ...]:
    """The way out as it is documented; without a portal the two steps there are left out."""
    shown = labels()
    steps = (
        Step(
            1,
            _("Open the mailbox."),
            _("If the page “%(label)s” appears, that is all right: go on.", label=shown.broken),
        ),
        Step(
            2,
            _("Click the round button with your initials at the top right."),
            _("On the page “%(label)s” the button shows a figure.", label=shown.broken),
        ),
        _leaving(shown),
        Step(4, _("There, at the top right, choose “%(label)s”.", label=shown.portal.account_label)),
        Step(5, _("Choose “%(label)s”, the last entry.", label=shown.portal.sign_out_label)),
        Step(6, _("Close the browser."), _("On a phone: close all tabs.")),
    )
    return tuple(step for step in steps if has_portal() or step.number not in AT_THE_PORTAL)


def _leaving(shown: Labels) -> Step:
    sentence = _("Choose “%(label)s”, the last entry.", label=shown.sign_out)
    if not has_portal():
        hint = _("The mailbox closes. The page “%(label)s” says when.", label=shown.receipt)
        return Step(3, sentence, hint)
    hint = _("The mailbox closes, and the page “%(portal)s” opens.", portal=shown.portal.name)
    return Step(3, sentence, hint)
