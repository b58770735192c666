"""Help and contact: whom to ask, why something is as it is, and how the things on the screen work."""

from flask import Response, abort

from webmail.web import words
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.guard_words import forwarding_words
from webmail.web.help import bp, texts
from webmail.web.help.spelling import spelled
from webmail.web.help.topics import GUIDES, QUESTIONS, SIGN_OUT, TOPICS
from webmail.web.labels import labels
from webmail.web.pages import page


@bp.get("/")
@public
def index() -> Response:
    """Help and contact, for strangers too."""
    return page(
        "help/index.html",
        groups=(QUESTIONS, GUIDES),
        sign_out=SIGN_OUT,
        contact=spelled(current.service.contact),
        text=operators_text("index"),
    )


@bp.get("/<name>")
@public
def topic(name: str) -> Response:
    """One help page, in the operator's words where there are any."""
    if name not in TOPICS:
        abort(404)
    return page(
        "help/topic.html",
        topic=TOPICS[name],
        text=operators_text(name),
        contact=spelled(current.service.contact),
        labels=labels(),
        rules=current.parts.guard_rules,
        forwarding_words=forwarding_words,
    )


def operators_text(name: str) -> tuple[texts.Block, ...] | None:
    """What the operator wants to stand on this page instead of our words."""
    return texts.read(current.parts.help_folder, name, words.language())
