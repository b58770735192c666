"""Attachment: safe name, media type, what may open inline."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from webmail.mail.part import Part

RASTER_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
SERVED_TYPES = RASTER_TYPES | frozenset(
    {
        *("application/pdf", "text/plain", "message/rfc822", "application/zip"),
        *("audio/mpeg", "audio/ogg", "audio/wav", "video/mp4", "video/webm", "video/ogg"),
        *(
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/rtf",
        ),
        *("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        *("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
        *("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
        *("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"),
        *("application/vnd.oasis.opendocument.presentation",),
    }
)
OPAQUE = "application/octet-stream"
NAME_LIMIT = 200
SUBJECT_IN_NAME = 100
_LONGEST = 2000
DOUBLE_EXTENSION = "double_extension"
PROGRAM = "program"

_EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
}
_PROGRAM_ENDINGS = """
    ade adp apk app appimage bat chm cmd com cpl desktop dll docm dotm exe gadget hta htm html img
    inf ins iso isp jar js jse lnk mde msc msi msp mst one pif ppam pptm ps1 psm1 reg scf scr sct sh
    shb shtml svg sys url vb vbe vbs vhd vhdx wsc wsf wsh xhtml xlam xll xlsm xml xpi
"""
_HARMLESS_ENDINGS = """
    avi bmp csv doc docx gif jpeg jpg mov mp3 mp4 odp ods odt pdf png ppt pptx rtf txt wav webp xls xlsx zip
"""
_PROGRAMS = frozenset(_PROGRAM_ENDINGS.split())
_LOOKS_HARMLESS = frozenset(_HARMLESS_ENDINGS.split())
# What Windows takes for a device, whatever its ending is.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
_SEPARATORS = re.compile(r'[/\\:*?"<>|\u2044\u2215\u29f8\uff0f\uff3c]')


class Preview(Enum):
    """How a part can be looked at without being kept."""

    IMAGE = "image"
    TEXT = "text"
    PDF = "pdf"
    MESSAGE = "message"
    TNEF = "tnef"


_TEXTS = ("text/plain", "text/csv", "text/markdown", "text/calendar", "text/vcard", "application/json")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_PREVIEWS = {
    "application/pdf": Preview.PDF,
    **dict.fromkeys(_TEXTS, Preview.TEXT),
    **dict.fromkeys(_TNEF, Preview.TNEF),
}
_BY_ENDING = {
    "pdf": Preview.PDF,
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp"), Preview.IMAGE),
    **dict.fromkeys(("txt", "csv", "md", "log", "ics", "vcf", "json"), Preview.TEXT),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part offered for download.

    size is an estimate in octets; warning is None, "program" or "double_extension"; charset is the label of
    a text.
    """

    section: str
    name: str
    media_type: str
    size: int
    content_id: str | None
    warning: str | None
    preview: Preview | None = None
    charset: str | None = None


def attachment_from(part: Part) -> Attachment:
    """What a person may take out of this part, under a name that cannot do harm."""
    name = safe_name(part.name, media_type=part.media_type)
    return Attachment(
        section=part.section,
        name=name,
        media_type=part.media_type if part.media_type in SERVED_TYPES else OPAQUE,
        size=part.size * 57 // 78 if part.encoding == "base64" else part.size,
        content_id=part.content_id,
        warning=_warning(name),
        preview=_preview(part, name),
        charset=part.parameters.get("charset"),
    )


def safe_name(name: str | None, *, media_type: str) -> str:
    """No path, no control or direction character, at most 200 characters and 240 octets, the ending kept."""
    given = name or ""
    given = given if len(given) <= _LONGEST else given[:_LONGEST] + given[-20:]
    clean = _SEPARATORS.sub("_", given)
    clean = "".join(" " if unicodedata.category(char) in _DROPPED else char for char in clean)
    clean = " ".join(clean.split()).strip(". ")
    if not clean.strip("_ "):
        clean = "attachment" + _EXTENSIONS.get(media_type, "")
    if _DEVICE.match(clean):
        clean = f"_{clean}"
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 20:
        stem, dot, ending = clean, "", ""
    stem = stem[: NAME_LIMIT - len(dot + ending)]
    while len((stem + dot + ending).encode("utf-8", "replace")) > 240 and len(stem) > 1:
        stem = stem[:-1]
    return stem.rstrip() + dot + ending


def ending(name: str) -> str:
    """What follows the last dot, in small letters; dots and blanks behind it hide nothing."""
    _, dot, last = name.lower().rstrip(". ").rpartition(".")
    return last.strip() if dot else ""


def message_name(subject: str) -> str:
    """What a message is called as a file, by its subject; "" where nothing of that makes a name."""
    words = subject[:SUBJECT_IN_NAME]
    return safe_name(f"{words}.eml", media_type="") if any(map(str.isalnum, words)) else ""


_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def _preview(part: Part, name: str) -> Preview | None:
    """By its type; by its name where the sender's program knew no type."""
    if part.media_type == "message/rfc822":
        return Preview.MESSAGE if part.parts else None
    if part.media_type in RASTER_TYPES:
        return Preview.IMAGE
    if part.media_type in _PREVIEWS:
        return _PREVIEWS[part.media_type]
    if part.media_type != OPAQUE:
        return None
    # Every program that writes TNEF calls it so ([MS-OXTNEF]).
    return Preview.TNEF if name.lower() == "winmail.dat" else _BY_ENDING.get(name.lower().rpartition(".")[2])


def _warning(name: str) -> str | None:
    endings = [ending.strip() for ending in name.lower().split(".")[1:]]
    if not endings or endings[-1] not in _PROGRAMS:
        return None
    return DOUBLE_EXTENSION if set(endings[:-1]) & _LOOKS_HARMLESS else PROGRAM
