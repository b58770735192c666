"""winmail.dat as Outlook writes it: a TNEF stream ([MS-OXTNEF]) with one file in it."""

import struct

_SIGNATURE, _KEY = 0x223E9F78, 1
_MESSAGE, _ATTACHMENT = 1, 2
# Name and type of each attribute.
_VERSION, _CODE_PAGE, _CLASS = (0x9006, 8), (0x9007, 6), (0x8008, 7)
_RENDERING, _TITLE, _DATA = (0x9002, 6), (0x8010, 1), (0x800F, 6)


def winmail(name: str, content: bytes) -> bytes:
    """The file in a stream for a message that has its text beside it."""
    return struct.pack("<IH", _SIGNATURE, _KEY) + b"".join(
        (
            _attribute(_MESSAGE, _VERSION, struct.pack("<I", 0x10000)),
            _attribute(_MESSAGE, _CODE_PAGE, struct.pack("<II", 1252, 0)),
            _attribute(_MESSAGE, _CLASS, b"IPM.Microsoft Mail.Note\0"),
            _attribute(_ATTACHMENT, _RENDERING, bytes(14)),
            _attribute(_ATTACHMENT, _TITLE, name.encode("cp1252", "replace") + b"\0"),
            _attribute(_ATTACHMENT, _DATA, content),
        )
    )


def _attribute(level: int, name: tuple[int, int], value: bytes) -> bytes:
    head = struct.pack("<BHHI", level, *name, len(value))
    return head + value + struct.pack("<H", sum(value) & 0xFFFF)
