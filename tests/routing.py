"""Addresses are taken apart and put together by code made once for all applications that the tests build."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

_read: dict[tuple[Any, ...], tuple[Any, ...]] = {}
_compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


class SharedRule(Rule):
    """A rule that was read, and whose builder was compiled, for one before that reads the same."""

    def compile(self) -> None:
        """As Werkzeug does it, for the first rule of its kind; the others share what came of it."""
        assert self.map is not None
        kinds = (*self.map.converters.values(), self.map.host_matching)
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, self._fixed(), kinds)
        if key in _read:
            self._parts, self._trace, self._converters, self.arguments = _read[key]
            self._build = self._compile_builder(False).__get__(self, None)
            self._build_unknown = self._compile_builder(True).__get__(self, None)
            return
        super().compile()
        _read[key] = (self._parts, self._trace, self._converters, self.arguments)

    def _fixed(self) -> tuple[tuple[str, Any], ...]:
        return tuple(sorted((self.defaults or {}).items()))

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # What is fixed by a default is spelt by its converter, so the kinds of these count too.
        key = (self.rule, self.subdomain, self.host, self._fixed(), tuple(self._trace), append_unknown)
        if key not in _compiled:
            _compiled[key] = super()._compile_builder(append_unknown)
        return _compiled[key]


def share() -> None:
    """From now on, for every application of this process: it is two thirds of making one."""
    Flask.url_rule_class = SharedRule
