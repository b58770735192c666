"""Sensitive matters in the file: [sensitive.name], and a word for each mistake in them."""

import re
from typing import Any

from webmail.config.reading import Reading
from webmail.config.sections import SensitiveMatter

# What there is without the file (mail/writing/guards/matters.py); such a section changes one of them.
SHIPPED = ("diagnosis", "assessment", "support_needs", "grades", "iban", "birth_date")
# These are recognised by what they are, and take patterns beside it.
RECOGNISED = ("iban", "birth_date")
LONGEST, MOST = 80, 200
_NAME = re.compile(r"[a-z0-9_]{1,40}")
_PATTERN = re.compile(r"[\w*#. -]+")
_LITERAL = re.compile(r"[^\W_]{3}")
_MOST_STARS = 3


def read_matters(reading: Reading, table: Any) -> dict[str, SensitiveMatter]:
    """The matters by name; patterns are checked here, so that none stops a message later."""
    if not isinstance(table, dict):
        raise reading.complaint(
            "these are sections, write each as [sensitive.name].", section=None, key="sensitive"
        )
    return {name: _matter(reading, name, given) for name, given in table.items()}


def _matter(reading: Reading, name: str, given: Any) -> SensitiveMatter:
    section = f"sensitive.{name}"
    if not _NAME.fullmatch(name):
        raise reading.complaint(
            "a name is of small letters, digits and _, for example [sensitive.youth_welfare].",
            section=None,
            key=section,
        )
    matter: SensitiveMatter = reading.section(section, SensitiveMatter, given)
    if name not in SHIPPED:
        for key in ("label", "patterns", "rule"):
            if not getattr(matter, key):
                raise reading.complaint(
                    f"is missing; only {', '.join(SHIPPED)} have one already.", section=section, key=key
                )
    if len(matter.patterns) > MOST:
        raise reading.complaint(f"holds more than {MOST} patterns.", section=section, key="patterns")
    for pattern in matter.patterns:
        if fault := _fault(pattern):
            raise reading.complaint(f"{pattern!r} {fault}", section=section, key="patterns")
    return matter


def _fault(pattern: str) -> str | None:
    """What is wrong with a pattern, and what to write instead."""
    if len(pattern) > LONGEST:
        return f"has more than {LONGEST} characters; write several patterns."
    if not _PATTERN.fullmatch(pattern):
        return "may hold letters, digits, blanks, '.', '-', '*' (further letters) and '#' (a digit) only."
    if not _LITERAL.search(pattern):
        return "would be found everywhere: it needs three letters or digits in a row, for example 'attest*'."
    if pattern.count("*") > _MOST_STARS or "**" in pattern:
        return f"has too many '*': at most {_MOST_STARS}, and never two in a row."
    return None
