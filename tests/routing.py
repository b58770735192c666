"""The code that builds addresses is compiled once for all the applications that the tests build."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

_compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


class SharedRule(Rule):
    """A rule whose builder was compiled before, for one that reads the same."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((self.defaults or {}).items()))
        # What is fixed by a default is spelt by its converter, so the kinds of these count too.
        key = (self.rule, self.subdomain, self.host, defaults, tuple(self._trace), append_unknown)
        if key not in _compiled:
            _compiled[key] = super()._compile_builder(append_unknown)
        return _compiled[key]


def share() -> None:
    """From now on, for every application of this process: it is two thirds of making one."""
    Flask.url_rule_class = SharedRule
