"""What the first page weighs when everything it needs travels compressed."""

import gzip
import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from bench.browser import Browser

USED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
IMPORTED = re.compile(r'(?:import|from)\s*"(\.[^"]+)"')
LEVEL = 6


def weigh(browser: Browser, path: str) -> dict[str, int]:
    """Octets by kind: the page itself and every file it asks for, modules that import each other too."""
    page = browser.get(path)
    weights = {"html": _packed(page.body)}
    for kind, octets in _files(browser, sorted({found[1] for found in USED.finditer(page.text)}), set()):
        weights[kind] = weights.get(kind, 0) + octets
    return weights


def _files(browser: Browser, addresses: list[str], seen: set[str]) -> Iterator[tuple[str, int]]:
    for address in addresses:
        name = address.partition("?")[0]
        if name in seen:
            continue
        seen.add(name)
        answer = browser.get(address)
        if answer.status != 200:
            raise RuntimeError(f"{address} is answered with {answer.status}")
        kind = name.rpartition(".")[2]
        yield kind, _packed(answer.body)
        if kind == "js" and ".min." not in name:
            inner = [normpath(join(dirname(name), found)) for found in IMPORTED.findall(answer.text)]
            yield from _files(browser, inner, seen)


def _packed(content: bytes) -> int:
    return len(gzip.compress(content, LEVEL))
