"""The plain-text twin of the HTML that we send: lists, quotes and addresses of links as people write them."""

import re
from collections import Counter
from dataclasses import dataclass, field

from webmail.mail.reading.charset import unescaped

# Of what the cleaner writes: every value in double quotes.
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*+)((?: [\w:-]++="[^"]*+")*+)>|([^<]++)|<')
_HREF = re.compile(r' href="([^"]*+)"')
_ALT = re.compile(r' alt="([^"]*+)"')
_BLANKS = re.compile(r"[ \t\n\r]+")
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "blockquote"})
# What plain text shows as well.
_BARE = frozenset({"p", "div", "br", "blockquote", "a"})
_SAME = {"strong": "b", "em": "i"}
_DEEPEST = 20


@dataclass(slots=True)
class _List:
    """A list that is open; 0 for one without numbers."""

    number: int


@dataclass(slots=True)
class _Writer:
    """Writes lines, and knows in how many quotes and lists it is."""

    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    mark: str = ""
    gap: bool = False

    def opened(self, name: str, attributes: str) -> None:
        if name in _BLOCKS:
            self.end_block(paragraph=name == "p")
        if name == "blockquote":
            self.quotes += 1
        elif name in ("ul", "ol"):
            self.lists.append(_List(int(name == "ol")))
        elif name == "li":
            self.item()
        elif name == "br":
            self.end_line()
        elif name == "a":
            found = _HREF.search(attributes)
            self.links.append((unescaped(found[1]) if found else "", len(self.words)))
        elif name == "img":
            found = _ALT.search(attributes)
            self.say(f"[{unescaped(found[1])}]" if found and found[1].strip() else "")

    def closed(self, name: str) -> None:
        if name in _BLOCKS:
            self.end_block(paragraph=name == "p")
        if name == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif name in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif name == "li":
            self.mark = ""
        elif name == "a" and self.links:
            self.end_link(*self.links.pop())

    def item(self) -> None:
        inside = self.lists[-1] if self.lists else _List(0)
        self.mark = f"{inside.number}. " if inside.number else "- "
        inside.number += bool(inside.number)

    def end_link(self, address: str, start: int) -> None:
        """The address behind the words, unless they are the address."""
        shown = "".join(self.words[start:]).strip()
        said = ("", address, address.removeprefix("mailto:"), address.removeprefix("tel:"))
        if address and shown not in said and "".join(shown.split()) not in said:
            self.say(f" <{address}>")

    def say(self, words: str) -> None:
        if words:
            self.words.append(words)

    def end_block(self, *, paragraph: bool) -> None:
        if "".join(self.words).strip(" "):
            self.end_line()
        else:
            self.words.clear()
        self.links.clear()
        self.gap = self.gap or paragraph

    def end_line(self) -> None:
        # Blanks that must not break stay, as in the mark of a signature (RFC 3676 section 4.3).
        line = _BLANKS.sub(" ", "".join(self.words)).strip(" ").replace("\xa0", " ")
        self.words.clear()
        self.links = [(address, 0) for address, _start in self.links]
        if self.gap and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.quoted(""))
        self.gap = False
        self.lines.append(self.quoted(self.indented(line)))

    def indented(self, line: str) -> str:
        """The mark of the list before its first line, blanks before the others."""
        if not self.lists or not line:
            return line
        outside = "  " * min(len(self.lists) - 1, _DEEPEST)
        mark, self.mark = self.mark or "  ", ""
        return outside + mark + line

    def quoted(self, line: str) -> str:
        marks = ">" * min(self.quotes, _DEEPEST)
        return f"{marks} {line}" if marks and line else marks or line


def says_more(html: str) -> bool:
    """Whether cleaned HTML shows more than its twin: than lines, quotes and bare addresses."""
    return bool(+looks(html))


def looks(html: str) -> Counter[str]:
    """What of cleaned HTML its twin does not show: each look by its element, and how often."""
    found: Counter[str] = Counter()
    href = ""
    shown: list[str] = []
    for ends, name, attributes, words in _TOKEN.findall(html):
        if words:
            shown.append(unescaped(words))
        elif name == "a" and ends:
            found["a"] += "".join(shown).strip() not in (href, href.removeprefix("mailto:"))
        elif name == "a":
            address = _HREF.search(attributes)
            href, shown = unescaped(address[1]) if address else "", []
        elif name and not ends and name not in _BARE and name != "li":
            found[_SAME.get(name, name)] += 1
    return found


def twin(html: str) -> str:
    """The words of cleaned HTML in one pass, at whatever depth; empty lines above them are room to write."""
    writer = _Writer()
    for ends, name, attributes, words in _TOKEN.findall(html):
        if words:
            writer.say(unescaped(words) if "&" in words else words)
        elif ends:
            writer.closed(name)
        elif name:
            writer.opened(name, attributes)
    writer.end_block(paragraph=False)
    return "\n".join(writer.lines).rstrip("\n")
