"""The text blocks of a person, and those that they have from their school."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import OwnTextRefused, TextBlock, TextBlocks
from webmail.mail.writing.look import Piece, pieces
from webmail.mail.writing.outgoing import formatted
from webmail.mail.writing.placeholders import Blank, fill, fill_html
from webmail.web.blank_values import blank_values
from webmail.web.current import current
from webmail.web.own_text_words import kept_block
from webmail.web.pages import done, page
from webmail.web.parts import SharedText
from webmail.web.settings import bp
from webmail.web.settings.forms import BlockForm
from webmail.web.settings.own_texts import begun, form_of, moved, refuse, removed, settle

TEMPLATE = "settings/block.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """One block of the school as it will stand in a message; look is empty for plain text."""

    name: str
    template: bool
    subject: str
    text: str
    look: tuple[Piece, ...]


@bp.get("/blocks")
def blocks() -> Response:
    """All of them; those of the school can be read here and changed nowhere."""
    own = _blocks().all()
    values = blank_values()
    theirs = (each for each in current.parts.shared_blocks if each.is_for(current.account.school))
    return page("settings/blocks.html", rows=own, shared=[_shown(each, values) for each in theirs])


def _shown(block: SharedText, values: Mapping[Blank, str]) -> Shown:
    return Shown(
        block.name,
        block.template,
        subject=fill(block.subject, values).text,
        text=fill(block.text, values).text,
        look=pieces(fill_html(block.html, values)) if block.html else (),
    )


@bp.get("/blocks/new")
def new_block() -> Response:
    """An empty form."""
    _blocks()
    return form_of(TEMPLATE, begun(BlockForm(), None), None)


@bp.post("/blocks/new")
def make_block() -> AnyResponse:
    """A new one."""
    return _kept(None)


@bp.get("/blocks/<int:number>")
def block(number: int) -> Response:
    """One of them, to be changed."""
    row = _found(number)
    return form_of(TEMPLATE, begun(BlockForm(obj=row), row), row)


@bp.post("/blocks/<int:number>")
def change_block(number: int) -> AnyResponse:
    """Another wording."""
    return _kept(_found(number))


@bp.post("/blocks/<int:number>/move")
def move_block(number: int) -> AnyResponse:
    """One place up or down."""
    return moved(_blocks(), _found(number), back_to=url_for("settings.blocks"))


@bp.post("/blocks/<int:number>/remove")
def remove_block(number: int) -> AnyResponse:
    """Asks, then removes it."""
    return removed(_blocks(), _found(number), back_to=url_for("settings.blocks"))


def _kept(row: TextBlock | None) -> AnyResponse:
    form = BlockForm()
    try:
        if settle(form, look=formatted):
            return form_of(TEMPLATE, form, row)
        kept = _blocks().keep(row, **form.values())
    except OwnTextRefused as refusal:
        refuse(form, refusal)
        return form_of(TEMPLATE, form, row, 422)
    return done(kept_block(f"{kept.text}\n{kept.subject}"), back_to=url_for("settings.blocks"))


def _blocks() -> TextBlocks:
    return TextBlocks(current.account.id, policy=current.policy)


def _found(number: int) -> TextBlock:
    return _blocks().find(number) or abort(404)
