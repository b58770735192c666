"""Gettext in Python and Jinja, and the language of a request: German unless the person chose English."""

from typing import cast

import flask_babel
from flask import Flask, session

from webmail.accounts import LANGUAGES
from webmail.policy import Feature
from webmail.web.current import current

DEFAULT = "de"


def install(app: Flask, *, time_zone: str) -> None:
    """Binds the catalogues to the application."""
    app.config.update(BABEL_DEFAULT_LOCALE=DEFAULT, BABEL_DEFAULT_TIMEZONE=time_zone)
    flask_babel.Babel(app, locale_selector=language)


def language() -> str:
    """The language of the page being made."""
    if not current.policy.allows(Feature.ENGLISH):
        return DEFAULT
    chosen = current.account.preferences.language if current.signed_in else session.get("language")
    return chosen if chosen in LANGUAGES else DEFAULT


def _(sentence: str, **named: object) -> str:
    """The sentence in the person's language, names filled in."""
    return cast(str, flask_babel.gettext(sentence, **named))


def elsewhere(sentence: str, **named: object) -> tuple[str, ...]:
    """The sentence in each other language; it stands in _() or N_() too, where the catalogues find it."""
    here, said = language(), []
    for each in LANGUAGES:
        if each != here:
            with flask_babel.force_locale(each):
                said.append(_(sentence, **named))
    return tuple(said)


def ngettext(one: str, many: str, num: int, **named: object) -> str:
    """The sentence for this number of things."""
    return cast(str, flask_babel.ngettext(one, many, num, **named))
