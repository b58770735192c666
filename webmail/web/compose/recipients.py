"""Recipients understood: chips for the script, a list below each field without it; nothing is stored."""

import re

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webmail.mail import Hindrance, Writing, joined, read_pieces
from webmail.mail.writing.recipients import everybody
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.current import current
from webmail.web.kept_text import keeps_text
from webmail.web.named_people import taken
from webmail.web.recipient_chips import chips_in, corrected, count_words
from webmail.web.written import Written

_CHANGE = re.compile(r"(to|cc|bcc|remove|correct|take) (to|cc|bcc) ([0-9a-f]{16})(?: ([0-9a-f]{16}))?")


@bp.post("/recipients")
def chips() -> Response:
    """What was typed or pasted into one field; it comes in the body, for addresses stand in no log."""
    found = chips_in(request.form.get("typed", ""))
    return make_response(render_template("compose/chips.html", chips=found, said=count_words(found)))


@bp.post("/<draft:writing>/recipients")
@keeps_text
def check(writing: Writing) -> AnyResponse:
    """The form with everybody who was understood below each field, and one of them changed if asked for."""
    written = Written.typed(writing).show_stored()
    if len(everybody(written.draft)) > current.outbox.most:
        written.refuse({"to": (Hindrance("too_many", entry=str(len(everybody(written.draft)))),)})
    if change := _CHANGE.fullmatch(request.form.get("change", "")):
        _change(written, change[1], at=change[2], mark=change[3], chosen=change[4] or "")
    return form_page(written, checked=True)


def _change(written: Written, deed: str, *, at: str, mark: str, chosen: str) -> None:
    """Moves, removes or corrects the one piece, or takes who was meant by it; all else stays as it is."""
    pieces = list(read_pieces(written.form[at].data or ""))
    place = next((number for number, each in enumerate(pieces) if each.mark == mark), None)
    if place is None or deed == at:
        return
    piece = pieces.pop(place)
    if deed == "correct":
        pieces.insert(place, corrected(piece))
    elif deed == "take":
        pieces.insert(place, taken(piece, chosen))
    elif deed != "remove":
        there = written.form[deed]
        there.data = joined([*read_pieces(there.data or ""), piece])
    written.form[at].data = joined(pieces)
