"""Who may import whom: every import against the table of the plan."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.house.source import Module, imports, module, modules


@dataclass(frozen=True, slots=True)
class Row:
    """What a package may import from us, from outside, and from outside in one of its files only."""

    ours: str = ""
    outside: str = ""
    only: dict[str, str] = field(default_factory=dict)


PARTS = "errors clock policy config vault mail portal log database migrations"
ALL = PARTS + " accounts contacts provisioning helpdesk reminding staff"
TABLE = {
    "errors": Row(),
    "clock": Row(),
    "version": Row(),
    # Mail and contacts both read what strangers have made up, in processes that are confined the same way.
    "confined": Row(),
    "policy": Row("errors"),
    "config": Row("policy"),
    "vault": Row("errors clock", "cryptography"),
    "mail": Row(
        "confined policy errors clock",
        only={
            "imapclient": "mail/mailbox/connection.py",
            "icalendar": "mail/reading/invitation.py",
            "nh3": "mail/reading/html.py",
            "tinycss2": "mail/reading/style.py",
            "bleach": "mail/reading/text.py",
            "tnefparse": "mail/reading/tnef_process.py",
            "sievelib": "mail/filtering/managesieve.py",
            "smtplib": "mail/writing/submission.py",
        },
    ),
    "portal": Row(
        "errors clock",
        only={
            "authlib": "portal/client.py",
            "requests": "portal/client.py",
            "joserfc": "portal/client.py",
        },
    ),
    "log": Row("clock"),
    "qr": Row(only={"segno": "qr.py"}),
    "database": Row(outside="flask_sqlalchemy flask_migrate"),
    "migrations": Row(outside="flask_sqlalchemy flask_migrate flask"),
    "accounts": Row("database policy errors clock", "sqlalchemy"),
    "contacts": Row(
        "accounts confined database policy errors clock",
        "sqlalchemy",
        only={"vobject": "contacts/vcard_process.py"},
    ),
    "provisioning": Row(
        "accounts database policy errors clock qr",
        only={"reportlab": "provisioning/letter.py"},
    ),
    "staff": Row("accounts errors", only={"ldap3": "staff/ldap.py"}),
    "helpdesk": Row("accounts provisioning.letter policy errors clock"),
    "web": Row(
        "mail portal accounts contacts helpdesk reminding policy errors clock qr version",
        "flask flask_login flask_wtf wtforms flask_babel jinja2 werkzeug",
    ),
    "demo": Row(
        f"{ALL} application wiring web worker cli", "pymap aiosmtpd authlib joserfc flask imapclient werkzeug"
    ),
    "worker": Row("wiring mail accounts clock errors"),
    "reminding": Row("accounts mail policy errors clock"),
    "wiring": Row(ALL),
    # The application is what webmail/__init__ was meant to hold: there it would pull Flask into webmail.mail.
    "application": Row("config wiring web cli database log clock", "flask flask_migrate"),
    "": Row("application config clock", "flask"),
    "cli": Row("wiring provisioning accounts staff worker", "click flask"),
}
# What a library of the table is made of and hands on; whoever may use the one meets the other.
COMPANIONS = {
    "flask_sqlalchemy": "sqlalchemy flask",
    "flask_migrate": "alembic",
    "jinja2": "markupsafe",
    "flask_babel": "babel",
    "pymap": "pysasl proxyprotocol",
}
INSIDE_MAIL = ("errors address ref part envelope flags login", "reading", "mailbox", "writing")
ALONE_IN_MAIL = "filtering"
# These two put the web layer together.
KNOW_THE_AREAS = ("webmail.web", "webmail.web.register")


def parts(name: str) -> list[str]:
    """The dotted name behind "webmail."."""
    return name.split(".")[1:]


def row_of(name: str) -> str:
    """The row of the table for a module: its first word, or "" for the package itself."""
    words = parts(name)
    return words[0] if words and words[0] in TABLE else ("?" if words else "")


def is_ours(name: str) -> bool:
    return name == "webmail" or name.startswith("webmail.")


def check_ours(of: Module, name: str) -> str | None:
    """Whether the table lets the module import this one of ours."""
    here, there = row_of(of.name), parts(name)
    row = TABLE[here]
    if here == (there[0] if there else ""):
        return None
    if any(there[: len(allowed.split("."))] == allowed.split(".") for allowed in row.ours.split()):
        return None
    # "from webmail import create_app" names the application, not a package.
    if there[:1] == ["create_app"] and here == "demo":
        return None
    return f"{here or 'webmail/__init__'} must not import {name}"


def check_outside(of: Module, name: str) -> str | None:
    """Whether the table lets the module import this library."""
    library = name.split(".")[0]
    row = TABLE[row_of(of.name)]
    if library in row.only:
        return (
            None
            if of.path == f"webmail/{row.only[library]}"
            else f"{library} belongs into {row.only[library]}"
        )
    if any(
        library == only for other in TABLE.values() for only in other.only if only in sys.stdlib_module_names
    ):
        return f"{library} is spoken by one file of mail only"
    allowed = row.outside.split()
    allowed += [companion for each in row.outside.split() for companion in COMPANIONS.get(each, "").split()]
    if library in allowed or library in sys.stdlib_module_names:
        return None
    return f"{row_of(of.name)} must not import {library}"


def check_mail(of: Module, name: str) -> str | None:
    """Inside mail the arrows point one way, and nobody imports the package that exports them all."""
    here, there = parts(of.name), parts(name)
    if here[:1] != ["mail"] or there[:1] != ["mail"] or len(here) == 1:
        return None
    if len(there) == 1 or floor(there[1]) is None:
        return f"inside mail, import from the module, not {name}"
    mine, its = floor(here[1]), floor(there[1])
    if here[1] == there[1]:
        return None
    if mine is None or its is None or its > mine or ALONE_IN_MAIL in (here[1], there[1]):
        return f"no arrow from {here[1]} to {there[1]}"
    return None


def floor(word: str) -> int | None:
    """How high a part of mail stands; who stands higher may use who stands lower."""
    if word == ALONE_IN_MAIL:
        return len(INSIDE_MAIL)
    return next((height for height, words in enumerate(INSIDE_MAIL) if word in words.split()), None)


def check_area(of: Module, name: str, areas: frozenset[str]) -> str | None:
    """An area never imports another area, and what all areas share imports none."""
    here, there = parts(of.name), parts(name)
    if here[:1] != ["web"] or there[:1] != ["web"] or len(there) < 2 or there[1] not in areas:
        return None
    if of.name in KNOW_THE_AREAS or here[1:2] == there[1:2]:
        return None
    return f"{of.name} must not know the area {there[1]}"


def complaints(of: Module, areas: frozenset[str] = frozenset()) -> list[str]:
    """Everything about the module's imports that the plan forbids."""
    if row_of(of.name) == "?":
        return [f"{of.path}: not in the table"]
    found = []
    for name, line in imports(of):
        checks = (
            [check_ours(of, name), check_mail(of, name), check_area(of, name, areas)]
            if is_ours(name)
            else [check_outside(of, name)]
        )
        found += [f"{of.path}:{line}: {complaint}" for complaint in checks if complaint]
    return found + [f"{of.path}:{line}: imports by name only" for line in hidden_imports(of)]


def hidden_imports(of: Module) -> Iterator[int]:
    """Imports that no table could see."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__", "exec", "eval"):
                yield node.lineno


def areas_of(all_of_them: tuple[Module, ...]) -> frozenset[str]:
    """The packages directly under web."""
    return frozenset(
        parts(each.name)[1]
        for each in all_of_them
        if len(parts(each.name)) > 2 and parts(each.name)[0] == "web"
    )


@pytest.mark.parametrize("of", modules(), ids=lambda of: of.path)
def test_a_module_imports_only_what_the_table_allows(of: Module) -> None:
    assert complaints(of, areas_of(modules())) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("webmail/mail/ref.py", "import flask"),
        ("webmail/mail/ref.py", "from webmail.web import pages"),
        ("webmail/mail/ref.py", "from webmail import web"),
        ("webmail/mail/ref.py", "from webmail.mail import Address"),
        ("webmail/mail/ref.py", "def f():\n    import webmail.database"),
        ("webmail/mail/reading/opened.py", "from webmail.mail.mailbox import pool"),
        ("webmail/mail/reading/opened.py", "from ..mailbox import pool"),
        ("webmail/mail/reading/opened.py", "import nh3"),
        ("webmail/mail/reading/opened.py", "import smtplib"),
        ("webmail/mail/reading/tnef.py", "from tnefparse import TNEF"),
        ("webmail/mail/mailbox/pool.py", "import imapclient"),
        ("webmail/contacts/vcard.py", "import vobject"),
        ("webmail/staff/refreshing.py", "import ldap3"),
        ("webmail/mail/filtering/rule.py", "from webmail.mail.writing import draft"),
        ("webmail/mail/mailbox/pool.py", "from webmail.vault import Vault"),
        ("webmail/web/message/routes.py", "from webmail.web.mailbox import forms"),
        ("webmail/web/pages.py", "from webmail.web.mailbox import forms"),
        ("webmail/web/current.py", "from webmail.wiring import Parts"),
        ("webmail/web/current.py", "from webmail.vault import Vault"),
        ("webmail/web/current.py", "import sqlalchemy"),
        ("webmail/web/current.py", "import smtplib"),
        ("webmail/web/current.py", "import importlib\nimportlib.import_module('webmail.vault')"),
        ("webmail/accounts/models.py", "from flask import current_app"),
        ("webmail/helpdesk.py", "from webmail.provisioning import plan"),
        ("webmail/helpdesk.py", "from webmail.database import db"),
        ("webmail/helpdesk.py", "import sqlalchemy"),
        ("webmail/provisioning/letter.py", "import segno"),
        ("webmail/web/helpdesk/codes.py", "import segno"),
        ("webmail/web/helpdesk/codes.py", "from webmail.web.help import ticks"),
        ("webmail/cli.py", "from webmail.web import current"),
        ("webmail/cli.py", "from webmail.vault import Vault"),
        ("webmail/wiring.py", "from webmail import web"),
        ("webmail/utils/x.py", "import os"),
    ],
)
def test_a_forbidden_import_is_noticed(path: str, text: str) -> None:
    assert complaints(module(path, text), frozenset({"mailbox", "message", "help", "helpdesk"})) != []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("webmail/mail/mailbox/connection.py", "import imapclient\nfrom webmail.mail.reading import headers"),
        ("webmail/mail/writing/reply.py", "from webmail.mail.mailbox.folder import Folder"),
        (
            "webmail/web/message/routes.py",
            "from webmail.web import pages\nfrom webmail.web.message.forms import X",
        ),
        ("webmail/helpdesk.py", "from webmail.provisioning.letter import letter"),
        ("webmail/wiring.py", "from webmail import vault"),
    ],
)
def test_an_allowed_import_is_left_alone(path: str, text: str) -> None:
    assert complaints(module(path, text), frozenset({"mailbox", "message"})) == []
