"""What is attached arrives under its name and octet for octet, in flat memory."""

import io
import tracemalloc
from email import message_from_bytes, policy
from time import process_time

import pytest

from webmail.mail.reading.attachment import safe_name
from webmail.mail.writing.attached import encoded, encoded_size, outgoing_name, part_header


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Zeugnis.pdf", "Zeugnis.pdf"),
        ('Der "große" Plan; 5a, 5b.odt', 'Der "große" Plan; 5a, 5b.odt'),
        ("C:\\Dokumente\\Anna\\Plan.odt", "Plan.odt"),
        ("../../etc/passwd", "passwd"),
        ("Ordner/", "Ordner"),
        ("Rechnung\u202efdp.exe", "Rechnung fdp.exe"),
        ("a\r\nContent-Type: text/html\x00.txt", "html.txt"),
        ("a\r\nX: y\x00.txt", "a X: y.txt"),
        ("u\u0308ben.txt", "üben.txt"),
        ("🎒.png", "🎒.png"),
        ("מערכת.pdf", "מערכת.pdf"),
        (".htaccess", ".htaccess"),
        ("...", "attachment.pdf"),
        ("", "attachment.pdf"),
        ("/\\", "attachment.pdf"),
        ("\u200f\u202e", "attachment.pdf"),
        ("a\ud800b.pdf", "a b.pdf"),
    ],
    ids=ascii,
)
def test_a_name_keeps_what_is_harmless(name: str, sent: str) -> None:
    assert outgoing_name(name, media_type="application/pdf") == sent


@pytest.mark.parametrize("letter", ["a", "ü", "🎒"])
def test_a_long_name_keeps_its_ending(letter: str) -> None:
    for length in (250, 5_000_000):
        name = letter * length + ".docx"
        start = process_time()
        sent = outgoing_name(name, media_type="")
        assert sent.endswith(f"{letter}.docx")
        assert 236 <= len(sent.encode()) <= 240
        assert process_time() - start < 0.2


def test_a_name_that_is_all_ending_has_none() -> None:
    assert len(outgoing_name("a." + "x" * 300, media_type="").encode()) == 240


NAMES = [
    *(
        "Zeugnis.pdf",
        'Der "große" Plan.pdf',
        'a "b" c.pdf',
        "a%20b'c*.pdf",
        "ü" * 250 + ".pdf",
        "a" * 250 + ".pdf",
    ),
    *(
        "Rechnung\u202efdp.pdf",
        "🎒.pdf",
        "מערכת.pdf",
        "=?utf-8?q?nein?=.pdf",
        "a;b=c, d (e) <f>.pdf",
        "a\\b.pdf",
    ),
    *("a\r\nX-Y: z.pdf", "x\x00.pdf", "~!@#$^&+`{}|[].pdf", " a  b .pdf"),
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
def test_others_read_the_name_that_was_sent(name: str) -> None:
    raw = part_header(name, "application/pdf")
    read = message_from_bytes(raw, policy=policy.default)
    assert read.get_filename() == outgoing_name(name, media_type="application/pdf")
    assert read.is_attachment()
    assert list(read.keys()) == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    assert not read.defects


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
def test_a_header_is_ascii_and_its_lines_have_an_end(name: str) -> None:
    raw = part_header(name, "application/pdf")
    assert raw.isascii()
    assert raw.endswith(b"\r\n\r\n")
    assert raw.count(b"\r\n\r\n") == 1
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("name", "told", "sent"),
    [
        ("a.pdf", "application/pdf", "application/pdf"),
        ("a.pdf", "Application/PDF; x=y", "application/pdf"),
        ("a.pdf", "", "application/pdf"),
        ("a.pdf", "application/octet-stream", "application/pdf"),
        ("a.pdf", "text/plain\r\nX: y", "application/pdf"),
        ("a.unbekannt", "was ist das", "application/octet-stream"),
        ("a", "", "application/octet-stream"),
        ("a.eml", "message/rfc822", "application/octet-stream"),
        ("a", "multipart/mixed", "application/octet-stream"),
        ("a", f"text/{'x' * 500}", "application/octet-stream"),
        ("//host/a.png", "", "image/png"),
        ("data:text/html,x", "", "application/octet-stream"),
    ],
    ids=ascii,
)
def test_a_media_type_is_believed_by_its_syntax(name: str, told: str, sent: str) -> None:
    assert message_from_bytes(part_header(name, told), policy=policy.default).get_content_type() == sent


def test_our_own_reading_keeps_the_name() -> None:
    for name in ("Zeugnis ü.pdf", "🎒 Plan.odt"):
        assert safe_name(outgoing_name(name, media_type=""), media_type="") == name


class Dripping(io.RawIOBase):
    """Gives a few octets at a time, as a pipe may."""

    def __init__(self, octets: bytes) -> None:
        self.inner = io.BytesIO(octets)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self.inner.read(min(size, 1000))


SIZES = [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 65_549, 65_550, 65_551, 200_000]


@pytest.mark.parametrize("size", SIZES)
def test_the_content_is_the_same_again(size: int) -> None:
    octets = bytes(number % 251 for number in range(size))
    made = b"".join(encoded(io.BytesIO(octets)))
    assert b"".join(encoded(Dripping(octets))) == made  # type: ignore[arg-type]
    assert len(made) == encoded_size(size)
    lines = made.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) == 76 for line in lines[:-1])
    assert len(lines[-1]) <= 76
    raw = part_header("a", "application/pdf") + made
    assert message_from_bytes(raw, policy=policy.default).get_content() == octets


class Zeros(io.RawIOBase):
    """Megabytes that lie nowhere."""

    left = 8_000_000

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


def test_megabytes_are_encoded_in_flat_memory() -> None:
    tracemalloc.start()
    try:
        total = sum(map(len, encoded(Zeros())))  # type: ignore[arg-type]
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == encoded_size(8_000_000)
    assert most < 600_000
