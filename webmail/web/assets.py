"""Static files as templates name them: asset() says where one lies, icon() draws one of the sprite."""

from functools import lru_cache

from flask import current_app, request, url_for
from markupsafe import Markup


def asset(name: str) -> str:
    """The address of a static file, worked out once: a page names dozens of them."""
    return _asset(name, request.script_root)


def icon(name: str, label: str | None = None, small: bool = False) -> Markup:
    """One icon of the sprite, drawn once; with a label it is spoken, without one it stands beside a word."""
    return _icon(name, label, small, request.script_root)


@lru_cache(maxsize=256)
def _asset(name: str, _root: str) -> str:
    return url_for("static", filename=name)


@lru_cache(maxsize=512)
def _icon(name: str, label: str | None, small: bool, _root: str) -> Markup:
    macro = current_app.jinja_env.get_template("partials/icon.html").module.icon  # type: ignore[attr-defined]
    drawn: Markup = macro(name, label, small)
    return drawn
