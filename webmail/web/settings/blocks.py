"""The text blocks of a person, and those that they have from their school."""

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import OwnTextRefused, TextBlock, TextBlocks
from webmail.mail.writing.outgoing import formatted
from webmail.web.current import current
from webmail.web.own_text_words import kept_block
from webmail.web.pages import done, page
from webmail.web.settings import bp
from webmail.web.settings.forms import BlockForm
from webmail.web.settings.own_texts import begun, form_of, moved, refuse, removed, settle

TEMPLATE = "settings/block.html"


@bp.get("/blocks")
def blocks() -> Response:
    """All of them; those of the school can be read here and changed nowhere."""
    own = _blocks().all()
    shared = [each for each in current.parts.shared_blocks if each.is_for(current.account.school)]
    return page("settings/blocks.html", rows=own, shared=shared)


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
