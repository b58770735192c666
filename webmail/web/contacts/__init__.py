"""/contacts: the address book, the staff directory, and proposals while recipients are typed."""

from flask import Blueprint

bp = Blueprint("contacts", __name__, url_prefix="/contacts")

from webmail.web.contacts import (  # noqa: E402, F401
    collecting,
    editing,
    grouping,
    merging,
    routes,
    schools,
    staff,
    suggesting,
    transfer,
)
