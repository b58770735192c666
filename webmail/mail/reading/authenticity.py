"""Authentication-Results of our own server (RFC 8601): what it found out about a message's origin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

# Comments and quoted strings hold whatever a sender likes: they are taken out before anything is read.
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]++|\\.)*+)"|(?P<mark>[();=])|(?P<word>[^\s"();=\\]++)|\\?.', re.DOTALL
)
_MOST_TOKENS = 2000


class Verdict(Enum):
    """What DMARC (RFC 7489) said of the address in From; NONE: nothing, or nobody whom we believe."""

    PASS = "pass"  # noqa: S105, the word of the RFC
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """One method's result with its properties: dmarc, "fail", {"header.from": "schule.example"}."""

    method: str
    result: str
    properties: dict[str, str]


def verdict_of(results: Sequence[str], *, authserv_id: str, domain: str) -> Verdict:
    """What our own server says about mail from this domain.

    Only the topmost field that bears our server's name and speaks of DMARC counts: it is the last one written
    (a server may write one for each method), and the border of the service takes out those that a sender
    brings along (RFC 8601 section 5). A field about another domain says nothing about this one.
    """
    if not authserv_id or not domain:
        return Verdict.NONE
    for field in results:
        name, findings = read_results(field)
        found = [each for each in findings if each.method == "dmarc"]
        if found and name.lower() == authserv_id.lower():
            return _dmarc(found, domain.lower())
    return Verdict.NONE


def _dmarc(findings: Sequence[Finding], domain: str) -> Verdict:
    said = {
        each.result
        for each in findings
        if each.properties.get("header.from", domain).lower().rstrip(".") == domain
    }
    if "fail" in said:
        return Verdict.FAIL
    return Verdict.PASS if said == {"pass"} else Verdict.NONE


def read_results(field: str) -> tuple[str, tuple[Finding, ...]]:
    """The authserv-id and what was found; what is not in the form of RFC 8601 section 2.2 is left out."""
    statements = list(_statements(field))
    head = statements[0] if statements else []
    return (head[0] if head else ""), tuple(filter(None, map(_finding, statements[1:])))


def _statements(field: str) -> Iterator[list[str]]:
    """The pieces between the semicolons, as tokens; comments are gone, nested ones too."""
    depth = 0
    statement: list[str] = []
    for count, found in enumerate(_TOKEN.finditer(field)):
        if count >= _MOST_TOKENS:
            return
        kind, text = found.lastgroup, found[found.lastgroup] if found.lastgroup else ""
        if kind == "mark" and text in "()":
            depth = depth + 1 if text == "(" else max(0, depth - 1)
        elif depth or kind is None:
            continue
        elif kind == "mark" and text == ";":
            yield statement
            statement = []
        else:
            # What was quoted is a value and never a name or a sign.
            statement.append(f'"{text}' if kind == "quoted" else text)
    if not depth:
        yield statement


def _finding(statement: list[str]) -> Finding | None:
    if len(statement) < 3 or statement[1] != "=":
        return None
    properties = {
        statement[at - 1].lower(): statement[at + 1].removeprefix('"')
        for at in range(4, len(statement) - 1)
        if statement[at] == "="
    }
    return Finding(statement[0].lower().partition("/")[0], statement[2].lower(), properties)
