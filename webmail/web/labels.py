"""The words of buttons, headings and portal that guide, menu, error page and receipt share."""

from dataclasses import dataclass

from webmail.web.current import current
from webmail.web.parts import PortalWords
from webmail.web.words import _


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
    """One of the six documented steps; it keeps its number where there is no portal and two are left out."""

    number: int
    sentence: str
    hint: str = ""


AT_THE_PORTAL = (4, 5)


def labels() -> Labels:
    """The words of the screen; the catalogue is where they are changed."""
    return Labels(
        sign_out=_("Sign out"),
        begin_anew=_("Sign out everything and start again"),
        broken=_("Authentication error"),
        receipt=_("You are signed out"),
        contact=_("Help and contact"),
        portal=current.portal_words,
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
        Step(
            4,
            _("There, at the top right, choose “%(label)s”.", label=shown.portal.account_label),
            _(
                "If the page “%(label)s” appears by itself, read there what is left to do.",
                label=shown.receipt,
            ),
        ),
        Step(5, _("Choose “%(label)s”, the last entry.", label=shown.portal.sign_out_label)),
        Step(6, _("Close the browser."), _("On a phone, close all its tabs.")),
    )
    return tuple(step for step in steps if current.portal or step.number not in AT_THE_PORTAL)


def _leaving(shown: Labels) -> Step:
    sentence = _("Choose “%(label)s”, the last entry.", label=shown.sign_out)
    if current.portal is None:
        hint = _("The mailbox closes. The page “%(label)s” says when.", label=shown.receipt)
        return Step(3, sentence, hint)
    hint = _("The mailbox closes, and the page “%(portal)s” opens.", portal=shown.portal.name)
    return Step(3, sentence, hint)
