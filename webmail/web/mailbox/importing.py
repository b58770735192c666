"""Messages from files into a folder: the form, the deed, and what became of it."""

import json
from dataclasses import asdict
from typing import Any

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from webmail.mail import Flaw, Imported, TooLarge, import_files
from webmail.web.current import current
from webmail.web.mailbox import bp
from webmail.web.pages import page
from webmail.web.uploads import FILES_AT_MOST, takes_files, too_many_files, uploads
from webmail.web.words import _

NAME_TOLD = 60


@bp.get("/<folder:folder>/import", endpoint="import")
def choose(folder: str) -> Response:
    """Asks for files."""
    return _form(folder)


@bp.post("/<folder:folder>/import")
@takes_files
def take(folder: str) -> Response:
    """Stores the messages in them; a reload of the page that follows stores nothing."""
    if too_many_files():
        return _form(folder, 422, too_many=FILES_AT_MOST)
    try:
        files = [(upload.name, upload.content) for upload in uploads()]
    except (TooLarge, OSError):
        return _form(folder, 422, too_large=True)
    if not files:
        return _form(folder, 422, nothing=True)
    imported = import_files(current.mailbox, folder, files, clock=lambda: current.now)
    return redirect(url_for("mailbox.imported", folder=folder, told=_told(imported)), 303)


@bp.get("/<folder:folder>/imported/<words:told>")
def imported(folder: str, told: str) -> Response:
    """How many, and what not and why."""
    try:
        kept = json.loads(told)
        count, known, failed = (int(kept[name]) for name in ("count", "known", "failed"))
        failures = [
            (str(name), int(number), _sentence(Flaw(flaw))) for name, number, flaw in kept["failures"]
        ]
    except (ValueError, KeyError, TypeError):
        abort(404)
    return page(
        "mailbox/imported.html",
        folder=folder,
        count=count,
        known=known,
        failed=failed,
        failures=failures,
        open_folder=folder,
    )


def _form(folder: str, status: int = 200, **wrong: Any) -> Response:
    limit = current.parts.attachments_limit
    return page("mailbox/import.html", status, folder=folder, limit=limit, open_folder=folder, **wrong)


def _told(imported: Imported) -> str:
    """The result as it travels, sealed, in the address; names of files are shortened for it."""
    told = asdict(imported)
    told["failures"] = [(each.name[:NAME_TOLD], each.number, each.flaw.value) for each in imported.failures]
    return json.dumps(told)


def _sentence(flaw: Flaw) -> str:
    return {
        Flaw.NO_MESSAGE: _("is not a message."),
        Flaw.NUL: _("contains characters that a message cannot have."),
        Flaw.ZIP: _("is a ZIP file. Unpack it first, then choose the .eml files in it."),
        Flaw.REFUSED: _("was refused by the mailbox."),
        Flaw.FULL: _("the mailbox is full; what comes after it was not tried."),
        Flaw.TOO_MANY: _("has more messages than can be imported at once."),
        Flaw.STOPPED: _(
            "the import stopped here. Send the files again: what has been imported is not imported twice."
        ),
    }[flaw]
