"""Allowed schemes; text that promises another address."""

import re
from urllib.parse import urlsplit

from webmail.mail.reading.charset import unescaped

LINK_LIMIT = 8192
_LINK = re.compile(r"(?:https?:/{2}|mailto:|tel:)[^\s<>\"\x00-\x20\x7f]{1,8192}", re.IGNORECASE)
_PICTURE = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f]{1,8192}", re.IGNORECASE)
_DROPPED = re.compile("[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# A host as people write it at the beginning of a link's text; the cap keeps it linear.
_PROMISE = re.compile(
    r"(?:(?P<scheme>https?://)|(?P<mail>[\w.+-]{1,64}+@))?(?P<host>(?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?![\w@.-]*\w)",
    re.IGNORECASE,
)


def safe_link(address: str) -> str | None:
    """The address if a person may be led there (http, https, mailto, tel), else None."""
    clean = _DROPPED.sub("", address) if len(address) <= LINK_LIMIT else ""
    return clean if _LINK.fullmatch(clean) else None


def remote_picture(address: str) -> str | None:
    """The address if it is a picture on the internet, else None."""
    clean = _DROPPED.sub("", address) if len(address) <= LINK_LIMIT else ""
    clean = f"https:{clean}" if clean.startswith("//") else clean
    return clean if _PICTURE.fullmatch(clean) else None


def shown_target(text: str, address: str) -> str | None:
    """The real target when the text promises another one, else None."""
    promise = _PROMISE.match(" ".join(text[:400].split()))
    if promise is None:
        return None
    target = _target(address)
    promised = promise["host"].lower()
    if not target or (promise["mail"] and not address.lower().startswith("mailto:")):
        return target
    return None if _same(promised, target) else target


def _target(address: str) -> str:
    """The host a link leads to, the domain of a mailto."""
    if address.lower().startswith("mailto:"):
        return address.partition("?")[0].rpartition("@")[2].lower()[:253]
    try:
        return (urlsplit(unescaped(address)).hostname or "")[:253]
    except ValueError:
        return ""


def _same(promised: str, target: str) -> bool:
    promised, target = promised.removeprefix("www."), target.removeprefix("www.")
    return target == promised or target.endswith("." + promised)
