"""Domains and names that look like something else: letters swapped, borrowed from other scripts, unseen."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LONGEST = 253
_LABEL = 63
# So short a name is one letter away from half of the world's.
_SHORT = 5
# What is read as a Latin letter: of the scripts that have such, those that are used for this.
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһӏкмтвнгпαοερνικτυχ01357ı",
    "aeopcyxijsdhlkmtbhrnaoepvikt" + "uxolesti",
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_TALL = str.maketrans("il", "ll")
# Each of these moves what stands around it, or is not seen at all; none has a place in a name.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
    # Those that other scripts and pictures need are strange between letters of ours only.
    "|(?<=[A-Za-zÀ-ɏ])[\u200c-\u200f](?=[A-Za-zÀ-ɏ])"
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")


def has_hidden(text: str) -> bool:
    """Whether there is something in it that nobody sees, or that turns its direction around."""
    return not text.isascii() and _HIDDEN.search(text) is not None


def marked(text: str) -> str:
    """The text with a sign that is seen in the place of each that is not."""
    return text if text.isascii() else _HIDDEN.sub("\ufffd", text)


def domain_of(spec: str) -> str:
    """The domain of an addr-spec in lower case, its A-labels as they are."""
    return spec.rpartition("@")[2].strip().rstrip(".").lower()[:_LONGEST]


def within(domain: str, domains: Iterable[str]) -> bool:
    """Whether it is one of the domains or lies below one."""
    return any(domain == each or domain.endswith("." + each) for each in domains)


def shown(domain: str) -> str:
    """The domain with its A-labels (RFC 5890) as the letters they stand for."""
    return ".".join(_unicode(label) for label in domain.split("."))


def mixes_scripts(domain: str) -> bool:
    """Whether one label mixes letters of scripts whose letters look alike."""
    return any(len(_scripts(label)) > 1 for label in shown(domain).split("."))


def resembles(domain: str, official: Iterable[str]) -> str | None:
    """The official domain that this one is taken for at a glance; None if it is official, or like none."""
    known = tuple(official)
    if not domain or within(domain, known):
        return None
    return next((each for each in known if _taken_for(domain, each)), None)


@lru_cache(maxsize=4096)
def _taken_for(domain: str, official: str) -> bool:
    seen, real = _skeleton(shown(domain)), _skeleton(official)
    if len(official.rpartition(".")[0]) < _SHORT:
        return seen == real
    labels = seen.split(".")
    # The same place in another spelling stands below the same name: mail.schu1e.example.
    tails = {".".join(labels[at:]) for at in range(len(labels))}
    return bool(any(_near(tail, real) for tail in tails)) or _holds(seen, real)


def _holds(seen: str, real: str) -> bool:
    """Whether the official name stands in another one: schule-example.com, schule.example.login.test."""
    names = {real, real.replace(".", "-"), real.replace(".", "")}
    body = real.rpartition(".")[0]
    if "." in body:
        names |= {body.replace(".", "-"), body}
    bounds = (rf"(?:^|[.-]){re.escape(name)}(?:[.-]|$)" for name in names)
    return any(re.search(bound, seen) for bound in bounds)


@lru_cache(maxsize=4096)
def _skeleton(domain: str) -> str:
    """What is left when everything that looks the same is the same."""
    plain = unicodedata.normalize("NFKD", domain[:_LONGEST].lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(_ALIKE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain.translate(_TALL)


def _near(one: str, other: str) -> bool:
    """Whether at most one letter was changed, added, left out, or two neighbours were swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and len(other) > 1 and one[2:] == other[2:])
    )


def _unicode(label: str) -> str:
    if not label.startswith("xn--") or len(label) > _LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, OverflowError, ValueError):
        return label


def _scripts(label: str) -> set[str]:
    """The scripts of its letters, as far as one can be taken for the other."""
    names = (unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha())
    return {name for name in names if name in _SCRIPTS}
