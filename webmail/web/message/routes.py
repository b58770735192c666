"""An opened message: show; flag, move, archive, delete."""

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from webmail.mail import Done, Flag, MessageRef, Moved, Selection
from webmail.web.current import current
from webmail.web.deeds import asked_flag, copied, flagged, for_good, is_trash, moved_to, removed
from webmail.web.message import bp
from webmail.web.message.alone import asked, wants_images
from webmail.web.message.beside import Beside
from webmail.web.message.images import read_with_images
from webmail.web.message.remarks import remarks_of
from webmail.web.message.way_back import to_list, to_message
from webmail.web.pages import confirm, done, page
from webmail.web.shown import list_beside
from webmail.web.targets import ask_target, chosen_target, remember_target


@bp.get("/<message:ref>")
def show(ref: MessageRef) -> AnyResponse:
    """The message, beside the folder it lies in."""
    images, plain = wants_images(), asked("text")
    prefetched = "prefetch" in request.headers.get("Sec-Purpose", "")
    at_once = current.taste.seen_after == 0
    read = read_with_images(ref, seen=at_once and not prefetched, asked=images, plain=plain)
    message, shown = read.message, list_beside(ref.folder)
    return page(
        "message/show.html",
        along="message/toolbar.html",
        message=message,
        images=read.why is not None,
        why_images=read.why.value if read.why else None,
        remarks=remarks_of(message),
        plain=plain,
        open_uid=ref.uid,
        # Only the whole page has the list beside the message; a fragment never asks the store for it.
        shown=shown,
        beside=Beside(shown, ref),
        open_folder=ref.folder,
        counts=message.newly_seen,
    )


@bp.post("/<message:ref>/flag")
def flag(ref: MessageRef) -> AnyResponse:
    """Read, unread, star."""
    what, on = asked_flag()
    marked = Done((current.mailbox.mark([ref], what, on=on),))
    # Opening it again would make it read, sooner or later.
    leaves = what is Flag.SEEN and not on and current.taste.seen_after is not None
    back = to_list(ref) if leaves else to_message(ref)
    return done(flagged(what, marked, on=on), back_to=back, steps=marked.steps)


@bp.post("/<message:ref>/move")
def move(ref: MessageRef) -> AnyResponse:
    """Asks where to, then moves."""
    target = chosen_target()
    if target is None:
        return _ask(ref)
    moved = current.mailbox.move([ref], to=target)
    remember_target(target)
    return _moved(ref, moved)


@bp.post("/<message:ref>/copy")
def copy(ref: MessageRef) -> AnyResponse:
    """Asks where to, then copies; the message stays where it is."""
    target = chosen_target()
    if target is None:
        return _ask(ref, copies=True)
    copies = Selection(current.mailbox, [ref]).copy(to=target)
    remember_target(target)
    return done(copied(copies), back_to=to_message(ref))


def _ask(ref: MessageRef, *, copies: bool = False) -> AnyResponse:
    fields = [("back", to_list(ref)), ("here", to_message(ref))]
    return ask_target(copies=copies, count=1, fields=fields, open_folder=ref.folder, back=to_message(ref))


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
        return done(removed(current.mailbox.remove([ref])), back_to=to_list(ref))
    return confirm(
        **for_good(1),
        fields=[("back", to_list(ref))],
        back=to_message(ref),
    )


def _moved(ref: MessageRef, moved: Moved) -> AnyResponse:
    return done(moved_to(Done((moved,))), back_to=to_list(ref), steps=(moved,))
