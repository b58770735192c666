"""Device and network of a sign-in in a few words: classes, not fingerprints."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address, ip_network


class DeviceKind(Enum):
    """What somebody would call the thing in front of them."""

    COMPUTER = "computer"
    PHONE = "phone"
    TABLET = "tablet"
    UNKNOWN = "unknown"


# The first that fits: most browsers also name the ones they descend from.
_BROWSERS = (
    ("Edge", re.compile(r"\bEdgA?(?:iOS)?/")),
    ("Opera", re.compile(r"\bOPR/|\bOpera/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\bFirefox/|\bFxiOS/")),
    ("Chrome", re.compile(r"\b(?:Headless)?Chrom(?:e|ium)/|\bCriOS/")),
    ("Safari", re.compile(r"\bSafari/")),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser's family and what it runs on, as its User-Agent field says (RFC 9110 section 10.1.5)."""

    kind: DeviceKind
    browser: str | None

    @property
    def word(self) -> str:
        """For the timeline: "phone Firefox"."""
        return f"{self.kind.value} {self.browser or '-'}"


def device_of(user_agent: str) -> Device:
    """What the field tells; whatever it says, at most a wrong class comes out."""
    text = user_agent[:400]
    browser = next((name for name, sign in _BROWSERS if sign.search(text)), None)
    if "iPad" in text or ("Android" in text and "Mobile" not in text):
        kind = DeviceKind.TABLET
    elif "Mobile" in text or "iPhone" in text:
        kind = DeviceKind.PHONE
    elif any(name in text for name in ("Windows NT", "Macintosh", "X11", "CrOS", "Linux")):
        kind = DeviceKind.COMPUTER
    else:
        kind = DeviceKind.UNKNOWN
    return Device(kind, browser)


class Networks:
    """Named ranges of addresses, as the settings have them."""

    def __init__(self, ranges: Mapping[str, Sequence[str]]) -> None:
        self._ranges = [(name, ip_network(each)) for name, them in ranges.items() for each in them]

    def name_of(self, origin: str) -> str | None:
        """The name of the first range that holds the address; None for all others."""
        try:
            address = ip_address(origin)
        except ValueError:
            return None
        return next((name for name, them in self._ranges if address in them), None)
