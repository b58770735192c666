"""TNEF streams as Outlook writes them ([MS-OXTNEF]), and messages that carry one."""

import struct
from email.message import EmailMessage
from email.policy import SMTP

SIGNATURE = 0x223E9F78
MESSAGE, ATTACHMENT = 1, 2
# Attributes, and properties of their MAPI streams, by name and type.
BODY, MESSAGE_CLASS, PROPERTIES, RECIPIENTS = (0x800C, 2), (0x8008, 7), (0x9003, 6), (0x9004, 6)
VERSION, CODE_PAGE = (0x9006, 8), (0x9007, 6)
RENDERING, TITLE, DATA, OWN = (0x9002, 6), (0x8010, 1), (0x800F, 6), (0x9005, 6)
OBJECT, STRING, UNICODE, BINARY, INTEGER = 0x000D, 0x001E, 0x001F, 0x0102, 0x0003
ATTACH_DATA, LONG_NAME, MIME = 0x3701, 0x3707, 0x370E
HTML, RTF, INTERNET_CODE_PAGE = 0x1013, 0x1009, 0x3FDE
# Begins a message inside a message: IID_IMessage.
IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(level: int, name: tuple[int, int], data: bytes) -> bytes:
    """One attribute with its checksum."""
    head = struct.pack("<BHHI", level, *name, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*values: tuple[int, int, bytes | int]) -> bytes:
    """A MAPI property stream: type, name and value of each."""
    pieces = [struct.pack("<I", len(values))]
    for kind, name, value in values:
        pieces.append(struct.pack("<HH", kind, name))
        if isinstance(value, int):
            pieces.append(struct.pack("<I", value))
        else:
            pieces += [struct.pack("<II", 1, len(value)), value, bytes(-len(value) % 4)]
    return b"".join(pieces)


def unicode(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le", "surrogatepass")


def packed(
    name: str, data: bytes = b"", *, media_type: str = "", long_name: str = "", inside: bool = False
) -> bytes:
    """The attributes of one file; inside: its octets are a property, as those of an object are."""
    own: list[tuple[int, int, bytes | int]] = [(UNICODE, LONG_NAME, unicode(long_name))] if long_name else []
    if media_type:
        own.append((STRING, MIME, media_type.encode() + b"\0"))
    if inside:
        own.append((OBJECT, ATTACH_DATA, data))
    pieces = [
        attribute(ATTACHMENT, RENDERING, bytes(14)),
        attribute(ATTACHMENT, TITLE, name.encode("cp1252", "replace") + b"\0"),
        b"" if inside else attribute(ATTACHMENT, DATA, data),
        attribute(ATTACHMENT, OWN, properties(*own)),
    ]
    return b"".join(pieces)


def tnef(*files: bytes, text: str = "", html: str = "", rtf: bytes = b"", more: bytes = b"") -> bytes:
    """A whole stream; more stands before the files."""
    own: list[tuple[int, int, bytes | int]] = [(INTEGER, INTERNET_CODE_PAGE, 65001)]
    if html:
        own.append((BINARY, HTML, html.encode()))
    if rtf:
        own.append((BINARY, RTF, rtf))
    pieces = [
        struct.pack("<IH", SIGNATURE, 1),
        attribute(MESSAGE, VERSION, struct.pack("<I", 0x10000)),
        attribute(MESSAGE, CODE_PAGE, struct.pack("<II", 1252, 0)),
        attribute(MESSAGE, MESSAGE_CLASS, b"IPM.Microsoft Mail.Note\0"),
        attribute(MESSAGE, BODY, text.encode("cp1252") + b"\0") if text else b"",
        attribute(MESSAGE, PROPERTIES, properties(*own)),
        more,
        *files,
    ]
    return b"".join(pieces)


def message_in(inner: bytes) -> bytes:
    """What a file holds that is a message: another stream."""
    return IMESSAGE + inner


def winmail(
    stream: bytes,
    *,
    text: str | None = None,
    media_type: str = "application/ms-tnef",
    subject: str = "Ferienplan",
    name: str = "winmail.dat",
) -> bytes:
    """A message with the stream as its attachment; without a text it is nothing but that."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Eva Ebert <eva@verlag.example>"
    message["To"] = "Anna Arnold <anna.arnold@schule.example>"
    message["Subject"] = subject
    main, _, sub = media_type.partition("/")
    if text is None:
        message.set_content(stream, maintype=main, subtype=sub, filename=name)
    else:
        message.set_content(text)
        message.add_attachment(stream, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()
