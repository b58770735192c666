"""Text comes out of any octets under any label."""

import pytest

from webmail.mail.reading.charset import decode_text, decode_words, plain_line


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        (b"10 \x80", "iso-8859-1", "10 €"),
        ("Größe 5 €".encode("iso8859-15"), "ISO-8859-15", "Größe 5 €"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "us-ascii", "Grüße"),
        ("Grüße".encode(), None, "Grüße"),
        ("Größe".encode("cp1252"), "x-unbekannt", "Größe"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "日本"),
        ("中文".encode("gb18030"), '"gb2312"', "中文"),
        ("\ufeffHallo".encode("utf-16"), "utf-16", "Hallo"),
        (b"\xff\xfea", "utf-8", "\ufffd\ufffda"),
        (b"a\x00b", "utf-8", "a\ufffdb"),
        ("aß".encode()[:2], None, "a\ufffd"),
    ],
)
def test_octets_become_text(raw: bytes, charset: str | None, text: str) -> None:
    assert decode_text(raw, charset) == text


@pytest.mark.parametrize(
    "charset",
    [
        *("rot13", "zlib", "bz2", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "hex"),
        *("base64", "undefined", "mbcs", "\x00", "utf-8\n", "x" * 10_000, "../utf-8"),
    ],
)
def test_a_label_never_names_a_codec_that_does_more_than_read_characters(charset: str) -> None:
    assert decode_text(b"+ADw-b+AD4- \\x41 xn--a", charset) == "+ADw-b+AD4- \\x41 xn--a"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"),
        ("=?utf-8?Q?a?= =?iso-8859-1?Q?=FC?=", "aü"),
        ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        ("Re: =?utf-8?Q?mit Leerzeichen?=", "Re: mit Leerzeichen"),
        ("=?utf-8?X?a?=", "=?utf-8?X?a?="),
        ("=?zlib?B?eJw=?=", "x\x9c".replace("\x9c", "œ")),
        ("=?utf-8?Q?a=0D=0ABcc=3A_b?=", "a Bcc: b"),
        ("a\u202eb", "a b"),
        ("Grüße".encode("latin-1"), "Grüße"),
        ("Grüße".encode(), "Grüße"),
    ],
)
def test_a_header_value_becomes_one_readable_line(value: str | bytes, text: str) -> None:
    assert decode_words(value) == text


def test_a_plain_line_has_no_control_character() -> None:
    everything = "".join(map(chr, range(0x3000)))
    assert not [char for char in plain_line(everything) if ord(char) < 32 or 0x7F <= ord(char) < 0xA0]
