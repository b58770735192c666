"""What lies in a TNEF attachment (winmail.dat): the list of it, its text, and its files like any others."""

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import MessageRef, Streamed, packed_file, read_contents
from webmail.web.current import current
from webmail.web.downloads import check_not_embedded
from webmail.web.message import bp
from webmail.web.message.alone import under_policy, wants_images
from webmail.web.message.attachments import PICTURE_IN_NONE, as_file, as_pdf, as_picture
from webmail.web.message.previews import looked_at
from webmail.web.message.way_back import to_message
from webmail.web.pages import page
from webmail.web.unpacking_words import not_unpacked


@bp.get("/<message:ref>/tnef/<section:section>")
def unpacked(ref: MessageRef, section: str) -> Response:
    """The files in it, and its text where the message has none."""
    images = wants_images()
    contents = read_contents(current.mailbox, current.parts.unpacker, ref, section, images=images)
    return page(
        "message/unpacked.html",
        contents=contents,
        hindrance=not_unpacked(contents.reason) if contents.reason else None,
        # What is said of remote images is said of a body.
        message=contents,
        section=section,
        images=images,
        here=url_for("message.unpacked", ref=ref, section=section),
        back=to_message(ref, named="back"),
        open_folder=ref.folder,
    )


@bp.get("/<message:ref>/tnef/<section:section>/body")
def unpacked_body(ref: MessageRef, section: str) -> Response:
    """Its HTML text alone, for its frame."""
    images = wants_images()
    contents = read_contents(current.mailbox, current.parts.unpacker, ref, section, images=images)
    return under_policy(page("message/body.html", body=contents.body), images=images)


@bp.get("/<message:ref>/tnef/<section:section>/<int:number>")
def packed(ref: MessageRef, section: str, number: int) -> Response:
    """One of the files, to be kept on the device."""
    check_not_embedded()
    return as_file(_file(ref, section, number))


@bp.get("/<message:ref>/tnef/<section:section>/<int:number>/inline")
def packed_inline(ref: MessageRef, section: str, number: int) -> Response:
    """One of the files as an image that is looked at."""
    check_not_embedded(PICTURE_IN_NONE)
    return as_picture(_file(ref, section, number))


@bp.get("/<message:ref>/tnef/<section:section>/<int:number>/pdf")
def packed_pdf(ref: MessageRef, section: str, number: int) -> Response:
    """One of the files as a PDF in a tab of its own."""
    check_not_embedded()
    return as_pdf(_file(ref, section, number))


@bp.get("/<message:ref>/tnef/<section:section>/<int:number>/preview")
def packed_preview(ref: MessageRef, section: str, number: int) -> Response:
    """One of the files as an image or a text on a page."""
    return looked_at(
        ref,
        _file(ref, section, number),
        keep=url_for("message.packed", ref=ref, section=section, number=number),
        image=url_for("message.packed_inline", ref=ref, section=section, number=number),
        back=to_message(ref, named="back"),
    )


def _file(ref: MessageRef, section: str, number: int) -> Streamed:
    return packed_file(current.mailbox, current.parts.unpacker, ref, section, number)
