"""Import with a preview and a report of bad rows, and export as vCard and CSV."""

from collections.abc import Iterator

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.contacts import MOST_CARDS, MOST_OCTETS, Card, ImportRefused, Imports, Known, as_csv, as_vcards
from webmail.mail import TooLarge
from webmail.web.contact_words import bad_row, imported_words, refused_import
from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.downloads import download
from webmail.web.pages import done, page
from webmail.web.uploads import takes_files, uploads
from webmail.web.words import _

SHOWN = 100


@bp.get("/import", endpoint="import")
def choose() -> Response:
    """Asks for a file; and offers export on the same page."""
    return _form()


@bp.post("/import")
@takes_files
def take() -> Response:
    """Reads the file and shows what would come in."""
    try:
        files = uploads()
        octets = files[0].content.read(MOST_OCTETS + 1) if files else b""
        preview = _imports().take(octets)
    except (TooLarge, OSError):
        return _form(422, refused=refused_import("large"))
    except ImportRefused as error:
        return _form(422, refused=refused_import(error.why))
    return page("contacts/preview.html", preview=preview, shown=SHOWN, bad_row=bad_row)


@bp.post("/import/confirm")
def confirm() -> AnyResponse:
    """Carries out what the preview has shown, or drops it."""
    if request.form.get("deed") == "drop":
        _imports().forget()
        return done(_("Nothing was imported."), back_to=url_for("contacts.index"))
    words = request.form.get("known", Known.JOIN.value)
    known = next((each for each in Known if each.value == words), Known.JOIN)
    imported = _imports().carry_out(request.form.get("mark", ""), known)
    if imported is None:
        said = _("This file is no longer waiting. Please choose it again.")
        return done(said, back_to=url_for("contacts.import"))
    return done(imported_words(imported), back_to=url_for("contacts.index"))


@bp.get("/export/<kind>")
@bp.get("/export/<kind>/<int(max=2147483647):group>")
def export(kind: str, group: int | None = None) -> Response:
    """All contacts or those of a group, as a file."""
    if kind not in ("vcard3", "vcard4", "csv"):
        abort(404)
    name = _("Contacts")
    if group is not None:
        name = (current.contacts.groups.get(group) or abort(404)).name
    cards = list(current.contacts.book.cards(group=group))
    text, ending, media_type = _written(cards, kind)
    return download((each.encode() for each in text), f"{name}.{ending}", media_type)


def _written(cards: list[Card], kind: str) -> tuple[Iterator[str], str, str]:
    if kind == "csv":
        return as_csv(cards), "csv", "text/csv; charset=utf-8"
    return as_vcards(cards, version="3.0" if kind == "vcard3" else "4.0"), "vcf", "text/vcard; charset=utf-8"


def _imports() -> Imports:
    return current.parts.contact_imports(current.account)


def _form(status: int = 200, *, refused: str = "") -> Response:
    count = current.contacts.book.all(most=1).count
    return page(
        "contacts/import.html",
        status,
        heals=True,
        refused=refused,
        limit=MOST_OCTETS,
        most=MOST_CARDS,
        count=count,
    )
