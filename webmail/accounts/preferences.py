"""How a person likes it: the language of the pages, notifications of the device."""

from webmail.accounts.models import Account, SignIn
from webmail.database import db
from webmail.policy import Feature, Policy

LANGUAGES = ("de", "en")


def check_language(language: str, *, policy: Policy) -> None:
    """Returns if pages may be shown in this language; raises Forbidden when English is switched off."""
    if language != "de":
        policy.require(Feature.ENGLISH)


def choose_language(account: Account, language: str, *, policy: Policy) -> None:
    """Keeps the language with the account; raises Forbidden when English is switched off."""
    check_language(language, policy=policy)
    account.preferences.language = language
    db.session.commit()


def choose_notifications(sign_in: SignIn, *, on: bool, policy: Policy) -> bool:
    """Keeps whether devices that allow it tell of new mail; False where others use the device too.

    Raises Forbidden where notifications are switched off.
    """
    policy.require(Feature.NOTIFICATIONS)
    if on and sign_in.shared:
        return False
    sign_in.account.preferences.notifications = on
    db.session.commit()
    return True
