"""drawn() and address(): what says the same on every page of a process, worked out once."""

from collections.abc import Hashable
from functools import lru_cache

from flask import current_app, g, request, url_for
from markupsafe import Markup

from webmail.web.words import language


def drawn(template: str, *values: Hashable) -> Markup:
    """The macro "drawn" of a template; values and language must be all that it depends on, never a person."""
    return _drawn(template, values, language(), request.script_root)


def address(endpoint: str, /, **values: object) -> str:
    """url_for() in templates: an address that names nothing is worked out once, any other once a request."""
    if not values:
        return _address(endpoint, request.script_root)
    kept: dict[Hashable, str] = g.setdefault("addresses", {})
    try:
        asked = (endpoint, *values.items())
        if (known := kept.get(asked)) is not None:
            return known
    except TypeError:
        # A list among the values: worked out each time.
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    kept[asked] = made = url_for(endpoint, **values)  # type: ignore[arg-type]
    return made


@lru_cache(maxsize=128)
def _drawn(template: str, values: tuple[Hashable, ...], _language: str, _root: str) -> Markup:
    macro = current_app.jinja_env.get_template(template).module.drawn  # type: ignore[attr-defined]
    made: Markup = macro(*values)
    return made


@lru_cache(maxsize=256)
def _address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)
