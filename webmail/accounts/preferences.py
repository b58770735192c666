"""How a person likes it: the language of the pages, and lists as conversations or one by one."""

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


def likes_conversations(account: Account) -> bool:
    """Whether lists show conversations; who has not chosen sees them."""
    return account.preferences.conversations is not False


def choose_conversations(account: Account, *, on: bool) -> None:
    """Keeps with the account whether lists show conversations."""
    account.preferences.conversations = on
    db.session.commit()
