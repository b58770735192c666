"""Pages of ours that a person may be sent back to; never a raw address."""

import re
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# A place on a page, as a row of a list is called.
_PLACE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,80}")

# Coming and going is never a place to return to: who signs in would be signed out at once.
NEVER = ("session.", "live.", "static")
# A search carries what it has found; no server takes a line much longer than this.
LONGEST = 3000


def own_page(path: str | None) -> str | None:
    """The path with its query if it is a GET page of this application, else None; and a row on it.

    Refuses other hosts in every spelling ("//host", "/\\host", control characters) by resolving against our
    own routes.
    """
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return None
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in path) or len(path) > LONGEST:
        return None
    parts = urlsplit(path)
    if parts.scheme or parts.netloc:
        return None
    try:
        endpoint, _values = current_app.url_map.bind_to_environ(request.environ).match(
            parts.path, method="GET"
        )
    except (HTTPException, RequestRedirect):
        return None
    if endpoint.startswith(NEVER):
        return None
    place = f"#{parts.fragment}" if _PLACE.fullmatch(parts.fragment) else ""
    return parts.path + (f"?{parts.query}" if parts.query else "") + place
