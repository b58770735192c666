"""The process that takes a TNEF stream ([MS-OXTNEF]) apart, under limits; the only import of tnefparse.

A script that imports nothing of ours, for it is started isolated, where our package is not found. The library
copies all that is left of a stream for each attribute in it, and believes every count up to four billion: it
never runs where anybody waits for anything else.

stdin is the stream. The argument is the number of the file that is wanted, from 1, or 0 for the text.
stdout is a line of JSON and the octets of what was wanted.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

MOST_FILES = 100
TEXT = 0
TEXT_LIMIT = 3 * 512 * 1024
NAME_LIMIT = 300

# Properties of an attachment ([MS-OXPROPS]): PidTagAttachDataBinary, …LongFilename, …MimeTag.
_DATA, _LONG_NAME, _MIME = 0x3701, 0x3707, 0x370E

File = tuple[str, str, bytes]


def main(wanted: int) -> None:
    """Reads, takes apart, answers; whatever goes wrong ends the process."""
    from tnefparse import TNEF
    from tnefparse.codepage import Codepage

    # Outlook names UTF-8 and writes its older attributes in another code page; the library gives up there.
    Codepage.decode = _tolerant
    found = TNEF(sys.stdin.buffer.read(), do_checksum=False)
    files = list(islice(_files(found), MOST_FILES + 1))
    more = len(files) > MOST_FILES
    files = files[:MOST_FILES]
    kind, text = _text(found)
    octets = text if wanted == TEXT else files[wanted - 1][2] if wanted <= len(files) else b""
    told = {
        "files": [(name, media_type, len(data)) for name, media_type, data in files],
        "more": more,
        "text": kind,
        "size": len(octets),
    }
    sys.stdout.buffer.write(json.dumps(told).encode("ascii") + b"\n")
    sys.stdout.buffer.write(octets)


def _files(found: Any) -> Iterator[File]:
    """The files by name, type and octets; of a message among them its text as a file, and its own files."""
    for attachment, properties in zip(found.attachments, _properties(found), strict=True):
        name = _name(attachment, found.codepage)
        inner = getattr(attachment, "embed", None)
        if inner is None:
            media_type = _property(attachment, _MIME, found.codepage)
            yield name, media_type[:NAME_LIMIT], _octets(attachment, properties, found.codepage)
            continue
        kind, text = _text(inner)
        if text:
            html = kind == "html"
            yield f"{name}.{'html' if html else 'txt'}", f"text/{kind}", text
        yield from _files(inner)


def _properties(found: Any) -> list[bytes]:
    """For each attachment its attAttachment as it stands in the stream."""
    streams: list[bytes] = []
    for each in found.objects:
        if each.name == found.ATTATTACHRENDDATA:
            streams.append(b"")
        elif each.name == found.ATTATTACHMENT and streams:
            streams[-1] = each.data
    return streams


def _octets(attachment: Any, properties: bytes, codepage: str | None) -> bytes:
    """The file's octets; where they are a property, as long as the stream says.

    The library gives such a value without the zeros at its end, whether they fill it up to four octets or
    are the end of the file: every ZIP, and so every document of today, ends with two of them.
    """
    from tnefparse.mapi import decode_mapi

    data = bytes(attachment.data)
    if len(properties) < 4:
        return data
    for each in decode_mapi(properties, codepage or "cp1252"):
        if each.name != _DATA or not isinstance(each.raw_data, list):
            continue
        padded = bytes(each.raw_data[0])
        start = properties.find(padded)
        length = int.from_bytes(properties[max(0, start - 4) : start], "little")
        if padded and 0 <= len(padded) - length < 4:
            return padded[:length]
    return data


def _name(attachment: Any, codepage: str | None) -> str:
    """The long name, else the title; cut in the middle, for the ending says what it is."""
    name = _property(attachment, _LONG_NAME, codepage) or _words(attachment._name, codepage)
    return name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 20] + name[-20:]


def _property(attachment: Any, name: int, codepage: str | None) -> str:
    return next((_words(each.data, codepage) for each in attachment.mapi_attrs if each.name == name), "")


def _text(found: Any) -> tuple[str, bytes]:
    """What kind of text there is, and the text in UTF-8; RTF is not read."""
    for kind, value in (("html", found.htmlbody), ("plain", found.body)):
        text = _words(value, found.codepage)
        if text.strip():
            return kind, text[:TEXT_LIMIT].encode("utf-8", "replace")[:TEXT_LIMIT]
    return ("rtf" if found._rtfbody else ""), b""


def _tolerant(self: Any, value: Any) -> Any:
    """In place of Codepage.decode."""
    return _words(value, self.best_guess()) if isinstance(value, bytes) else value


def _words(value: Any, codepage: str | None) -> str:
    """A value as text; the older attributes are octets in the code page that the stream names, or in none."""
    if isinstance(value, str):
        return value.rstrip("\0")
    if not isinstance(value, bytes):
        return ""
    for codec in ("utf-8", codepage or "cp1252"):
        try:
            return value.decode(codec).rstrip("\0")
        except (UnicodeError, LookupError):
            continue
    return value.decode("cp1252", "replace").rstrip("\0")


if __name__ == "__main__":
    main(int(sys.argv[1]))
