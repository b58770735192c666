"""Addresses in pieces: people read and copy them as one, and robots do not find them in the page."""

import re

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BETWEEN = re.compile(r"([@.])")

# A word as it stands, or an address in its pieces.
Piece = str | tuple[str, ...]


def spelled(address: str) -> tuple[str, ...]:
    """name@domain.example → name, @, domain, ., example; the template puts unseen words between them."""
    return tuple(piece for piece in BETWEEN.split(address) if piece)


def protected(text: str) -> tuple[Piece, ...]:
    """A text with the addresses in it taken to pieces."""
    found: list[Piece] = []
    end = 0
    for match in ADDRESS.finditer(text):
        found += [text[end : match.start()], spelled(match[0])]
        end = match.end()
    found.append(text[end:])
    return tuple(piece for piece in found if piece)
