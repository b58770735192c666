"""/admin: for administrators."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")

from webmail.web.admin import routes  # noqa: E402, F401
