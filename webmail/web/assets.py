"""Static files: served below the name of their release; asset() says where one lies, icon() draws one."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from markupsafe import Markup

FOLDER = Path(__file__).parent.parent / "static"


def install(app: Flask) -> None:
    """Serves the files below the name of their release, and for whoever names them without one."""
    app.add_url_rule("/static/<string(length=12):release>/<path:filename>", "static", _send)
    app.add_url_rule("/static/<path:filename>", "static", _send)
    app.url_defaults(_add_release)


@cache
def release() -> str:
    """Stands for the content of all files: modules that import each other share one address above them."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def named_by_content() -> bool:
    """Whether this request's address can never mean anything else, so that a browser may keep the answer."""
    return (request.view_args or {}).get("release") == release()


def _add_release(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("release", release())


def _send(filename: str, release: str = "") -> Response:
    # A page of the release before finds its files too: better today's style than none.
    return send_from_directory(FOLDER, filename)


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
