"""What is read in two ways is left as it is: broken MIME, protected mail, and what would change the text."""

import io
import random
from email import message_from_bytes

import pytest

from tests.letters import letter, raw
from webmail.mail.errors import Unstrippable
from webmail.mail.part import Part
from webmail.mail.reading.scanning import Scanned, scan
from webmail.mail.reading.stripped import Note, removable, strip

MIXED = {"Subject": "Plan", "MIME-Version": "1.0", "Content-Type": 'multipart/mixed; boundary="b"'}
TEXT = "--b\nContent-Type: text/plain\n\nHallo\n"
FILE = "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\nPDF\n"
END = "--b--\n"


def tree(scanned: Scanned) -> Part:
    """What a store would say of the message that was scanned."""
    disposition = "attachment" if b"attachment" in scanned.header else None
    name = "a.pdf" if b"a.pdf" in scanned.header else None
    parts = tuple(tree(each) for each in scanned.parts)
    return Part(scanned.section, scanned.media_type, disposition=disposition, name=name, parts=parts)


def stripped(content: bytes, structure: Part | None = None) -> bytes:
    into = io.BytesIO()
    original = io.BytesIO(content)
    known = structure or tree(scan(original))
    strip(original, known, write=lambda one: Note(f"{one.name}.txt", "weg"), into=into)
    return into.getvalue()


def refused(content: bytes, structure: Part | None = None) -> str:
    with pytest.raises(Unstrippable) as error:
        stripped(content, structure)
    return error.value.reason


def test_everything_around_the_attachment_stays_to_the_octet() -> None:
    content = raw(MIXED, "Vorwort\n" + TEXT + FILE + TEXT + END + "Nachwort\n")
    before, _, rest = content.partition(b"--b\r\nContent-Type: application/pdf")
    behind = rest[rest.index(b"PDF\r\n") + 5 :]
    after = stripped(content)
    assert after.startswith(before)
    assert after.endswith(behind)
    assert b"PDF" not in after[len(before) :]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(TEXT + FILE, id="no end"),
        pytest.param("Hallo\n", id="no part"),
        pytest.param(END, id="only an end"),
        pytest.param(TEXT + "--bb\n" + FILE + END, id="a delimiter that begins like another"),
        pytest.param(TEXT + "--b x\n" + FILE + END, id="words behind a delimiter"),
        pytest.param(TEXT + "--b\nContent-Type: application/pdf\n" + FILE + END, id="a header without end"),
        pytest.param(TEXT + "--b\nContent-Type: a/b\nContent-Type: c/d\n\nx\n" + END, id="two types"),
        pytest.param(
            TEXT + "--b\nContent-Type: multipart/mixed\n\n--c\n\nx\n--c--\n" + FILE + END, id="no boundary"
        ),
        pytest.param(
            TEXT + "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n" + FILE + END,
            id="an inner part without end",
        ),
        pytest.param(
            TEXT + "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n" + FILE + END,
            id="one boundary twice",
        ),
        pytest.param(
            TEXT
            + "--b\nContent-Type: multipart/mixed; boundary=c\nContent-Transfer-Encoding: base64\n\n"
            + "--c\n\nx\n--c--\n"
            + FILE
            + END,
            id="an encoded multipart",
        ),
    ],
)
def test_broken_structure_is_refused(body: str) -> None:
    mixed = Part(
        "", "multipart/mixed", parts=(Part("1", "text/plain"), Part("2", "application/pdf", name="a"))
    )
    assert refused(raw(MIXED, body), mixed) == "broken"


@pytest.mark.parametrize(
    "boundary", ["", "; boundary=", '; boundary=""', '; boundary="ä"', "; boundary=" + "x" * 300]
)
def test_a_boundary_that_is_none_is_refused(boundary: str) -> None:
    head = MIXED | {"Content-Type": f"multipart/mixed{boundary}"}
    mixed = Part(
        "", "multipart/mixed", parts=(Part("1", "text/plain"), Part("2", "application/pdf", name="a"))
    )
    assert refused(raw(head, TEXT + FILE + END), mixed) == "broken"


@pytest.mark.parametrize(
    "parameter", [b"boundary*=\x00''b", b"boundary*=a\x00b''b", b"boundary*0*=a; boundary*0*=b;\x00"]
)
def test_a_header_that_breaks_the_library_is_refused(parameter: bytes) -> None:
    content = raw(MIXED, TEXT + FILE + END).replace(b'boundary="b"', parameter, 1)
    mixed = Part(
        "", "multipart/mixed", parts=(Part("1", "text/plain"), Part("2", "application/pdf", name="a"))
    )
    assert parameter in content
    assert refused(content, mixed) == "broken"


def test_a_store_that_reads_it_differently_is_believed_to_be_right() -> None:
    content = raw(MIXED, TEXT + FILE + TEXT + END)
    other = Part(
        "", "multipart/mixed", parts=(Part("1", "text/plain"), Part("2", "application/pdf", name="a"))
    )
    assert refused(content, other) == "broken"


def test_a_thousand_parts_are_too_many() -> None:
    assert refused(raw(MIXED, TEXT + FILE * 1000 + END)) == "broken"


def test_hundreds_of_parts_go() -> None:
    after = message_from_bytes(stripped(raw(MIXED, TEXT + FILE * 900 + END)))
    assert sum(part.get_content_type() == "text/plain" for part in after.walk()) == 901


def test_too_deep_nesting_is_refused() -> None:
    body = ""
    for depth in range(150):
        body += f"--b{depth or ''}\nContent-Type: multipart/mixed; boundary=b{depth + 1}\n\n"
    mixed = Part("", "multipart/mixed", parts=(Part("1", "application/pdf", name="a"),))
    assert refused(raw(MIXED, body), mixed) == "broken"


@pytest.mark.parametrize(
    "kind",
    ["multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-signature"],
)
def test_signed_and_encrypted_messages_are_left_alone(kind: str) -> None:
    inner = Part("2", kind, name="a", disposition="attachment")
    with pytest.raises(Unstrippable) as error:
        removable(Part("", "multipart/mixed", parts=(Part("1", "text/plain"), inner)))
    assert error.value.reason == "protected"


@pytest.mark.parametrize("kind", ["alternative", "report", "related"])
def test_a_note_never_takes_the_place_of_the_text(kind: str) -> None:
    parts = (Part("1", "application/pdf", name="a.pdf", disposition="attachment"),)
    with pytest.raises(Unstrippable) as error:
        removable(Part("", f"multipart/{kind}", parts=parts))
    assert error.value.reason == "nothing"


def test_a_message_that_is_nothing_but_a_file_has_no_text_to_keep() -> None:
    with pytest.raises(Unstrippable) as error:
        removable(Part("1", "application/pdf", name="a.pdf", disposition="attachment"))
    assert error.value.reason == "nothing"


def test_an_attached_message_goes_whole_whatever_is_in_it() -> None:
    inner = "--b\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=a.pdf\n\n"
    inner += "Content-Type: multipart/mixed; boundary=zz\n\n--zz\n\nkaputt\n"
    assert b"kaputt" not in stripped(raw(MIXED, TEXT + inner + END))


def test_an_empty_attachment_goes() -> None:
    empty = FILE.replace("PDF\n", "")
    assert b"pdf;" not in stripped(raw(MIXED, TEXT + empty + END))


@pytest.mark.parametrize("seed", range(60))
def test_a_message_with_holes_is_refused_or_keeps_its_text(seed: str) -> None:
    """Octets taken out, doubled and changed at random: what comes out has the text that went in."""
    chance = random.Random(seed)
    content = bytearray(
        letter(text="Hallo", html="<p>Hallo</p>", files={"a.pdf": ("application/pdf", b"PDF" * 50)})
    )
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        content[at : at + chance.randint(0, 6)] = chance.choice([b"", b"--", b"\r\n", b"=", b'"', b"\n"])
    try:
        after = stripped(bytes(content))
    except Unstrippable:
        return
    marked = bytes(content).rfind(b"Content-Type", 0, bytes(content).find(b"attachment"))
    assert bytes(content)[: max(marked - 60, 0)] == after[: max(marked - 60, 0)]
