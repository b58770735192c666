"""What hangs on a message: parts, images in its text, and the message itself, on their way out."""

from collections.abc import Callable, Sequence

from flask import Response, abort

from webmail.mail import HEAD, MessageRef, Streamed, attachments_together, looked_into, read_picture
from webmail.web.current import current
from webmail.web.downloads import EMBEDDED, INERT, check_not_embedded, disposed, download, while_signed_in
from webmail.web.message import bp
from webmail.web.words import _

# Tried in Chromium: its viewer of PDFs works under this, and not in a sandbox.
PDF_POLICY = (
    "default-src 'none'; script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# An image is a piece of a page of ours, and no page by itself.
PICTURE_IN_NONE = (*EMBEDDED, "document")
PDF = b"%PDF-"
PDF_HEAD = 1024


@bp.get("/<message:ref>/part/<section:section>")
def part(ref: MessageRef, section: str) -> Response:
    """An attachment, to be kept on the device; nothing of it opens here."""
    check_not_embedded()
    return as_file(current.mailbox.part(ref, section))


def as_file(streamed: Streamed) -> Response:
    """What is kept on the device, under its safe name and type."""
    return download(streamed.chunks, streamed.attachment.name, streamed.attachment.media_type)


@bp.get("/<message:ref>/inline/<section:section>")
def inline(ref: MessageRef, section: str) -> Response:
    """An image that stands in a text or is looked at; what it is and how large, its own octets say."""
    check_not_embedded(PICTURE_IN_NONE)
    return as_picture(current.mailbox.part(ref, section))


def as_picture(streamed: Streamed) -> Response:
    """An image of one of our kinds and within its bounds, else nothing."""
    head, chunks = looked_into(streamed.chunks, octets=HEAD)
    picture = read_picture(head)
    if picture is None or not picture.bounded:
        abort(404)
    response = Response(while_signed_in(chunks), mimetype=picture.media_type)
    response.headers["Content-Security-Policy"] = INERT
    return response


@bp.get("/<message:ref>/pdf/<section:section>")
def pdf(ref: MessageRef, section: str) -> Response:
    """A PDF in a tab of its own, shown by the browser and never as a piece of a page."""
    check_not_embedded()
    return as_pdf(current.mailbox.part(ref, section))


def as_pdf(streamed: Streamed) -> Response:
    """What begins like a PDF, under the policy for it, else nothing."""
    head, chunks = looked_into(streamed.chunks, octets=PDF_HEAD)
    if PDF not in head[:PDF_HEAD]:
        abort(404)
    response = Response(while_signed_in(chunks), mimetype="application/pdf")
    disposed(response, "inline", streamed.attachment.name)
    response.headers["Content-Security-Policy"] = PDF_POLICY
    return response


@bp.get("/<message:ref>/attachments")
def together(ref: MessageRef) -> Response:
    """All attachments as one ZIP; nothing of it is held here."""
    check_not_embedded()
    message = current.mailbox.read(ref, seen=False)
    if not message.attachments:
        abort(404)
    chunks = attachments_together(current.mailbox, message, note=_note())
    return download(chunks, _("attachments-%(number)s.zip", number=ref.uid), "application/zip")


def _note() -> Callable[[Sequence[str]], bytes]:
    """The text at the end that says what is missing; its words are found while there is a request."""
    words = _("These attachments are missing in this download or are not whole:")
    return lambda names: "\r\n".join([words, "", *names, ""]).encode("utf-8", "replace")


@bp.get("/<message:ref>/source")
def source(ref: MessageRef) -> Response:
    """The message as it was stored, to be kept on the device."""
    check_not_embedded()
    message = current.mailbox.source(ref)
    name = message.attachment.name or _("message-%(number)s.eml", number=ref.uid)
    return download(message.chunks, name, "application/octet-stream")
