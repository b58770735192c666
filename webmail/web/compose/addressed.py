"""A new message to people who are known already: from the address book, from the directory."""

from werkzeug.wrappers import Response

from webmail.web.compose import bp
from webmail.web.compose.opening import begun_here, form_page
from webmail.web.written import Written, new_writing


@bp.post("/to")
def write_to() -> Response:
    """The form with these recipients in it; they come in the body, for addresses stand in no log."""
    asked = Written.typed(new_writing())
    return form_page(Written.shown(begun_here(asked.draft), None, back=asked.back))
