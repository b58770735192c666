"""Trouble: what the enhanced status of a mail server means to people (RFC 3463, the registry of RFC 5248)."""

from enum import StrEnum


class Trouble(StrEnum):
    """What is in the way; the web layer has a sentence for each, for a refusal and for a bounce."""

    UNKNOWN = "unknown"
    NO_DOMAIN = "no_domain"
    CLOSED = "closed"
    FULL = "full"
    TOO_LARGE = "too_large"
    LIST = "list"
    SENDER = "sender"
    AWAY = "away"
    SYSTEM = "system"
    TOO_MANY = "too_many"
    FLOOD = "flood"
    CONTENT = "content"
    POLICY = "policy"
    FORBIDDEN = "forbidden"


_DETAILS: dict[Trouble, tuple[str, ...]] = {
    Trouble.UNKNOWN: ("1.0", "1.1", "1.3", "1.4", "1.6", "1.10"),
    Trouble.NO_DOMAIN: ("1.2", "4.3", "4.4"),
    Trouble.CLOSED: ("2.0", "2.1"),
    Trouble.FULL: ("2.2",),
    Trouble.TOO_LARGE: ("2.3", "3.4"),
    Trouble.LIST: ("2.4",),
    Trouble.SENDER: ("1.7", "1.8"),
    Trouble.AWAY: ("4.0", "4.1", "4.2", "4.5", "4.6", "4.7"),
    Trouble.SYSTEM: ("3.0", "3.1", "3.2", "3.5"),
    Trouble.TOO_MANY: ("5.3",),
    Trouble.FLOOD: ("7.28",),
    Trouble.CONTENT: ("3.3", "6.0", "6.1", "6.2", "6.3", "6.5", "7.8", "7.9"),
    # Some say it of whoever writes, some of what is written.
    Trouble.POLICY: ("7.0",),
    Trouble.FORBIDDEN: ("7.1", "7.2", "7.13", "7.20", "7.22", "7.23", "7.25", "7.26", "7.27"),
}
_TROUBLES = {detail: trouble for trouble, details in _DETAILS.items() for detail in details}


def trouble(detail: str) -> Trouble | None:
    """What subject and detail of a status mean, as "1.1"; None for what nobody has given a meaning."""
    return _TROUBLES.get(detail)
