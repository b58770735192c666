"""Reads the file: every complaint names file, line, key and the nearest valid name."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from webmail.policy import REGISTRY, Feature

AS_WRITTEN = ("portal", "networks")


class ConfigError(Exception):
    """The file cannot be used; the text names file, line, key and what to write instead."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read: knows where a key stands, so that every complaint names its line."""

    path: Path
    text: str

    def complaint(self, sentence: str, *, section: str | None, key: str | None) -> ConfigError:
        name = ".".join(word for word in (section, key) if word)
        return ConfigError(f"{self.path}, line {self.line_of(section, key)}, {name}: {sentence}")

    def line_of(self, section: str | None, key: str | None) -> int:
        """The line a key or a section heading stands on; the heading's own for a key that is not there."""
        at, heading = None, 1
        for number, line in enumerate(self.text.splitlines(), start=1):
            if named := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
                at = named[1]
                if at == (section or key):
                    heading = number
            elif (
                at == section and key is not None and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)
            ):
                return number
        return heading

    def check_names(self, table: Mapping[str, Any], valid: Iterable[str], *, section: str | None) -> None:
        known = list(valid)
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."
                raise self.complaint(f"unknown key; {hint}", section=section, key=key)

    def section(self, name: str, kind: type, table: Any) -> Any:
        if not isinstance(table, dict):
            raise self.complaint("this is a section, write it as [" + name + "].", section=None, key=name)
        self.check_names(table, [entry.name for entry in fields(kind)], section=name)
        hints = get_type_hints(kind)
        return kind(**{key: self.value(name, key, hints[key], given) for key, given in table.items()})

    def value(self, section: str, key: str, wanted: Any, given: Any) -> Any:
        """The value in its type; int passes for float, a list of strings becomes a tuple."""
        if get_origin(wanted) is Literal:
            choices = [str(choice) for choice in get_args(wanted)]
            if given in choices:
                return given
            near = difflib.get_close_matches(str(given), choices, n=1, cutoff=0.3)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(choices)}."
            raise self.complaint(f"{given!r} is not a choice; {hint}", section=section, key=key)
        if get_origin(wanted) is tuple:
            if isinstance(given, list) and all(isinstance(entry, str) for entry in given):
                # Addresses and domains have no upper case; what the portal calls things has.
                return tuple(
                    entry.strip() if section in AS_WRITTEN else entry.strip().lower() for entry in given
                )
            raise self.complaint("expects a list of texts in quotes.", section=section, key=key)
        if wanted is float and type(given) is int:
            return float(given)
        if type(given) is not wanted:
            names = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
            raise self.complaint(f"expects {names[wanted]}, found {given!r}.", section=section, key=key)
        if wanted in (int, float) and given < 0:
            raise self.complaint("must not be negative.", section=section, key=key)
        return given

    def features(self, table: Any) -> dict[Feature, bool]:
        if not isinstance(table, dict):
            raise self.complaint("this is a section, write it as [features].", section=None, key="features")
        self.check_names(table, [feature.value for feature in REGISTRY], section="features")
        return {Feature(key): self.value("features", key, bool, given) for key, given in table.items()}

    def networks(self, table: Any) -> dict[str, tuple[str, ...]]:
        """Names of networks with their ranges (RFC 4632 and 4291 notation)."""
        if not isinstance(table, dict):
            raise self.complaint("this is a section, write it as [networks].", section=None, key="networks")
        found = {}
        for name, given in table.items():
            found[name] = self.value("networks", name, tuple[str, ...], given)
            for each in found[name]:
                try:
                    ip_network(each)
                except ValueError as error:
                    raise self.complaint(
                        f"{each!r} is no range of addresses, write for example '10.20.0.0/16'.",
                        section="networks",
                        key=name,
                    ) from error
        return found
