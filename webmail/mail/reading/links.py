"""Allowed schemes; text that promises another address."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

LINK_LIMIT = 8192
# Browsers read a backslash or a slash too many in their own way: such a link leads where nobody reads it.
_LINK = re.compile(
    r"(?:https?:/{2}(?!/)|mailto:|tel:)[^\s<>\"\\\x00-\x20\x7f]{1,8192}",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f]{1,8192}", re.IGNORECASE)
_DROPPED = re.compile("[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# What nobody sees between two letters; a tag inside a link's text is a SEAM.
SEAM = "\x00"
TEXT_READ = 2000
_SHOWN = 253
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
# Everything is possessive and each character is read a fixed number of times: link texts are hostile.
_RUN = re.compile(r"(https?://)?+([\w.+@-]++)", re.IGNORECASE)
_APART = re.compile(r"\.{2,}+|\+")
_REST = re.compile(r"(?::\d{1,5}+)?+(?:[/?#]\S*+)?+")
_HOST = re.compile(r"(?:[\w-]{1,63}+\.){1,60}+(?:[^\W\d_]{2,24}+|xn--[\w-]{1,59}+)", re.IGNORECASE)
# Endings of more than two letters that people know as those of addresses.
_ENDING_NAMES = """
    academy agency app asia bank bayern berlin biz business center click cloud club com company cool
    dev digital edu email example expert finance gmbh gov group hamburg help immo info int koeln
    life link live ltd market media mil mobi money name net network news nrw one online org page
    post pro ruhr saarland schule school security service services shop site social solutions store
    studio support systems team tech today top tours travel university versicherung vip web website
    wien win work world xyz zone
"""
_ENDINGS = frozenset(_ENDING_NAMES.split())
_RECIPIENTS = frozenset({"to", "cc", "bcc"})


@dataclass(frozen=True, slots=True)
class _Promise:
    """What a link's text says: a host, or a person's address there."""

    host: str
    mail: str = ""

    def kept_by(self, target: str) -> bool:
        """Whether a host or an addr-spec is what was promised."""
        if self.mail:
            return self.mail == target
        host, promised = target.rpartition("@")[2].removeprefix("www."), self.host.removeprefix("www.")
        return host == promised or host.endswith("." + promised)


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
    """The real target when the text promises another one, else None; never empty.

    A style may hide any part of the text, so every promise in it has to be kept. A text too long to be read
    through counts as a promise that is not kept.
    """
    targets = _targets(address)
    shown = address[:_SHOWN] or "?"
    if len(text) > TEXT_READ:
        return ", ".join(targets)[:_SHOWN] or shown
    promises = _promises(text.replace(SEAM, "")) | _promises(text.replace(SEAM, " "))
    if not promises:
        return None
    broken = [target for target in targets if not all(promise.kept_by(target) for promise in promises)]
    if targets and not broken:
        return None
    return ", ".join(broken)[:_SHOWN] or shown


def _promises(text: str) -> set[_Promise]:
    """The hosts and addresses in a text; what follows a host in its own URL is no promise."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("\u3002", ".").lower()
    promises: set[_Promise] = set()
    position = 0
    while found := _RUN.search(text, position):
        position = found.end()
        local, _, after = found[2].strip(".-+@_").rpartition("@")
        meant = bool(found[1] or local)
        hosts = [
            host for host in _APART.split(after) if _HOST.fullmatch(host) and (meant or _reads_as_host(host))
        ]
        promises.update(_Promise(host, f"{local}@{host}" if local and not found[1] else "") for host in hosts)
        rest = _REST.match(text, position) if hosts else None
        position = rest.end() if rest else position
    return promises


def _reads_as_host(host: str) -> bool:
    """Whether a reader takes bare words with a dot for an address: not a file's name, not a missing blank."""
    ending = host.rpartition(".")[2]
    return (
        host.startswith("www.")
        or len(ending) == 2
        or ending in _ENDINGS
        or not ending.isascii()
        or "--" in ending
    )


def _targets(address: str) -> list[str]:
    """The host a link leads to, or everyone a mailto writes to."""
    if address[:7].lower() == "mailto:":
        return _recipients(address[7:])
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return []
    return [host] if host else []


def _recipients(address: str) -> list[str]:
    """The addr-specs of a mailto (RFC 6068), those in its to, cc and bcc as well."""
    people, _, query = address.partition("?")
    for field in query.split("&"):
        name, _, value = field.partition("=")
        if unquote(name).strip().lower() in _RECIPIENTS:
            people += "," + value
    specs = (spec.strip().lower() for spec in re.split("[,;]", unquote(people)))
    return [spec for spec in dict.fromkeys(specs) if spec]
