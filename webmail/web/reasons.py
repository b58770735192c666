"""Why a sign-in ended and what happened around it, in the words that person and helpdesk both read."""

from collections.abc import Callable, Mapping

from webmail.web.current import current
from webmail.web.words import _

# Each reason: as a sentence for the person whom it happened to, and in short for lists.
SENTENCES: Mapping[str, Callable[[], str]] = {
    "signed_out": lambda: _("You have signed out."),
    "idle": lambda: _("You were signed out because nothing was done for a long time."),
    "absolute": lambda: _("You were signed out because a sign-in ends after a fixed time."),
    "portal": lambda: _(
        "You were signed out because your session at the %(portal)s has ended.",
        portal=current.portal_words.name,
    ),
    "other_device": lambda: _("This sign-in was ended from another device of yours."),
    "helpdesk": lambda: _("The helpdesk has ended this sign-in."),
    "restart": lambda: _("The service was restarted, and your sign-in has ended with it."),
    "account_changed": lambda: _("Your account was changed, so please sign in again."),
    "replaced": lambda: _("Somebody else has signed in with this browser."),
}
IN_SHORT: Mapping[str, Callable[[], str]] = {
    "signed_out": lambda: _("signed out"),
    "idle": lambda: _("quiet for too long"),
    "absolute": lambda: _("fixed time over"),
    "portal": lambda: _("ended at the %(portal)s", portal=current.portal_words.name),
    "other_device": lambda: _("ended from another device"),
    "helpdesk": lambda: _("ended by the helpdesk"),
    "restart": lambda: _("service restarted"),
    "account_changed": lambda: _("account changed"),
    "replaced": lambda: _("somebody else has signed in"),
}
# What the page that heals was shown for, and why the portal's answer helped nobody; for the helpdesk.
CAUSES: Mapping[str, Callable[[], str]] = {
    "earlier": lambda: _("an earlier session was not ended properly"),
    "no_cookies": lambda: _("the browser stores no cookies"),
    "too_many_trips": lambda: _("signing in went in a circle"),
    "portal_answer": lambda: _("the portal's answer did not fit"),
    "store_refused": lambda: _("the mail server no longer accepts the session"),
    "no_account": lambda: _("there is no account for this person"),
    "no_verified_address": lambda: _("the portal names no verified address"),
    "foreign_address": lambda: _("the address does not belong to this service"),
    "address_taken": lambda: _("the address belongs to another account"),
    "no_cookie": lambda: _("the browser came without its cookie"),
    "anew": lambda: _("with a new proof of identity"),
    "again": lambda: _("was signed in already"),
    "shared": lambda: _("shared device"),
    "stranger": lambda: _("nobody was signed in"),
}
EVENTS: Mapping[str, Callable[[], str]] = {
    "begun": lambda: _("Sign-in begun"),
    "entered": lambda: _("Signed in"),
    "ended": lambda: _("Sign-in ended"),
    "signed_out": lambda: _("“Sign out” pressed"),
    "reset": lambda: _("“Sign out everything and start again” pressed"),
    "broken_shown": lambda: _("The page “Authentication error” was shown"),
    "silent_return": lambda: _("The portal sent the person back unasked; proof of identity was asked for"),
    "person_unknown": lambda: _("Not let in"),
    "portal_lied": lambda: _("The portal's answer was refused"),
    "portal_said": lambda: _("The portal answered with an error"),
    "portal_away": lambda: _("The portal did not answer"),
    "portal_returned": lambda: _("The portal sent the person back after the sign-out"),
    "portal_confirmed": lambda: _("The portal has confirmed the sign-out"),
    "portal_still_open": lambda: _("The portal says that somebody is still signed in there"),
    "help_shown": lambda: _("The support code was shown on a help page"),
    "late_answer": lambda: _("An answer of the portal came late or from another tab"),
}
SAID, UNSAID = "said_", "unsaid_"


def why_ended(reason: str | None) -> str:
    """The sentence for the person whose sign-in has ended."""
    known = SENTENCES.get(reason or "")
    return known() if known else _("You are signed out.")


def ended_in_short(reason: str | None) -> str:
    """The same in few words, for lists."""
    known = IN_SHORT.get(reason or "")
    return known() if known else _("ended")


def happened(kind: str) -> str:
    """An event of the timeline in words; what has none stands as it is, so that nothing is hidden."""
    if kind.startswith(SAID):
        return _("Step %(number)s ticked by the person", number=kind.removeprefix(SAID))
    if kind.startswith(UNSAID):
        return _("Tick of step %(number)s taken back", number=kind.removeprefix(UNSAID))
    known = EVENTS.get(kind)
    return known() if known else kind


def detailed(kind: str, detail: str) -> str:
    """What is known besides: why it ended, what was wrong; "" for nothing."""
    if kind == "ended" or (kind == "signed_out" and detail in IN_SHORT):
        return ended_in_short(detail)
    known = CAUSES.get(detail)
    return known() if known else detail
