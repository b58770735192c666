"""Reads the house's own source, for the tests that hold it to its rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "webmail"
TEMPLATES = PRODUCT / "templates"


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its dotted name, where it lies from the root on, and its text."""

    name: str
    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def package(self) -> str:
        """What relative imports of this file start from."""
        return self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]


def module(path: str, text: str) -> Module:
    """A module as if the text stood in this file; for proving that a check notices."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(name, path, text)


@cache
def modules(folder: str = "webmail") -> tuple[Module, ...]:
    """All Python files in a folder of the project."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple(
        module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
        if "migrations/versions" not in path.as_posix() and "node_modules" not in path.as_posix()
    )


@cache
def templates() -> dict[str, str]:
    """All templates by the names Flask knows them by."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def imports(of: Module) -> Iterator[tuple[str, int]]:
    """Everything a module imports, wherever in it, as dotted names with their lines."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                above = of.package.split(".")
                start = ".".join([*above[: len(above) - node.level + 1], *filter(None, [start])])
            for alias in node.names:
                yield f"{start}.{alias.name}", node.lineno
