"""An opened message: show, body, part, source; flag, move, archive, delete."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.mail import RASTER_TYPES, Done, Flag, MessageRef, Moved, SignInEnded, Streamed
from webmail.web.current import current
from webmail.web.deeds import asked_flag, asked_target, flagged, for_good, is_trash, moved_to, removed
from webmail.web.list_page import ListPage
from webmail.web.message import bp
from webmail.web.message.images import read_with_images
from webmail.web.message.remarks import remarks_of
from webmail.web.pages import done, page
from webmail.web.places import own_page
from webmail.web.words import _

# Never more than this: no script, no form, no frame, nothing from elsewhere but images asked for.
BODY_POLICY = (
    "default-src 'none'; img-src 'self' data:{images}; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
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


@bp.get("/<message:ref>")
def show(ref: MessageRef) -> AnyResponse:
    """The message, beside the folder it lies in."""
    images = request.args.get("images") == "1"
    prefetched = "prefetch" in request.headers.get("Sec-Purpose", "")
    read = read_with_images(ref, seen=not prefetched, asked=images)
    message = read.message
    return page(
        "message/show.html",
        message=message,
        images=read.why is not None,
        why_images=read.why.value if read.why else None,
        remarks=remarks_of(message),
        open_uid=ref.uid,
        # Only the whole page has the list beside the message; a fragment never asks the store for it.
        shown=ListPage.asked_for(ref.folder),
        open_folder=ref.folder,
        counts=message.newly_seen,
    )


@bp.get("/<message:ref>/body")
def body(ref: MessageRef) -> AnyResponse:
    """The HTML body alone, for its frame, under a policy of its own."""
    images = request.args.get("images") == "1"
    response = page("message/body.html", body=current.mailbox.body(ref, images=images))
    response.headers["Content-Security-Policy"] = BODY_POLICY.format(images=" https: http:" if images else "")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/<message:ref>/part/<section:section>")
def part(ref: MessageRef, section: str) -> Response:
    """An attachment, to be kept on the device; nothing of it opens here."""
    _check_not_embedded(EMBEDDED)
    streamed = current.mailbox.part(ref, section)
    return _download(streamed, streamed.attachment.name, streamed.attachment.media_type)


@bp.get("/<message:ref>/inline/<section:section>")
def inline(ref: MessageRef, section: str) -> Response:
    """An image that stands in the body."""
    _check_not_embedded((*EMBEDDED, "document"))
    streamed = current.mailbox.part(ref, section)
    if streamed.attachment.media_type not in RASTER_TYPES:
        abort(404)
    response = Response(_while_signed_in(streamed.chunks), mimetype=streamed.attachment.media_type)
    response.headers["Content-Security-Policy"] = INERT
    return response


@bp.get("/<message:ref>/source")
def source(ref: MessageRef) -> Response:
    """The message as it was stored, to be kept on the device."""
    _check_not_embedded(EMBEDDED)
    name = _("message-%(number)s.eml", number=ref.uid)
    return _download(current.mailbox.source(ref), name, "application/octet-stream")


@bp.post("/<message:ref>/flag")
def flag(ref: MessageRef) -> AnyResponse:
    """Read, unread, star."""
    what, on = asked_flag()
    marked = Done((current.mailbox.mark([ref], what, on=on),))
    # Opening it again would make it read at once.
    leaves = what is Flag.SEEN and not on
    back = _list(ref) if leaves else _here(ref)
    return done(flagged(what, marked, on=on), back_to=back, steps=marked.steps)


@bp.post("/<message:ref>/move")
def move(ref: MessageRef) -> AnyResponse:
    """Asks where to, then moves."""
    target = asked_target()
    if target is None:
        return page(
            "partials/choose_folder.html",
            count=1,
            action=request.path,
            fields=[("back", _list(ref))],
            open_folder=ref.folder,
            back=_here(ref),
        )
    return _moved(ref, current.mailbox.move([ref], to=target))


@bp.post("/<message:ref>/archive")
def archive(ref: MessageRef) -> AnyResponse:
    """Into the archive."""
    return _moved(ref, current.mailbox.archive([ref]))


@bp.post("/<message:ref>/delete")
def delete(ref: MessageRef) -> AnyResponse:
    """Into the trash; from the trash for good, which asks first."""
    if not is_trash(ref.folder):
        return _moved(ref, current.mailbox.delete([ref]))
    if request.form.get("sure") == "yes":
        return done(removed(current.mailbox.remove([ref])), back_to=_list(ref))
    return page(
        "partials/confirm.html",
        **for_good(1),
        action=request.path,
        fields=[("back", _list(ref))],
        back=_here(ref),
    )


def _list(ref: MessageRef) -> str:
    """The list the message was opened from."""
    return own_page(request.form.get("back")) or url_for("mailbox.index", folder=ref.folder)


def _here(ref: MessageRef) -> str:
    """The message again, beside the same list."""
    return own_page(request.form.get("here")) or url_for("message.show", ref=ref)


def _moved(ref: MessageRef, moved: Moved) -> AnyResponse:
    return done(moved_to(Done((moved,))), back_to=_list(ref), steps=(moved,))


def _check_not_embedded(destinations: tuple[str, ...]) -> None:
    if request.headers.get("Sec-Fetch-Dest", "") in destinations:
        abort(403)


def _while_signed_in(chunks: Iterator[bytes]) -> Iterator[bytes]:
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


def _download(streamed: Streamed, name: str, media_type: str) -> Response:
    response = Response(_while_signed_in(streamed.chunks), content_type=media_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    names = {"filename": plain}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    response.headers.set("Content-Disposition", "attachment", **names)
    response.headers["Content-Security-Policy"] = INERT
    return response
