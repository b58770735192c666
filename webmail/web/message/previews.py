"""Looking at an attachment: an image, a text, a message."""

from flask import abort, url_for
from werkzeug.wrappers import Response

from webmail.mail import (
    HEAD,
    MessageRef,
    Preview,
    Streamed,
    decode_text,
    looked_into,
    read_enclosed,
    read_picture,
    visible,
)
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.alone import asked, under_policy, wants_images
from webmail.web.message.way_back import to_message
from webmail.web.pages import page

TEXT_SHOWN = 256 * 1024


@bp.get("/<message:ref>/preview/<section:section>")
def preview(ref: MessageRef, section: str) -> Response:
    """An image or a text by itself; an image beyond the bounds is not shown."""
    return looked_at(
        ref,
        current.mailbox.part(ref, section),
        keep=url_for("message.part", ref=ref, section=section),
        image=url_for("message.inline", ref=ref, section=section),
        back=to_message(ref, named="back"),
    )


def looked_at(ref: MessageRef, streamed: Streamed, *, keep: str, image: str, back: str) -> Response:
    """The page for it; keep is where it is downloaded, image where it is served to be shown."""
    kind = streamed.attachment.preview
    if kind not in (Preview.IMAGE, Preview.TEXT):
        abort(404)
    head, _rest = looked_into(streamed.chunks, octets=HEAD if kind is Preview.IMAGE else TEXT_SHOWN + 1)
    picture = read_picture(head) if kind is Preview.IMAGE else None
    return page(
        "message/preview.html",
        attachment=streamed.attachment,
        picture=picture,
        is_text=kind is Preview.TEXT,
        text=visible(decode_text(head[:TEXT_SHOWN], streamed.attachment.charset)),
        cut=len(head) > TEXT_SHOWN,
        keep=keep,
        image=image,
        back=back,
        open_folder=ref.folder,
    )


@bp.get("/<message:ref>/message/<section:section>")
def enclosed(ref: MessageRef, section: str) -> Response:
    """A message that is attached to this one."""
    images, plain = wants_images(), asked("text")
    message = read_enclosed(current.mailbox, ref, section, images=images, plain=plain)
    here = url_for("message.enclosed", ref=ref, section=section)
    return page(
        "message/enclosed.html",
        message=message,
        section=section,
        images=images,
        plain=plain,
        here=here,
        back=to_message(ref, named="back"),
        open_folder=ref.folder,
    )


@bp.get("/<message:ref>/message/<section:section>/body")
def enclosed_body(ref: MessageRef, section: str) -> Response:
    """Its HTML body alone, for its frame."""
    images = wants_images()
    message = read_enclosed(current.mailbox, ref, section, images=images)
    return under_policy(page("message/body.html", body=message.body), images=images)
