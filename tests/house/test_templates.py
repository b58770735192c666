"""Templates keep to the house's ways: blocks alone, tokens, nothing inline, htmx beside plain HTML."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import pytest
from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, nodes

from tests.house.source import modules, templates

MAIL_BODY = "message/body.html"
WORDS = "get post target swap trigger push-url boost indicator swap-oob sync include encoding disable"
ALLOWED = {f"hx-{word}" for word in WORDS.split()}
ENVIRONMENT = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
# A token is written by the macro, by Flask-WTF itself or by the field's own name.
TOKEN = re.compile(r"\btoken\(\)|csrf_token|hidden_tag\(\)")


def plain(text: str) -> str:
    """The template as HTML: each expression becomes one word, the same for the same expression."""
    text = re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)
    expressions: dict[str, str] = {}

    def word(found: re.Match[str]) -> str:
        inner = re.sub(r"\s+", " ", found[1].strip("-+ \n")).replace('"', "'")
        return expressions.setdefault(inner, f"⟦{len(expressions)}{'token' if TOKEN.search(inner) else ''}⟧")

    text = re.sub(r"{{(.*?)}}", word, text, flags=re.DOTALL)
    return re.sub(r"{%.*?%}", " ", text, flags=re.DOTALL)


@lru_cache(maxsize=1)
def soup(text: str) -> BeautifulSoup:
    """The same page is looked at for one rule after the other."""
    return BeautifulSoup(plain(text), "html.parser")


@cache
def parsed(text: str) -> nodes.Template:
    """The template as Jinja understands it; only looked at, so that each is read once."""
    return ENVIRONMENT.parse(text)


def without_token(text: str) -> Iterator[str]:
    """Forms that post without a token."""
    for form in soup(text).find_all("form", method=re.compile("^post$", re.IGNORECASE)):
        if "token" not in str(form):
            yield str(form)[:100]


def inline(text: str) -> Iterator[str]:
    """Scripts, styles and handlers that stand in the page itself."""
    for tag in soup(text).find_all(True):
        if tag.name == "style" or (tag.name == "script" and not tag.get("src")):
            yield f"<{tag.name}>"
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith("on") or "javascript:" in str(value).lower():
                yield f"{tag.name} {name}"


def marked_safe(text: str) -> Iterator[str]:
    """Places where escaping is switched off."""
    for node in parsed(text).find_all((nodes.Filter, nodes.ScopedEvalContextModifier, nodes.Call)):
        if isinstance(node, nodes.Filter) and node.name in ("safe", "forceescape"):
            yield f"line {node.lineno}: |{node.name}"
        elif isinstance(node, nodes.ScopedEvalContextModifier):
            yield f"line {node.lineno}: autoescape"
        elif isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "Markup":
            yield f"line {node.lineno}: Markup"


def beside_nothing(text: str) -> Iterator[str]:
    """htmx on elements that would do nothing, or something else, without it."""
    for tag in soup(text).find_all(True):
        for name in tag.attrs:
            if name.startswith(("hx-", "data-hx-")) and name not in ALLOWED:
                yield f"{name} is not used here"
        if tag.has_attr("hx-get") and not (tag.name == "a" and tag.get("href") == tag["hx-get"]):
            yield f"hx-get without the same href: {tag.name}"
        if tag.has_attr("hx-post") and tag["hx-post"] != _plain_address(tag):
            yield f"hx-post without the same action: {tag.name}"


def _plain_address(tag: Tag) -> object:
    return tag.get("action") if tag.name == "form" else tag.get("formaction")


def literal_addresses(text: str) -> Iterator[str]:
    """Addresses of ours that were not made by url_for."""
    for tag in soup(text).find_all(True):
        for name in ("href", "src", "action", "formaction", "hx-get", "hx-post", "srcset", "poster", "data"):
            value = str(tag.get(name, ""))
            if value and not value.startswith(("⟦", "#", "mailto:", "tel:")):
                yield f"{tag.name} {name}={value}"


def borrowed_macros(text: str) -> Iterator[str]:
    """Names imported at the top of a template and used in a block, where a block alone does not see them."""
    tree = parsed(text)
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        return
    top = {name for node in tree.body for name in _imported(node)}
    for block in tree.find_all(nodes.Block):
        inside = {
            name for node in block.find_all((nodes.FromImport, nodes.Import)) for name in _imported(node)
        }
        for node in block.find_all(nodes.Name):
            if node.name in top - inside:
                yield f"block {block.name}, line {node.lineno}: {node.name}"


def _imported(node: nodes.Node) -> set[str]:
    if isinstance(node, nodes.Import):
        return {node.target}
    if isinstance(node, nodes.FromImport):
        return {name if isinstance(name, str) else name[1] for name in node.names}
    return set()


Check = Callable[[str], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    without_token,
    inline,
    marked_safe,
    beside_nothing,
    literal_addresses,
    borrowed_macros,
)
# The document of the sandboxed frame has its own policy: its one style is written for white paper, and
# the cleaned body is the one thing that is safe as it is.
EXCEPTIONS = {
    (MAIL_BODY, "inline"): {"<style>"},
    (MAIL_BODY, "marked_safe"): None,
    # Ticked by somebody who has no session, and so no token; the view looks at who sends it.
    ("help/step.html", "without_token"): None,
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", templates())
def test_a_template_keeps_to_the_rules(name: str, check: Check) -> None:
    allowed = EXCEPTIONS.get((name, check.__name__), set())
    found = [each for each in check(templates()[name]) if allowed is not None and each not in allowed]
    assert found == []


def blocks_of(name: str) -> set[str]:
    """The blocks of a template and of those it extends."""
    tree = parsed(templates()[name])
    found = {block.name for block in tree.find_all(nodes.Block)}
    for above in tree.find_all(nodes.Extends):
        assert isinstance(above.template, nodes.Const)
        found |= blocks_of(above.template.value)
    return found


def targets() -> set[str]:
    """Every region that htmx replaces, by its id."""
    found = {
        str(tag["hx-target"])
        for text in templates().values()
        for tag in soup(text).find_all(attrs={"hx-target": True})
    }
    return {target for target in found if target not in ("this", "body")}


def test_every_region_htmx_replaces_is_a_block_whose_element_bears_its_name() -> None:
    """A block that stands on a page several times has elements called by its name, two dashes and a mark."""
    blocks = {block for name in templates() for block in blocks_of(name)}
    everything = "\n".join(plain(text) for text in templates().values())
    wrong = []
    for target in targets():
        name, dashes, _ = target.removeprefix("#").partition("--")
        element = f'id="{name}--' if dashes else f'id="{name}"'
        if not target.startswith("#") or name not in blocks or element not in everything:
            wrong.append(target)
    assert wrong == []


def test_every_template_can_be_compiled_and_finds_what_it_builds_on() -> None:
    missing = []
    for name, text in templates().items():
        for node in parsed(text).find_all((nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)):
            wanted = getattr(node.template, "value", None)
            if wanted is not None and wanted not in templates():
                missing.append(f"{name}: {wanted}")
    assert missing == []


def test_nothing_is_marked_as_safe_in_python_either() -> None:
    marked = [
        f"{of.path}:{number}"
        for of in modules()
        for number, line in enumerate(of.text.splitlines(), start=1)
        if re.search(r"\bMarkup\(|\|\s*safe\b", line)
    ]
    assert marked == []


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (without_token, '<form method="post" action="{{ x }}"><button>Los</button></form>'),
        (inline, "<script>alert(1)</script>"),
        (inline, '<p style="color: red">'),
        (inline, '<p onclick="x()">'),
        (inline, '<a href="javascript:x()">'),
        (inline, "<style>p {}</style>"),
        (marked_safe, "{{ subject|safe }}"),
        (marked_safe, "{% autoescape false %}{{ subject }}{% endautoescape %}"),
        (beside_nothing, '<button hx-get="{{ url_for("x") }}">x</button>'),
        (beside_nothing, '<a href="{{ url_for("x") }}" hx-get="{{ url_for("y") }}">x</a>'),
        (beside_nothing, '<form action="{{ x }}" method="post" hx-post="{{ y }}">{{ token() }}</form>'),
        (beside_nothing, '<a href="{{ x }}" hx-on:click="y">x</a>'),
        (beside_nothing, '<a href="{{ x }}" hx-vals="y">x</a>'),
        (literal_addresses, '<a href="/mailbox/">x</a>'),
        (literal_addresses, '<img src="https://elsewhere.example/x.png">'),
        (literal_addresses, '<form action="send">x</form>'),
        (
            borrowed_macros,
            '{% extends "x.html" %}{% from "x.html" import token %}{% block a %}{{ token() }}{% endblock %}',
        ),
    ],
)
def test_a_bad_template_is_noticed(check: Check, bad: str) -> None:
    assert list(check(bad)) != []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_good_template_is_left_alone(check: Check) -> None:
    good = """{% extends "layout.html" %}{% block main %}{% from "x.html" import token %}
    <a href="{{ url_for("a.b", c="d") }}" hx-get="{{ url_for('a.b', c='d') }}" hx-target="#main">x</a>
    <form method="post" action="{{ x }}" hx-post="{{ x }}">{{ token() }}<button>x</button></form>
    <button form="f" formaction="{{ y }}" hx-post="{{ y }}">x</button><a href="#top">x</a>
    <script src="{{ url_for('static', filename='x.js') }}"></script>{% endblock %}"""
    assert list(check(good)) == []
