"""Proposals while a recipient is typed: a fragment of at most eight options."""

from flask import Response, make_response, render_template, request

from webmail.contacts import Source
from webmail.web.contact_words import school_list_names
from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.named_people import written_as
from webmail.web.words import _


@bp.post("/suggest")
def suggest() -> Response:
    """Who may be meant by what was typed; the words come in the body, so that no log has them."""
    found = current.contacts.suggestions.find(request.form.get("q", ""), called=school_list_names())
    return make_response(
        render_template(
            "contacts/suggestions.html",
            suggestions=[(each, written_as(each)) for each in found],
            source_words=source_words(),
        )
    )


def source_words() -> dict[Source, str]:
    """Where a proposal comes from."""
    return {
        Source.CONTACT: _("Address book"),
        Source.GROUP: _("Group"),
        Source.SCHOOL: _("School list"),
        Source.COLLECTED: _("Written to before"),
        Source.STAFF: _("Staff directory"),
    }
