"""Gettext in Python and Jinja, and the language of a request: German unless the person chose English."""

from flask import Flask, session
from flask_babel import Babel, ngettext
from flask_babel import gettext as _

from webmail.accounts import LANGUAGES
from webmail.policy import Feature
from webmail.web.current import current

__all__ = ["_", "install", "language", "ngettext"]


def install(app: Flask, *, time_zone: str) -> None:
    """Binds the catalogues to the application."""
    app.config.update(BABEL_DEFAULT_LOCALE="de", BABEL_DEFAULT_TIMEZONE=time_zone)
    Babel(app, locale_selector=language)


def language() -> str:
    """The language of the page being made."""
    if not current.policy.allows(Feature.ENGLISH):
        return "de"
    chosen = current.account.preferences.language if current.signed_in else session.get("language")
    return chosen if chosen in LANGUAGES else "de"
