"""Files with every odd name, through the form, out, and back as a download; read by others' parsers."""

import re
import unicodedata
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import default
from typing import Any, cast
from urllib.parse import unquote

import pytest

from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import BROWSER, Visitor
from tests.web.desk import begin, form_of_page, place

# What is chosen, and what a download of it is called; None where any harmless name will do.
NAMES: dict[str, tuple[str, str | None]] = {
    "umlauts, composed": ("Übungsblätter für Größe.pdf", "Übungsblätter für Größe.pdf"),
    "umlauts, decomposed": (unicodedata.normalize("NFD", "Übung größer.pdf"), "Übung größer.pdf"),
    "turned around": ("Rechnung\u202efdp.exe", "Rechnung fdp.exe"),
    "isolated": ("\u2066Plan\u2069\u200f.pdf", "Plan.pdf"),
    "a path": ("../../etc/passwd", "passwd"),
    "a path of Windows": ("C:\\Users\\anna\\Plan.pdf", None),
    "a share": ("\\\\server\\share\\Plan.pdf", None),
    "quotes": ("Der \"Plan\" 'neu'.pdf", None),
    "German quotes": ("Der „Plan“.pdf", "Der „Plan“.pdf"),
    "a new line": ("Plan\r\nX-Evil: ja\r\n\r\nBcc: x@y.example.pdf", None),
    "a bare line feed": ("Plan\nBcc: eve@x.example.pdf", None),
    "NUL": ("Plan\x00.pdf", "Plan.pdf"),
    "other controls": ("Pl\x07a\x1bn\x7f\x85.pdf", "Pl a n.pdf"),
    "very long": ("L" * 3000 + ".pdf", None),
    "very long, no letter of one octet": ("ü" * 3000 + ".pdf", None),
    "one endless ending": ("Plan." + "x" * 500, None),
    "only dots": ("....", "attachment.pdf"),
    "only blanks": ("   ", "attachment.pdf"),
    "one dot": (".", "attachment.pdf"),
    "hidden": (".htaccess", "htaccess"),
    "emoji": ("Klasse 👩‍🏫 🎉.pdf", None),
    "right to left": ("شيت العمل.pdf", "شيت العمل.pdf"),
    "a device": ("CON", "_CON"),
    "a device with an ending": ("nul.txt", "_nul.txt"),
    "a printer": ("Lpt1.tar.gz", "_Lpt1.tar.gz"),
    "percent signs": ("100%25 %0d%0aX-Evil: ja %s.pdf", None),
    "semicolons": ("a;b; filename=evil.exe; x=.pdf", None),
    "an encoded word": ("=?utf-8?q?evil=0d=0aX-Evil:_ja?=.pdf", None),
    "as parameters are continued": ("a*0*=utf-8''b%0d%0a.pdf", None),
    "a leading dash": ("-rf Plan.pdf", "-rf Plan.pdf"),
    "a tag": ("<img src=x onerror=alert(1)>.pdf", None),
    "blanks around": ("  Plan .pdf ", "Plan.pdf"),
    "a dot at the end": ("Plan.pdf.", "Plan.pdf"),
    "lone halves": ("Plan\ufffd\uffff.pdf", None),
}
FORBIDDEN = set("/\\\r\n\x00\u202e\u202a\u202b\u2066\u2067\u2068\u2069\u200e\u200f")
FIELDS_OF_A_PART = {"content-type", "content-transfer-encoding", "content-disposition", "content-id"}
# What browsers take where there is both (RFC 6266).
BETTER = re.compile(r"filename\*=UTF-8''(\S+)")
BORDER = b"----WebKitFormBoundary4711"


def body(fields: dict[str, str], names: list[str], *, escaped: bool) -> bytes:
    """What a browser would send, which escapes three signs; or what somebody makes up."""
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), value.encode())
        for name, value in fields.items()
    ]
    for at, name in enumerate(names):
        told = name.replace('"', "%22") if escaped else name.replace("\\", "\\\\").replace('"', '\\"')
        told = told.replace("\r", "%0D").replace("\n", "%0A") if escaped else told
        disposition = b'Content-Disposition: form-data; name="files"; filename="%s"' % told.encode()
        parts.append(disposition + b"\r\nContent-Type: application/pdf\r\n\r\n%%PDF-1.4 %03d" % at)
    return b"".join(b"--" + BORDER + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + BORDER + b"--\r\n"


def send(visitor: Visitor, names: list[str], *, escaped: bool = True) -> None:
    """Chooses them all on the open page and presses "Send" at once."""
    token = visitor.page.select_one("input[name=csrf_token]")
    assert token is not None
    fields = {**form_of_page(visitor), "csrf_token": str(token["value"])}
    answer = visitor.client.post(
        f"{place(visitor)}/send",
        base_url=visitor.base_url,
        data=body(fields, names, escaped=escaped),
        content_type=f"multipart/form-data; boundary={BORDER.decode()}",
        headers={
            "User-Agent": BROWSER,
            "Sec-Fetch-Site": "same-origin",
            "Origin": visitor.base_url.rstrip("/"),
        },
    )
    assert answer.status_code == 303, answer.text[:2000]


def files_of(message: EmailMessage) -> list[Any]:
    return list(message.iter_attachments())


def check_arrived(name: str | None, chosen: str) -> None:
    """Nothing that could do harm on the way, and every letter that was in it."""
    assert name
    assert not FORBIDDEN & set(name), repr(name)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in name), repr(name)
    assert len(name.encode()) <= 240
    last = unicodedata.normalize("NFC", chosen.replace("\\", "/").split("/")[-1])
    assert len(last) > 200 or {char for char in last if char.isalnum()} <= set(name), repr(name)


def check_offered(name: str, wanted: str | None) -> None:
    """Nothing that could do harm on a disk either."""
    check_arrived(name, "")
    assert not set(':*?"<>|') & set(name), repr(name)
    assert name.strip(". ") == name
    assert wanted is None or name == wanted


@pytest.fixture
def received(writer: Visitor, smtp: Sink) -> EmailMessage:
    """What arrived of one message with all of them, read by the library of Python."""
    begin(writer, subject="Ein Betreff")
    send(writer, [name for name, _wanted in NAMES.values()])
    (arrived,) = smtp.received
    return cast(EmailMessage, message_from_bytes(arrived.content, policy=default))


def test_every_file_arrives_under_a_name_that_can_be_read(received: EmailMessage) -> None:
    found = files_of(received)
    assert [each.get_content() for each in found] == [b"%%PDF-1.4 %03d" % at for at in range(len(NAMES))]
    for part, (name, _wanted) in zip(found, NAMES.values(), strict=True):
        check_arrived(part.get_filename(), name)
        assert not part.defects


def test_no_name_brings_a_header_or_a_recipient(received: EmailMessage, smtp: Sink) -> None:
    assert {"x-evil", "bcc"} & {name.lower() for name in received} == set()
    for part in files_of(received):
        assert {name.lower() for name in part} <= FIELDS_OF_A_PART
    assert len(smtp.received[0].recipients) == 1
    assert max(map(len, smtp.received[0].content.split(b"\r\n"))) <= 998


@pytest.mark.usefixtures("received")
def test_the_store_reads_the_same_names(dovecot: Dovecot, received: EmailMessage) -> None:
    with dovecot.client(ANNA.address) as client:
        client.select_folder("Sent", readonly=True)
        (uid,) = client.search(["ALL"])
        told = client.fetch([uid], ["BODYSTRUCTURE"])[uid][b"BODYSTRUCTURE"]
    dispositions = [part[8] for part in told[0] if part[8]]
    assert len(dispositions) == len(NAMES)
    for (kind, values), part in zip(dispositions, files_of(received), strict=True):
        fields = "; ".join(
            f'{key.decode()}="{value.decode()}"' for key, value in zip(values[::2], values[1::2], strict=True)
        )
        again = HeaderParser(policy=default).parsestr(f"Content-Disposition: {kind.decode()}; {fields}\n\n")
        assert again["Content-Disposition"].params["filename"] == part.get_filename()


@pytest.mark.usefixtures("received")
def test_each_is_offered_for_download_under_a_safe_name(writer: Visitor, dovecot: Dovecot) -> None:
    writer.open("/mailbox/").follow("Sent").follow("Ein Betreff")
    links = writer.page.select("a.attachment[download]")
    assert len(links) == len(NAMES)
    assert writer.page.select_one("img[onerror]") is None
    for at, (link, (_name, wanted)) in enumerate(zip(links, NAMES.values(), strict=True)):
        answer = writer.client.get(str(link["href"]), base_url=writer.base_url)
        assert answer.data == b"%%PDF-1.4 %03d" % at
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        head = f"Content-Disposition: {answer.headers['Content-Disposition']}\n\n"
        disposition = HeaderParser(policy=default).parsestr(head)["Content-Disposition"]
        assert disposition.content_disposition == "attachment"
        name, better = disposition.params["filename"], BETTER.search(head)
        check_offered(name, None)
        check_offered(unquote(better[1]) if better else name, wanted)


def test_who_escapes_nothing_injects_nothing_either(writer: Visitor, smtp: Sink) -> None:
    names = [name for name, _wanted in NAMES.values() if not {"\r", "\n"} & set(name)]
    begin(writer)
    send(writer, names, escaped=False)
    message = cast(EmailMessage, message_from_bytes(smtp.received[0].content, policy=default))
    found = files_of(message)
    assert len(found) == len(names)
    for part in found:
        check_arrived(part.get_filename(), "")
        assert {name.lower() for name in part} <= FIELDS_OF_A_PART


def test_a_file_without_a_name_is_no_file(writer: Visitor, smtp: Sink) -> None:
    """As browsers send the field in which nothing was chosen."""
    send(begin(writer), [""])
    assert b"%PDF" not in smtp.received[0].content
