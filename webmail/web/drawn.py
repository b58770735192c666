"""drawn() and address(): what says the same on every page of a process, worked out once."""

from collections.abc import Hashable
from functools import lru_cache

from flask import current_app, request, url_for
from markupsafe import Markup

from webmail.web.words import language


def drawn(template: str, *values: Hashable) -> Markup:
    """The macro "drawn" of a template; values and language must be all that it depends on, never a person."""
    return _drawn(template, values, language(), request.script_root)


def address(endpoint: str, /, **values: object) -> str:
    """url_for() in templates: an address that names nothing is worked out once."""
    return url_for(endpoint, **values) if values else _address(endpoint, request.script_root)  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _drawn(template: str, values: tuple[Hashable, ...], _language: str, _root: str) -> Markup:
    macro = current_app.jinja_env.get_template(template).module.drawn  # type: ignore[attr-defined]
    made: Markup = macro(*values)
    return made


@lru_cache(maxsize=256)
def _address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)
