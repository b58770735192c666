"""Credentials live and die in the vault: nobody else reads them, names them or leaves a trace of them."""

import ast
import base64
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, nodes

from tests.cast import ANNA
from tests.house.source import Module, imports, module, modules, templates
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways

FORBIDDEN = {
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secrets",
    "credential",
    "credentials",
}
VAULT = "webmail/vault/"
# Named like a secret and none, each with its reason.
EXCEPTIONS = {
    ("webmail/config/sections.py", "credentials"): "the word for the form of credentials, not one of them",
    ("webmail/config/sections.py", "secrets"): "the folder's path, not what lies in it",
    ("webmail/demo/people.py", "password"): "the demo prints its own people's passwords",
}
MESSAGE = b"From: Boris <boris.becker@schule.example>\r\nSubject: Elternabend\r\n\r\nGuten Tag\r\n"
TYPED = "Zw3tschgen-Kuchen_ohne&Kerne"
MISTYPED = "Zw3tschgen-Kuchen_mit&Kernen"


def is_secret_name(name: str) -> bool:
    """Whether one of the name's words says that a secret is in it."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return bool(FORBIDDEN & set(re.split(r"[^a-z0-9]+", spaced.lower())))


def readers_of_secrets(of: Module) -> list[str]:
    """Imports of the vault's inside, outside of it."""
    if of.path.startswith(VAULT):
        return []
    inside = ("webmail.vault.secret", "webmail.vault.source", "webmail.vault.Secret")
    return [f"{of.path}:{line}: {name}" for name, line in imports(of) if name.startswith(inside)]


def names_in(of: Module) -> Iterator[tuple[str, int]]:
    """Names of attributes, columns, form fields, properties, and of what a template is given."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.ClassDef):
            yield from _names_in_class(node)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("page", "render_template"):
            yield from ((word.arg, node.lineno) for word in node.keywords if word.arg)


def _names_in_class(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    for inner in node.body:
        if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
            yield inner.target.id, inner.lineno
        elif isinstance(inner, ast.Assign):
            yield from ((target.id, inner.lineno) for target in inner.targets if isinstance(target, ast.Name))
        elif isinstance(inner, ast.FunctionDef) and "property" in [
            ast.unparse(d) for d in inner.decorator_list
        ]:
            yield inner.name, inner.lineno


def named_secrets(of: Module) -> list[str]:
    """What is named like a secret, outside the vault, without a reason in the list."""
    if of.path.startswith(VAULT):
        return []
    return [
        f"{of.path}:{line}: {name}"
        for name, line in names_in(of)
        if is_secret_name(name) and (of.path, name) not in EXCEPTIONS
    ]


def named_secrets_in_template(text: str) -> list[str]:
    """Variables, attributes, arguments and form fields of a template that are named like a secret."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(text)
    names = [node.name for node in tree.find_all(nodes.Name)]
    names += [node.attr for node in tree.find_all(nodes.Getattr)]
    names += [node.key for node in tree.find_all(nodes.Keyword)]
    fields = BeautifulSoup(re.sub(r"{[{%#].*?[}%#]}", "", text, flags=re.DOTALL), "html.parser")
    names += [str(field[word]) for word in ("name", "id") for field in fields.find_all(attrs={word: True})]
    return [name for name in names if is_secret_name(name)]


def shapes(secret: str) -> dict[str, bytes]:
    """The secret as it could lie around: plain, encoded for a URL, in hex, inside any base64."""
    raw = secret.encode()
    found = {
        "plain": raw,
        "url": quote(secret, safe="").encode(),
        "form": quote_plus(secret, safe="").encode(),
    }
    found |= {
        "hex": raw.hex().encode(),
        "backwards": raw[::-1],
        "escaped": secret.replace("&", "&amp;").encode(),
    }
    for shift in range(3):
        # The middle of the encoded text is the same whatever stands before and after.
        whole = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        found[f"base64 at {shift}"] = whole[4 if shift else 0 : -2]
    return found


def traces(secret: str, places: dict[str, bytes]) -> list[str]:
    """Where the secret can be found, and in which shape."""
    return [
        f"{shape} in {place}"
        for place, content in places.items()
        for shape, needle in shapes(secret).items()
        if needle in content or needle in content.replace(b"-", b"+").replace(b"_", b"/")
    ]


@pytest.mark.parametrize("of", modules(), ids=lambda of: of.path)
def test_only_the_vault_reads_secrets_and_nothing_else_is_named_like_one(of: Module) -> None:
    assert readers_of_secrets(of) == []
    assert named_secrets(of) == []


@pytest.mark.parametrize("name", templates())
def test_no_template_knows_a_name_of_a_secret(name: str) -> None:
    assert named_secrets_in_template(templates()[name]) == []


def test_every_exception_is_still_needed() -> None:
    there = {(of.path, name) for of in modules() for name, _ in names_in(of)}
    assert [each for each in EXCEPTIONS if each not in there] == []


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    password: str",
        "class SignIn(db.Model):\n    mail_secret = mapped_column()",
        "class F(FlaskForm):\n    passwd = StringField()",
        "class A:\n    @property\n    def userCredential(self): ...",
        "def f(self):\n    self.passphrase = 1",
        "page('x.html', password=1)",
    ],
)
def test_a_name_of_a_secret_is_noticed(text: str) -> None:
    assert named_secrets(module("webmail/web/x.py", text)) != []


def test_whoever_reads_the_vaults_inside_is_noticed() -> None:
    for text in (
        "from webmail.vault.secret import Secret",
        "from webmail.vault import Secret",
        "import webmail.vault.source",
    ):
        assert readers_of_secrets(module("webmail/wiring.py", text)) != []
    assert readers_of_secrets(module("webmail/wiring.py", "from webmail.vault import Vault")) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ password }}",
        "{{ sign_in.secret }}",
        "{{ macro(credential=1) }}",
        '<input name="password">',
        '<input id="{{ x }}" name="passwd">',
    ],
)
def test_a_name_of_a_secret_in_a_template_is_noticed(text: str) -> None:
    assert named_secrets_in_template(text) != []
    assert named_secrets_in_template('<input type="password" name="typed"> {{ csrf_token() }}') == []


def test_a_trace_is_found_in_every_shape() -> None:
    packed = base64.b64encode(b"\0anna\0" + TYPED.encode())
    for content in (TYPED.encode(), quote(TYPED, safe="").encode(), packed, TYPED.encode().hex().encode()):
        assert traces(TYPED, {"here": b"before " + content + b" after"}) != []
    assert traces(TYPED, {"here": b"before and after"}) == []


class Heard(logging.Handler):
    """Everything that anybody logged, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.args!r} {record.exc_info!r}")


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler = Heard()
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def tell(visitor: Visitor, story: list[str]) -> dict[str, bytes]:
    """Comes in (after a mistake), reads, searches, goes out; returns all that the browser ever got."""
    got: dict[str, bytes] = {}

    def note(step: str) -> None:
        got[f"page {step}"] = visitor.body
        got[f"fields {step}"] = str(visitor.headers).encode()
        cookies = visitor.client._cookies.values()  # type: ignore[union-attr]
        got[f"cookies {step}"] = b" ".join(_opened(cookie.value) for cookie in cookies)

    visitor.sign_in(ANNA, typed=MISTYPED)
    note("refused")
    visitor.sign_in(replace(ANNA, typed=TYPED))
    note("come in")
    for path in story:
        visitor.open(path)
        note(path)
    visitor.sign_out()
    note("signed out")
    return got


def _opened(value: str) -> bytes:
    """A cookie as it is and as it reads when its own encoding is undone."""
    return value.encode() + b" " + base64.urlsafe_b64decode(value.split(".")[0] + "===")


@pytest.fixture
def own_store() -> Iterator[Dovecot]:
    with Dovecot(users={ANNA.address: TYPED}) as running:
        yield running


@both_ways
def test_a_story_leaves_no_trace_of_what_was_typed(
    own_store: Dovecot, make_app: Any, config: Any, mode: str, heard: Heard, capfd: pytest.CaptureFixture[str]
) -> None:
    own_store.append(ANNA.address, "INBOX", MESSAGE)
    app = make_app(store=replace(config.store, host=own_store.host, port=own_store.port))
    visitor = Visitor(app, mode=mode)
    got = tell(visitor, ["/mailbox/", "/help/"])
    assert b"Elternabend" in got["page /mailbox/"], "the story must have come as far as the mail"
    left = {f"file {path.name}": path.read_bytes() for path in _files(config.instance)}
    out = capfd.readouterr()
    places = {**got, **left, "log": "\n".join(heard.lines).encode(), "output": (out.out + out.err).encode()}
    assert traces(TYPED, places) == []
    assert traces(MISTYPED, places) == []
    assert len(left) >= 2, "the database and the secrets must have been looked at"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
