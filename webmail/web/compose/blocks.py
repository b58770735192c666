"""Text blocks while writing: chosen from a list, filled in, and put where the answer ends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.accounts import TextBlock, TextBlocks
from webmail.mail import Kind, Writing, writable
from webmail.mail.writing.outgoing import clean_outgoing, no_picture
from webmail.mail.writing.placeholders import Blank, Filled, blanks, fill, fill_html
from webmail.web.blank_values import blank_values
from webmail.web.compose import bp
from webmail.web.compose.opening import opened
from webmail.web.current import current
from webmail.web.kept_text import keeps_text
from webmail.web.pages import page, stayed
from webmail.web.parts import SharedText
from webmail.web.signing import with_piece
from webmail.web.words import _
from webmail.web.written import Written, was_typed

LONGEST_CLASS = 20
# "7b", "10 a", "Klasse 5": what a subject calls a class by.
_CLASS = re.compile(r"\b(?:1[0-3]|[5-9])\s?[a-h]\b|(?:Klasse|class)\s+(\d{1,2}\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offered:
    """One block in the list: key names it there, text, its look and subject are filled in already."""

    key: str
    name: str
    text: Filled
    html: str
    subject: Filled
    template: bool
    shared: bool
    asks_class: bool


@bp.post("/<draft:writing>/blocks")
@keeps_text
def look_for_block(writing: Writing) -> Response:
    """The list; what is typed is stored first, for it may be a page of its own."""
    offered = _offered(writing)
    written = Written.typed(writing)
    if not written.is_empty:
        written.save()
    return stayed(
        written.outcome,
        "compose/blocks.html",
        at=url_for("compose.blocks", writing=writing, back=written.back),
        beside=["compose/saved.html"],
        written=written,
        offered=offered,
        guessed=_guessed_class(written),
    )


@bp.get("/<draft:writing>/blocks")
def blocks(writing: Writing) -> Response:
    """The list as a page."""
    offered = _offered(writing)
    written = opened(writing, current.drafts.find(writing))
    return page("compose/blocks.html", written=written, offered=offered, guessed=_guessed_class(written))


@bp.post("/<draft:writing>/insert")
@keeps_text
def insert(writing: Writing) -> Response:
    """The chosen block into the text, and the subject of a template where there is none."""
    called = " ".join(request.form.get("class", "").split())[:LONGEST_CLASS]
    wanted = request.form.get("block", "")
    block = next((each for each in _offered(writing, called) if each.key == wanted), None) or abort(404)
    written = Written.typed(writing) if was_typed() else opened(writing, current.drafts.find(writing))
    form = written.form
    form.text.data, form.html.data = with_piece(
        writable(form.text.data or ""), form.html.data or "", block.text.text, look=block.html
    )
    if not (form.subject.data or "").strip():
        form.subject.data = block.subject.text
    written.save()
    at = url_for("compose.edit", writing=writing, back=written.back)
    return stayed(_inserted(block), "compose/edit.html", at=at, written=written)


def _inserted(block: Offered) -> str:
    left = dict.fromkeys((*block.subject.left, *block.text.left))
    if not left:
        return _("Text block inserted.")
    return _("Text block inserted. Still to be filled in: %(places)s", places=", ".join(left))


def _offered(writing: Writing, called: str = "") -> list[Offered]:
    """The person's own and those of their school; templates first where something is answered."""
    values = blank_values(called)
    account = current.account
    own = TextBlocks(account.id, policy=current.policy).all()
    shared = [each for each in current.parts.shared_blocks if each.is_for(account.school)]
    found = [_one(f"own-{each.id}", each, values, shared=False) for each in own]
    found += [_one(f"shared-{number}", each, values, shared=True) for number, each in enumerate(shared)]
    if writing.kind in (Kind.REPLY, Kind.REPLY_ALL):
        found.sort(key=lambda each: not each.template)
    return found


def _one(key: str, block: TextBlock | SharedText, values: Mapping[Blank, str], *, shared: bool) -> Offered:
    return Offered(
        key=key,
        name=block.name,
        text=fill(block.text, values),
        html=clean_outgoing(fill_html(block.html, values), picture=no_picture) if block.html else "",
        subject=fill(block.subject, values),
        template=block.template,
        shared=shared,
        asks_class=Blank.CLASS in blanks(f"{block.text}\n{block.subject}"),
    )


def _guessed_class(written: Written) -> str:
    found = _CLASS.search(written.form.subject.data or "")
    return (found[1] or found[0]) if found else ""
