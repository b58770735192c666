"""Downloads: octets on their way to the device, inert, and no longer than the sign-in lives."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, request

from webmail.mail import SignInEnded
from webmail.web.current import current

INERT = "sandbox; default-src 'none'; frame-ancestors 'none'"

# A download is asked for by a link; as part of somebody's page it is not.
EMBEDDED = (
    "script",
    "style",
    "iframe",
    "frame",
    "embed",
    "object",
    "worker",
    "sharedworker",
    "serviceworker",
)


def check_not_embedded(destinations: tuple[str, ...] = EMBEDDED) -> None:
    """Refuses a request whose answer would become a piece of a page (Sec-Fetch-Dest)."""
    if request.headers.get("Sec-Fetch-Dest", "") in destinations:
        abort(403)


def while_signed_in(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks for as long as the sign-in lives, which may be ended by another process meanwhile."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    sign_ins, number = current.sign_ins, current.sign_in.id

    def checked() -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            # A context of its own for each question: one that stays open between two chunks, if ever a server
            # forgot to close it, would lend this person to the next request of the thread.
            with app.app_context():
                alive = sign_ins.lives(number)
            if not alive:
                # An error cuts the line, so that nobody takes the half for the whole.
                raise SignInEnded("signed out during a download")

    return checked()


def download(chunks: Iterator[bytes], name: str, media_type: str) -> Response:
    """An answer that the browser keeps as a file and never shows."""
    response = Response(while_signed_in(chunks), content_type=media_type)
    disposed(response, "attachment", name)
    response.headers["Content-Security-Policy"] = INERT
    return response


def disposed(response: Response, how: str, name: str) -> None:
    """Says what becomes of the answer, and under which name (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    names = {"filename": plain}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    response.headers.set("Content-Disposition", how, **names)
