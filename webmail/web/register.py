"""Puts the web layer together: checks in their order, areas in menu order."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Flask, redirect, request, session, url_for
from werkzeug.wrappers import Response

from webmail.accounts import SignIn
from webmail.mail import Folder, StoreUnavailable
from webmail.policy import Feature
from webmail.web import assets, converters, errors, filters, guard, holding, security, uploads, words
from webmail.web.current import EXTENSION, current
from webmail.web.deeds import is_junk, is_outgoing, is_trash
from webmail.web.drawn import address as address_in_templates
from webmail.web.drawn import drawn
from webmail.web.environment import Environment
from webmail.web.folder_column import favourites_of, targets_of, visible
from webmail.web.found_page import folder_label
from webmail.web.guard import public
from webmail.web.kept_rows import KeptRows
from webmail.web.later import is_snoozed, may_follow_up, may_snooze
from webmail.web.manifest import manifest
from webmail.web.menu import initials_menu
from webmail.web.named_people import named
from webmail.web.pages import take_notice
from webmail.web.parts import Parts
from webmail.web.recipient_chips import chips_in, outbox_limit
from webmail.web.recipient_words import as_recipients
from webmail.web.saved_searches import saved_searches
from webmail.web.send_times import send_day, send_time, send_times, when_sent
from webmail.web.signing import signatures
from webmail.web.space_words import space_used, when_full
from webmail.web.stripping_words import strips
from webmail.web.trail import told_code
from webmail.web.view_words import order_words
from webmail.web.waiting_words import why_waiting


def register(app: Flask, *, parts: Parts, address: security.Address) -> None:
    """Makes the application answer; parts is the built domain."""
    app.extensions[EXTENSION] = parts
    app.request_class = uploads.Request
    app.jinja_environment = Environment
    converters.register(app)
    words.install(app, time_zone=parts.service.time_zone)
    security.install(app, address)
    guard.install(app)
    holding.install(app)
    security.install_token_check(app)
    errors.install(app)
    filters.install(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(FUNCTIONS_IN_TEMPLATES)
    app.context_processor(_names_in_templates)
    assets.install(app)
    _register_areas(app)


def _register_areas(app: Flask) -> None:
    # Here, since the areas import this package's other modules.
    from webmail.web import admin, compose, contacts, helpdesk, live, mailbox, message, settings
    from webmail.web import help as help_area
    from webmail.web import session as session_area

    live.install(app)
    areas = (mailbox, message, compose, contacts, settings, live, help_area, helpdesk, admin, session_area)
    for area in areas:
        app.register_blueprint(area.bp)
    app.add_url_rule("/", "root", root)
    app.add_url_rule("/manifest.webmanifest", "manifest", manifest)


@public
def root() -> Response:
    """The bare address leads to where the person belongs."""
    return redirect(url_for("mailbox.index" if current.signed_in else "session.start"), 303)


def folders_if_any() -> tuple[Folder, ...]:
    """The folders for a page that is true without the store; none while it is away."""
    with suppress(StoreUnavailable):
        return current.folders()
    return ()


def _names_in_templates() -> dict[str, Any]:
    signed_in = request.endpoint is not None and current.signed_in
    return {
        "_": filters.sentences(),
        "account": current.account if signed_in else None,
        "account_mark": current.seal("account", "mark")[:16] if signed_in else None,
        "shared_device": signed_in and current.sign_in.shared,
        "folders": current.folders,
        "language": words.language(),
        "live": current.parts.live,
        "shown": None,
        "tags": current.tags_by_keyword if signed_in else {},
        "taste": current.taste,
        "now": current.now,
        "open_folder": "INBOX",
        "policy": current.policy,
        "portal": current.portal is not None,
        "portal_words": current.portal_words,
        "sealed": lambda name: current.seal("folder", name),
        "service": current.service,
        "shared_minutes": int(current.sign_ins.limits.of_shared.total_seconds() // 60),
        "zone": current.zone,
    }


def _unended() -> SignIn | None:
    """The sign-in before this one, as long as the person has not said what to do with it."""
    number = session.get("unended")
    return current.sign_ins.find_of(number, account=current.account.id) if isinstance(number, int) else None


def _unsettled() -> int:
    """How many messages were handed over and are not settled; one question to the database."""
    return len(current.outbox.ledger.unsettled())


FUNCTIONS_IN_TEMPLATES: Mapping[str, Any] = {
    "Feature": Feature,
    "as_recipients": as_recipients,
    "drawn": drawn,
    "box_of": converters.box_of,
    "chips_in": chips_in,
    "favourites_of": favourites_of,
    "folder_label": folder_label,
    "folders_if_any": folders_if_any,
    "initials_menu": initials_menu,
    "is_junk": is_junk,
    "is_outgoing": is_outgoing,
    "named": named,
    "is_snoozed": is_snoozed,
    "is_trash": is_trash,
    "kept_rows": KeptRows,
    "mark_of": converters.mark_of,
    "may_follow_up": may_follow_up,
    "may_snooze": may_snooze,
    "order_words": order_words,
    "outbox_limit": outbox_limit,
    "saved_searches": saved_searches,
    "hold": lambda: current.hold,
    "send_day": send_day,
    "send_time": send_time,
    "send_times": send_times,
    "signatures": signatures,
    "space_used": space_used,
    "strips": strips,
    "support_code": told_code,
    "url_for": address_in_templates,
    "take_notice": take_notice,
    "targets_of": targets_of,
    "unended": _unended,
    "unsettled": _unsettled,
    "visible_folders": visible,
    "when_sent": when_sent,
    "why_waiting": why_waiting,
    "when_full": when_full,
}
