"""What was done to accounts, in words for the audit trail."""

from collections.abc import Callable, Mapping

from webmail.web.words import _

DEEDS: Mapping[str, Callable[[str], str]] = {
    "looked_for": lambda count: _("searched for people; found: %(count)s", count=count),
    "looked_at": lambda _reason: _("looked at the account"),
    "looked_at_code": lambda _reason: _("looked at a support code"),
    "looked_at_trail": lambda _reason: _("read the audit trail"),
    "made_guide_link": lambda _reason: _("made a link to the guided sign-out"),
    "ended_sign_in": lambda _reason: _("ended a sign-in"),
    "ended_all": lambda _reason: _("ended all sign-ins"),
    "ended_everybodys": lambda _reason: _("ended everybody's sign-ins"),
    "made_account": lambda _reason: _("made the account"),
    "passed_on": lambda _reason: _("passed received mail on to the outside"),
    "changed_account": lambda _reason: _("changed the account"),
}
# Here the reason is a fact that the words contain.
TOLD = frozenset({"looked_for"})


def deed_words(deed: str, reason: str) -> tuple[str, str]:
    """The deed and, apart from it, the reason that was given; an unknown deed stands as it is."""
    known = DEEDS.get(deed)
    return known(reason) if known else deed, "" if deed in TOLD else reason
