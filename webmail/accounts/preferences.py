"""How a person likes it: for now the language of the pages."""

from webmail.accounts.models import Account
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
