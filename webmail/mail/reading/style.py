"""The style attribute: allowed properties and allowed values."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import tinycss2

STYLE_LIMIT = 4096
_KEPT_KEY = 512
# No design needs more; thousands, never closed, keep a parser busy.
_MOST_BRACKETS = 64

_WORDS = r"""[#%a-z0-9.+-]++|'[\w .-]*+'|"[\w .-]*+"|rgba?\([\d.,% ]*+\)"""
# What nearly every newsletter is made of, in one pass; everything else goes to the CSS parser.
_PLAIN = re.compile(rf"(?:{_WORDS}|[\s,:;!])*+", re.IGNORECASE)
_ONE = re.compile(rf"rgba?\([\d.,% ]*+\)|{_WORDS}|[,!:]", re.IGNORECASE)

_LENGTH = re.compile(r"\+?(\d{1,5}(?:\.\d{0,6})?|\.\d{1,6})(px|pt|em|rem|ex|ch|pc|cm|mm|in|%)?")
_COLOUR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(?:rgb|hsl)a?\([\d.,%/ a-z-]{1,60}\)|[a-z]{3,24}"
)
_FAMILY = re.compile(r"[a-z][\w-]{0,60}|(['\"])[\w .-]{1,60}\1", re.IGNORECASE)
_MOST = {"px": 2000, "%": 100, "pt": 1500, "": 2000, "in": 20, "cm": 50, "mm": 500, "pc": 120}
_MOST_OTHER = 120

_NO_COLOURS = frozenset(
    {"initial", "unset", "revert", "none", "auto", "url", "var", "normal", "fixed", "scroll"}
)
_SIZES = frozenset(
    {"medium", "small", "large", "x-small", "xx-small", "x-large", "xx-large", "smaller", "larger"}
)
_WIDTHS = frozenset({"thin", "medium", "thick"})
_LINES = frozenset(
    {"none", "hidden", "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"}
)

Check = Callable[[list[str]], str]


def _length(word: str) -> bool:
    found = _LENGTH.fullmatch(word)
    return found is not None and float(found[1]) <= _MOST.get(found[2] or "", _MOST_OTHER)


def _colour(word: str) -> bool:
    return word not in _NO_COLOURS and _COLOUR.fullmatch(word) is not None


def _colours(words: list[str]) -> str:
    return words[0] if len(words) == 1 and _colour(words[0]) else ""


def _one_of(*words: str) -> Check:
    allowed = frozenset(words)
    return lambda words: words[0] if len(words) == 1 and words[0] in allowed else ""


def _lengths(most: int, *words: str) -> Check:
    allowed = frozenset(words)

    def check(words: list[str]) -> str:
        fits = 0 < len(words) <= most and all(word in allowed or _length(word) for word in words)
        return " ".join(words) if fits else ""

    return check


def _spacing(words: list[str]) -> str:
    """Letters may move together a little, never over each other."""
    bare = words[0].removeprefix("-") if len(words) == 1 else ""
    if bare == "normal" or (_length(bare) and float(re.split("[a-z%]", bare)[0]) <= 5):
        return words[0]
    return ""


def _family(words: list[str]) -> str:
    kept = [word for word in words if word == "," or _FAMILY.fullmatch(word)]
    return " ".join(kept).replace(" ,", ",") if len(kept) == len(words) <= 30 else ""


def _border(words: list[str]) -> str:
    fits = 0 < len(words) <= 3 and all(
        _length(word) or word in _WIDTHS or word in _LINES or _colour(word) for word in words
    )
    return " ".join(words) if fits else ""


def _each(most: int, allowed: frozenset[str], *, colours: bool = False) -> Check:
    def check(words: list[str]) -> str:
        fits = 0 < len(words) <= most and all(
            word in allowed or (colours and _colour(word)) or word == "transparent" for word in words
        )
        return " ".join(words) if fits else ""

    return check


def _font(words: list[str]) -> str:
    """Size, perhaps a line height, then the family; before them style and weight."""
    kept = [
        word
        for word in words
        if word in {",", "/"} or word in _SIZES or _length(word) or _FAMILY.fullmatch(word)
    ]
    return " ".join(kept).replace(" ,", ",") if len(kept) == len(words) <= 30 else ""


def _background(words: list[str]) -> str:
    """Of a background only its colour is kept: light text on a dark ground must stay readable."""
    return next((word for word in words if word not in _PLACES and _colour(word)), "")


_PLACES = frozenset(
    {"repeat", "repeat-x", "repeat-y", "no-repeat", "center", "top", "left", "right", "bottom"}
)
_PLACES |= {
    "cover",
    "contain",
    "fixed",
    "scroll",
    "local",
    "inherit",
    "border-box",
    "padding-box",
    "content-box",
}
_BOX = ("top", "right", "bottom", "left")

_PROPERTIES: dict[str, Check] = {
    **dict.fromkeys(("color", "background-color"), _colours),
    **dict.fromkeys((f"border-{side}-color" for side in _BOX), _colours),
    "background": _background,
    "font-family": _family,
    "font": _font,
    "font-size": _lengths(1, *_SIZES),
    "font-weight": _one_of(
        "normal", "bold", "bolder", "lighter", *(str(weight) for weight in range(100, 1000, 100))
    ),
    "font-style": _one_of("normal", "italic", "oblique"),
    "font-variant": _one_of("normal", "small-caps"),
    "line-height": _lengths(1, "normal"),
    "letter-spacing": _spacing,
    "word-spacing": _spacing,
    "text-align": _one_of("left", "right", "center", "justify", "start", "end"),
    "text-decoration": _each(
        3, frozenset({"none", "underline", "line-through", "overline", "solid"}), colours=True
    ),
    "text-transform": _one_of("none", "uppercase", "lowercase", "capitalize"),
    "text-indent": _lengths(1),
    "text-overflow": _one_of("clip", "ellipsis"),
    "white-space": _one_of("normal", "nowrap", "pre", "pre-wrap", "pre-line"),
    "word-break": _one_of("normal", "break-all", "keep-all", "break-word"),
    "word-wrap": _one_of("normal", "break-word"),
    "overflow-wrap": _one_of("normal", "break-word", "anywhere"),
    "direction": _one_of("ltr", "rtl"),
    "vertical-align": _lengths(
        1, "top", "middle", "bottom", "baseline", "sub", "super", "text-top", "text-bottom"
    ),
    **dict.fromkeys(("width", "height", "min-width", "min-height"), _lengths(1, "auto")),
    **dict.fromkeys(("max-width", "max-height"), _lengths(1, "none")),
    **dict.fromkeys(("margin", *(f"margin-{side}" for side in _BOX)), _lengths(4, "auto")),
    **dict.fromkeys(("padding", *(f"padding-{side}" for side in _BOX)), _lengths(4)),
    **dict.fromkeys(("border", *(f"border-{side}" for side in _BOX)), _border),
    **dict.fromkeys(("border-width", *(f"border-{side}-width" for side in _BOX)), _lengths(4, *_WIDTHS)),
    **dict.fromkeys(("border-style", *(f"border-{side}-style" for side in _BOX)), _each(4, _LINES)),
    "border-color": _each(4, frozenset(), colours=True),
    "border-radius": _lengths(4),
    **dict.fromkeys((f"border-{corner}-radius" for corner in ("top-left", "top-right")), _lengths(2)),
    **dict.fromkeys((f"border-{corner}-radius" for corner in ("bottom-left", "bottom-right")), _lengths(2)),
    "border-collapse": _one_of("collapse", "separate"),
    "border-spacing": _lengths(2),
    "table-layout": _one_of("auto", "fixed"),
    "empty-cells": _one_of("show", "hide"),
    "caption-side": _one_of("top", "bottom"),
    "list-style-type": _one_of(
        *(
            "none",
            "disc",
            "circle",
            "square",
            "decimal",
            "lower-alpha",
            "upper-alpha",
            "lower-roman",
            "upper-roman",
        )
    ),
    "list-style-position": _one_of("inside", "outside"),
    "list-style": _each(2, frozenset({"none", "disc", "circle", "square", "decimal", "inside", "outside"})),
    "display": _one_of(
        "none", "block", "inline", "inline-block", "list-item", "table", "table-row", "table-cell"
    ),
    "float": _one_of("none", "left", "right"),
    "clear": _one_of("none", "left", "right", "both"),
    "overflow": _one_of("hidden", "visible", "auto"),
    "visibility": _one_of("hidden", "visible"),
    "box-sizing": _one_of("border-box", "content-box"),
}
_WRITTEN = {"background": "background-color"}


def clean_style(style: str) -> str:
    """What of a style attribute may stay, written anew; "" when nothing is left."""
    if len(style) <= _KEPT_KEY:
        return _kept(style)
    if len(style) > STYLE_LIMIT or sum(map(style.count, "([{")) > _MOST_BRACKETS:
        return ""
    return _cleaned(style)


@lru_cache(maxsize=4096)
def _kept(style: str) -> str:
    return _cleaned(style)


def _cleaned(style: str) -> str:
    declarations = _plain(style) if _PLAIN.fullmatch(style) else _parsed(style)
    written: list[str] = []
    for name, words in declarations:
        check = _PROPERTIES.get(name)
        if check is None or not words:
            continue
        value = check(words)
        if value:
            written.append(f"{_WRITTEN.get(name, name)}:{value}")
    return ";".join(written)


def _plain(style: str) -> Iterator[tuple[str, list[str]]]:
    """Name and words of each declaration; no quote can hold a ";" here."""
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        words = [_lowered(word) for word in _ONE.findall(value)] if colon else []
        if "!" in words:
            words = words[: words.index("!")]
        if ":" not in words:
            yield name.strip().lower(), words


def _lowered(word: str) -> str:
    return word if word[0] in "'\"" else word.lower()


def _parsed(style: str) -> Iterator[tuple[str, list[str]]]:
    for node in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            words = [_written(word) for word in node.value if word.type not in {"whitespace", "comment"}]
            yield node.lower_name, words


def _written(word: Any) -> str:
    """A word in the form the checks know; what has no such form becomes a text that no check accepts."""
    kind = word.type
    if kind == "ident":
        return str(word.lower_value)
    if kind == "hash":
        return f"#{word.value.lower()}"
    if kind in {"number", "percentage", "dimension"}:
        unit = {"number": "", "percentage": "%"}.get(kind) or getattr(word, "lower_unit", "")
        return f"{word.representation.lower()}{unit}"
    if kind == "string":
        return f"'{word.value}'"
    if kind == "function" and word.lower_name in {"rgb", "rgba", "hsl", "hsla"}:
        return f"{word.lower_name}({_arguments(word.arguments)})"
    return str(word.value) if kind == "literal" else "\\"


def _arguments(words: list[Any]) -> str:
    """No function within a function: senders of mail do not need it, and trees may be deep."""
    return "".join(
        " " if word.type == "whitespace" else "\\" if word.type == "function" else _written(word)
        for word in words
    )
