"""Files that go with demo mail: PDF, PNG, office documents, calendar entries; the same octets every time."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

EPOCH = (2026, 1, 1, 12, 0, 0)
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def pdf(title: str, lines: Sequence[str], *, padding: int = 0) -> bytes:
    """A one-page PDF; padding makes it as heavy as a scan."""
    drawn = [f"BT /F1 16 Tf 72 760 Td ({_pdf_text(title)}) Tj ET"]
    drawn += [
        f"BT /F1 11 Tf 72 {730 - 16 * row} Td ({_pdf_text(line)}) Tj ET" for row, line in enumerate(lines)
    ]
    stream = "\n".join(drawn).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (padding, b"\x00" * padding),
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(out)


def _pdf_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def landscape(width: int, height: int, *, level: int = 6) -> bytes:
    """A PNG of hills under an evening sky; level 0 stores it uncompressed, for weight."""
    hills = ((0.25, 0.62, (92, 128, 106)), (0.8, 0.7, (58, 104, 82)), (0.45, 0.82, (31, 93, 76)))
    rows = bytearray()
    for y in range(height):
        depth = y / height
        sky = bytes((int(250 - 60 * depth), int(214 - 20 * depth), int(170 + 50 * depth)))
        row = bytearray(sky * width)
        for middle, top, colour in hills:
            if depth >= top:
                reach = int(width * ((depth - top) * 1.6) ** 0.5)
                left, right = max(0, int(width * middle) - reach), min(width, int(width * middle) + reach)
                row[left * 3 : right * 3] = bytes(colour) * (right - left)
        rows += b"\x00" + row
    return _png(width, height, colour_type=2, rows=bytes(rows), level=level)


def crest(size: int = 48) -> bytes:
    """The school's mark as a small PNG: a tree in a round field."""
    green, light, none = b"\x1f\x5d\x4c\xff", b"\xe6\xf0\xea\xff", b"\x00\x00\x00\x00"
    rows, half = bytearray(), size / 2
    for y in range(size):
        rows += b"\x00"
        for x in range(size):
            inside = (x - half) ** 2 + (y - half) ** 2 < half**2
            crown = (x - half) ** 2 + (y - size * 0.42) ** 2 < (size * 0.24) ** 2
            trunk = abs(x - half) < size * 0.05 and size * 0.42 < y < size * 0.82
            rows += (light if crown or trunk else green) if inside else none
    return _png(size, size, colour_type=6, rows=bytes(rows), level=9)


def _png(width: int, height: int, *, colour_type: int, rows: bytes, level: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    packed = zlib.compress(rows, level)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _zipped(members: Sequence[tuple[str, str]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number, (name, content) in enumerate(members):
            entry = zipfile.ZipInfo(name, EPOCH)
            # OpenDocument wants its first member, the media type, uncompressed.
            entry.compress_type = zipfile.ZIP_STORED if number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def odt(title: str, lines: Sequence[str]) -> bytes:
    """An OpenDocument text."""
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in (title, "", *lines))
    return _odf(ODT, f"<office:text>{body}</office:text>")


def ods(title: str, lines: Sequence[str]) -> bytes:
    """An OpenDocument spreadsheet, one line a row, cells parted by ";"."""
    rows = ""
    for line in lines:
        cells = (f"<text:p>{escape(cell)}</text:p>" for cell in line.split(";"))
        opened = "".join(
            f'<table:table-cell office:value-type="string">{cell}</table:table-cell>' for cell in cells
        )
        rows += f"<table:table-row>{opened}</table:table-row>"
    name = escape(title[:30], {'"': ""})
    return _odf(
        ODS,
        f'<office:spreadsheet><table:table table:name="{name}">{rows}</table:table></office:spreadsheet>',
    )


def _odf(media_type: str, body: str) -> bytes:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0"'
        f' xmlns:table="{_ODF}:table:1.0" office:version="1.3"><office:body>{body}</office:body>'
        "</office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", media_type), ("content.xml", "text/xml"))
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"'
        f' manifest:version="1.3">{entries}</manifest:manifest>'
    )
    return _zipped([("mimetype", media_type), ("content.xml", content), ("META-INF/manifest.xml", manifest)])


def docx(title: str, lines: Sequence[str]) -> bytes:
    """A word-processing document (ECMA-376)."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in (title, "", *lines))
    types = (
        f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body>'
        "</w:document>"
    )
    return _zipped(
        [("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", document)]
    )
