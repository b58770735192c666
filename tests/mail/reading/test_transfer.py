"""Transfer encodings are undone in one piece and in many, broken or not."""

from base64 import b64encode

import pytest

from webmail.mail.reading.parameters import parameters_from
from webmail.mail.reading.transfer import decode_transfer, decoded

OCTETS = bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("raw", "encoding", "octets"),
    [
        (b64encode(OCTETS), "base64", OCTETS),
        (b"SGFs\r\nbG8=", "BASE64 ", b"Hallo"),
        (b"SGFsbG8", "base64", b"Hallo"),
        (b"SGFs*bG8==", "base64", b"Hallo"),
        (b"QQ==QQ==", "base64", b"AA"),
        (b"S", "base64", b""),
        (b"", "base64", b""),
        (b"Stra=C3=9Fe", "quoted-printable", "Straße".encode()),
        (b"ein=\r\n Satz", "quoted-printable", b"ein Satz"),
        (b"ein=  \nSatz", "quoted-printable", b"einSatz"),
        (b"100=% =3 =zz=", "quoted-printable", b"100=% =3 =zz="),
        (b"=c3=9f", "quoted-printable", "ß".encode()),
        (b"x=41", "7bit", b"x=41"),
        (b"x=41", "x-unbekannt", b"x=41"),
    ],
)
def test_an_encoding_is_undone(raw: bytes, encoding: str, octets: bytes) -> None:
    assert decode_transfer(raw, encoding) == octets


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
def test_base64_in_pieces_is_the_same(size: int) -> None:
    raw = b64encode(OCTETS)
    chunks = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert b"".join(decoded(chunks, "base64")) == OCTETS


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("end", [b"\r\n", b"", b"=\r\n"])
def test_quoted_printable_in_pieces_is_the_same(size: int, end: bytes) -> None:
    raw = (b"Stra=C3=9Fe und mehr " * 3 + end) * 400
    chunks = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert b"".join(decoded(chunks, "quoted-printable")) == decode_transfer(raw, "quoted-printable")


@pytest.mark.parametrize(
    ("pairs", "parameters"),
    [
        ([("Charset", "UTF-8")], {"charset": "UTF-8"}),
        ([("filename*", "utf-8'de'Pr%C3%BCfung.pdf")], {"filename": "Prüfung.pdf"}),
        ([("filename*1*", "%20b"), ("filename*0*", "iso-8859-1''%FCa")], {"filename": "üa b"}),
        ([("name*0", "a"), ("name*1", "b.pdf")], {"name": "ab.pdf"}),
        ([("name*0", "a"), ("name*2", "c")], {"name": "a"}),
        ([("name", "=?utf-8?Q?=C3=BC.pdf?=")], {"name": "ü.pdf"}),
        ([(b"name", "ü".encode("latin-1"))], {"name": "ü"}),
        ([("filename", "alt.pdf"), ("filename*", "utf-8''neu.pdf")], {"filename": "neu.pdf"}),
        ([("name*x", "1"), ("", "2"), ("n" * 99, "3")], {}),
        ([("f*", "zlib''%78%9c")], {"f": "xœ"}),
    ],
)
def test_parameters_are_put_together(pairs: list, parameters: dict[str, str]) -> None:
    assert parameters_from(pairs) == parameters
