"""Nothing grows past what a person reads in one sitting."""

import ast
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, ROOT, Module, module, modules

FILE, FUNCTION = 400, 40
LIMITS = {
    "templates/**/*.html": 120,
    "demo/**/templates/**/*.html": 120,
    "demo/**/static/*.css": 200,
    "static/css/**/*.css": 200,
    "static/js/**/*.js": 80,
}
# Exceptions, each with its reason.
EXCEPTIONS: dict[str, str] = {
    "webmail/static/htmx-2.0.11.min.js": "somebody else's work, untouched",
    "webmail/static/purify-3.4.18.mjs": "somebody else's work, untouched",
    "webmail/static/squire-2.4.8.mjs": "somebody else's work, untouched",
}


def python() -> list[Module]:
    """Every Python file that we write."""
    alone = [
        module(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.glob("*.py"))
        if path.is_file()
    ]
    return [*alone, *modules("webmail"), *modules("tests"), *modules("bench"), *migrations()]


def migrations() -> list[Module]:
    """The steps of the database, which other checks leave out: Alembic writes most of them."""
    steps = sorted((PRODUCT / "migrations" / "versions").glob("*.py"))
    return [module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in steps]


def others() -> list[tuple[Path, int]]:
    """Every template, stylesheet and script with its limit."""
    return [(path, limit) for pattern, limit in LIMITS.items() for path in sorted(PRODUCT.glob(pattern))]


def too_long(of: Module) -> list[str]:
    """The file and its functions, where they are longer than allowed."""
    lines = len(of.text.splitlines())
    found = [f"{of.path}: {lines} lines"] if lines > FILE else []
    for node in ast.walk(of.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            found += [f"{of.path}: {node.name} has {length} lines"] if length > FUNCTION else []
    return found


def too_many_lines(text: str, limit: int) -> bool:
    return len(text.splitlines()) > limit


@pytest.mark.parametrize("of", python(), ids=lambda of: of.path)
def test_a_python_file_and_its_functions_are_short(of: Module) -> None:
    assert too_long(of) == []


def test_templates_styles_and_scripts_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: more than {limit} lines"
        for path, limit in others()
        if path.relative_to(ROOT).as_posix() not in EXCEPTIONS
        and too_many_lines(path.read_text(encoding="utf-8"), limit)
    ]
    assert long == []


def test_every_exception_is_still_there() -> None:
    assert [name for name in EXCEPTIONS if not (ROOT / name).exists()] == []


def test_scripts_and_styles_lie_where_they_are_counted() -> None:
    counted = {path for path, _ in others()} | {ROOT / name for name in EXCEPTIONS}
    found = {path for kind in ("*.js", "*.mjs", "*.css", "*.html") for path in PRODUCT.rglob(kind)}
    assert found - counted == set()


def test_a_long_file_and_a_long_function_are_noticed() -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(FUNCTION))
    assert (
        too_long(module("webmail/x.py", f"class A:\n  def f(self):\n{body}\n".replace("    x", "      x")))
        != []
    )
    assert too_long(module("webmail/x.py", "x = 1\n" * (FILE + 1))) != []
    assert too_long(module("webmail/x.py", f"def f():\n{body}\n".replace("    x39 = 39\n", ""))) == []
    assert too_many_lines("a\n" * 121, 120)
