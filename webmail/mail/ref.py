"""MessageRef(folder, uidvalidity, uid)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """The only way to name a stored message (RFC 9051 section 2.3.1.1)."""

    folder: str
    uidvalidity: int
    uid: int
