"""Cookies, CSRF, Content-Security-Policy, no-store: what every answer carries and every request must show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from webmail.web.assets import named_by_content
from webmail.web.current import current

SAFE = ("GET", "HEAD", "OPTIONS")

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}

# Every name and path under which a cookie of ours was ever set; no browser forgets one before it is closed.
EVERY_COOKIE = (("session", "/"), ("__Host-session", "/"))

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service is reached: the names it answers to, whether by https, proxies in front."""

    hosts: tuple[str, ...]
    https: bool
    proxies: int


def install(app: Flask, address: Address) -> None:
    """Sets the cookie's form and puts the checks around every request."""
    app.config.update(
        # Browsers take a __Host- cookie only over https, from this very host, for the whole of it.
        SESSION_COOKIE_NAME="__Host-session" if address.https else "session",
        SESSION_COOKIE_SECURE=address.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=list(address.hosts),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
    )
    if address.proxies:
        count = address.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.before_request(_check_origin)
    app.after_request(_finish)


def without_token(view: View) -> View:
    """The view takes a POST without a token, and looks itself at who sends it."""
    view.without_token = True  # type: ignore[attr-defined]
    return view


def expire_every_cookie(response: AnyResponse) -> None:
    """Removes every cookie the product ever set, under each name and path, but the one in use now."""
    for name, path in EVERY_COOKIE:
        if name != current_app.config["SESSION_COOKIE_NAME"]:
            response.delete_cookie(
                name, path=path, secure=name.startswith("__"), httponly=True, samesite="Lax"
            )


def install_token_check(app: Flask) -> None:
    """Asks for the token behind the guard, so that a dead sign-in hears 401 and not a word about tokens."""
    app.before_request(_check_token)


def _check_origin() -> None:
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


def _check_token() -> None:
    if request.method in SAFE or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    # Leaving must work for whoever is already out: with no sign-in there is nothing a forged POST could end.
    if getattr(view, "token_unless_stranger", False) and not current.signed_in:
        return
    if getattr(view, "without_token", False):
        return
    # The sign-in form looks at its own token, to answer a dead one with itself, filled in.
    if not getattr(view, "token_in_form", False):
        csrf.protect()


def from_our_own_page() -> bool:
    """Whether the browser says that one of our own pages sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin == request.host_url.rstrip("/")


def from_another_program() -> bool:
    """Whether the browser itself sends this, as when a phone shares a text; no page can."""
    return request.headers.get("Sec-Fetch-Site") == "none"


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    # That a file is missing is said by a page like any other, to whoever is signed in, and not for ever.
    if request.endpoint == "static" and response.status_code < 400:
        kept = "public, max-age=31536000, immutable" if named_by_content() else "no-cache"
        response.headers["Cache-Control"] = kept
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


__all__ = ["Address", "CSRFError", "csrf", "from_our_own_page", "install", "install_token_check"]
