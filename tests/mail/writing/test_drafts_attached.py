"""What is attached lies in the stored draft: kept, removed, brought from another message, in flat memory."""

import io
import os
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cast import ANNA
from tests.mail.conftest import Place, letter
from tests.mail.writing.conftest import REDUCED, MakeDrafts, a_draft, stored, text_of, texts
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from webmail.mail.errors import QuotaExceeded, TooLarge, Unsendable
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.upload import Upload

ROOT = Path(__file__).parents[3]
FLAT = 24 * 1024


def upload(name: str, content: bytes, media_type: str = "application/pdf") -> Upload:
    return Upload(name, media_type, len(content), io.BytesIO(content))


def attached(message: EmailMessage) -> list[tuple[str | None, bytes]]:
    return [(each.get_filename(), octets_of(each)) for each in message.iter_attachments()]  # type: ignore[arg-type]


def octets_of(part: EmailMessage) -> bytes:
    """What is attached; a message is one, and not the octets of one."""
    if part.get_content_type() == "message/rfc822":
        return part.get_payload(0).as_bytes()  # type: ignore[union-attr,no-any-return]
    return part.get_payload(decode=True)  # type: ignore[return-value]


def sections(drafts: Drafts) -> list[tuple[str, str]]:
    found = drafts.find(a_draft().writing)
    assert found is not None
    return [(each.section, each.name) for each in found.draft.attachments]


def test_attachments_are_kept_added_and_removed(place: Place, make_drafts: MakeDrafts) -> None:
    attach_keep_and_remove(place, make_drafts(place))


def test_a_store_that_can_do_less_keeps_attachments_too(reduced: Place, make_drafts: MakeDrafts) -> None:
    attach_keep_and_remove(reduced, make_drafts(reduced))


def attach_keep_and_remove(place: Place, drafts: Drafts) -> None:
    one, two = upload("Prüfung „A“.pdf", b"eins" * 500), upload("zwei.bin", bytes(range(256)) * 900)
    base = drafts.save(a_draft("Text\n", bcc="b@c.example"), page="p", uploads=[one, two]).ref.uid
    base = drafts.save(a_draft("Neu\n"), page="p", base=base, uploads=[upload("leer.txt", b"")]).ref.uid
    saved = drafts.save(a_draft("Neuer\n\n"), page="p", base=base, without=["2"])
    (message,) = stored(place)
    assert attached(message) == [("zwei.bin", bytes(range(256)) * 900), ("leer.txt", b"")]
    found = drafts.find(a_draft().writing)
    assert found is not None
    assert found.draft.text == "Neuer\n\n"
    told = [(each.section, each.name, each.media_type) for each in saved.draft.attachments]
    assert told == [(each.section, each.name, each.media_type) for each in found.draft.attachments]


def test_what_is_submitted_and_filed_has_the_attachments(place: Place, make_drafts: MakeDrafts) -> None:
    submit_and_file(place, make_drafts(place))


def test_a_store_that_can_do_less_files_attachments_too(reduced: Place, make_drafts: MakeDrafts) -> None:
    submit_and_file(reduced, make_drafts(reduced))


def submit_and_file(place: Place, drafts: Drafts) -> None:
    content = os.urandom(1_500_000)
    first = drafts.save(a_draft("Grüße"), page="p", uploads=[upload("a.bin", content)]).ref.uid
    saved = drafts.save(a_draft("Grüße"), page="p", base=first, final=True)
    message = message_from_bytes(b"".join(drafts.pieces(saved, eight_bit=True)), policy=policy.default)
    assert (attached(message), text_of(message)) == ([("a.bin", content)], "Grüße")
    sent = drafts.file(a_draft().writing)
    assert sent
    assert attached(stored(place, "Sent")[0]) == [("a.bin", content)]


def test_keeping_moves_nothing_where_the_store_can_put_together(
    dovecot: Dovecot, fault: Fault, make_drafts: MakeDrafts
) -> None:
    drafts = make_drafts(fault)
    base = drafts.save(a_draft(), page="p", uploads=[upload("a.bin", os.urandom(300_000))]).ref.uid
    fault.forget()
    drafts.save(a_draft("Neu"), page="p", base=base)
    assert len(fault.sent) < 5000
    assert fault.bytes_down < 5000


def test_a_page_learns_whether_each_save_moves_much(dovecot: Dovecot, make_drafts: MakeDrafts) -> None:
    big, small = upload("a.bin", bytes(2_000_000)), upload("a.bin", bytes(1000))
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=REDUCED["no CATENATE"]) as less:
        moving = make_drafts(less)
        saved = moving.save(a_draft(), page="p", uploads=[big])
        assert moving.carries_again(saved)
        assert not moving.carries_again(moving.save(a_draft(name="zwei"), page="p", uploads=[small]))
    assert not make_drafts(dovecot).carries_again(saved)


def test_only_sections_that_the_page_has_seen_are_removed(place: Place, make_drafts: MakeDrafts) -> None:
    """A second click on "remove" must not remove what has moved up."""
    drafts = make_drafts(place)
    files = [upload(name, b"x") for name in ("a.pdf", "b.pdf", "c.pdf")]
    base = drafts.save(a_draft(), page="p", uploads=files).ref.uid
    for _ in range(2):
        drafts.save(a_draft(), page="p", base=base, without=["2"])
    assert sections(drafts) == [("2", "b.pdf"), ("3", "c.pdf")]


def test_what_is_too_much_is_refused_and_the_text_can_still_be_saved(
    place: Place, make_drafts: MakeDrafts
) -> None:
    drafts = make_drafts(place, limit=1000)
    base = drafts.save(a_draft(), page="p", uploads=[upload("a.bin", bytes(900))]).ref.uid
    with pytest.raises(TooLarge):
        drafts.save(a_draft("Neu"), page="p", base=base, uploads=[upload("b.bin", bytes(200))])
    drafts.save(a_draft("Neu"), page="p", base=base)
    assert (texts(place), sections(drafts)) == (["Neu"], [("2", "a.bin")])


def test_the_sender_of_a_file_does_not_decide_its_size(place: Place, drafts: Drafts) -> None:
    lying = Upload("a.bin", "application/pdf", 3, io.BytesIO(b"mehr als drei"))
    drafts.save(a_draft(), page="p", uploads=[lying])
    assert attached(stored(place)[0]) == [("a.bin", b"mehr als drei")]


def enclosing() -> bytes:
    """A message with an attachment that another program has encoded, and one that is a message."""
    message = EmailMessage()
    message["Subject"] = "Anlagen"
    message["From"] = "boris@schule.example"
    message.set_content("Anbei.")
    message.add_attachment("Zeile äöü\n" * 50, filename="Übersicht.txt", cte="quoted-printable")
    message.add_attachment(b"\x00\x01" * 4000, maintype="image", subtype="png", filename="bild.png")
    message.add_attachment(message_from_bytes(letter(), policy=policy.default))
    return message.as_bytes(policy=policy.SMTP)


def test_a_forwarded_message_brings_its_attachments(place: Place, make_drafts: MakeDrafts) -> None:
    drafts = make_drafts(place)
    writing = Writing("<weiter@schule.example>", Kind.FORWARD, place.append("INBOX", enclosing()))
    saved = drafts.save(a_draft("Zur Kenntnis", writing=writing), page="p")
    found = [content for _, content in attached(stored(place)[0])]
    # The embedded store counts the line end before a boundary as the part's.
    assert found[0].decode().replace("\r\n", "\n").rstrip() == ("Zeile äöü\n" * 50).rstrip()
    assert found[1] == b"\x00\x01" * 4000
    assert b"Elternabend" in found[2]
    again = drafts.save(a_draft("Mehr", writing=writing), page="p", base=saved.ref.uid)
    assert [each.section for each in again.draft.attachments] == ["2", "3", "4"]


def test_of_a_forwarded_message_some_attachments_can_stay_behind(place: Place, drafts: Drafts) -> None:
    writing = Writing("<weiter@schule.example>", Kind.FORWARD, place.append("INBOX", enclosing()))
    saved = drafts.save(a_draft(writing=writing), page="p", without=["2", "4"])
    assert [each.name for each in saved.draft.attachments] == ["bild.png"]


@pytest.mark.parametrize("gone", [MessageRef("INBOX", 1, 99), MessageRef("Nirgends", 1, 1)])
def test_forwarding_what_is_gone_keeps_the_text_and_says_so(
    place: Place, drafts: Drafts, gone: MessageRef
) -> None:
    saved = drafts.save(
        a_draft("Bitte lesen", writing=Writing("<w@x.example>", Kind.FORWARD, gone)), page="p"
    )
    assert saved.left_out
    assert texts(place) == ["Bitte lesen"]
    assert not drafts.save(saved.draft, page="p", base=saved.ref.uid).left_out


def test_what_is_gone_is_not_left_out_of_what_is_sent_unnoticed(drafts: Drafts) -> None:
    gone = Writing("<w@x.example>", Kind.FORWARD, MessageRef("INBOX", 1, 99))
    with pytest.raises(Unsendable) as told:
        drafts.save(a_draft(writing=gone), page="p", final=True)
    assert told.value.fields["attachments"][0].reason == "gone"
    assert drafts.find(gone) is None


def test_another_programs_draft_keeps_its_attachments(place: Place, drafts: Drafts) -> None:
    writing = drafts.adopt(place.append("Drafts", enclosing(), (b"\\Draft",)))
    drafts.save(a_draft("Weiter", writing=writing), page="p")
    (message,) = stored(place)
    assert [name for name, _ in attached(message)][:2] == ["Übersicht.txt", "bild.png"]


def test_a_full_mailbox_says_so_before_all_has_come_over_the_line(make_drafts: MakeDrafts) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, quota="100k") as full:
        place = Place(full.host, full.port, kind="full")
        drafts = make_drafts(place)
        base = drafts.save(a_draft("Eins"), page="p").ref.uid
        with pytest.raises(QuotaExceeded):
            drafts.save(a_draft("Zwei"), page="p", base=base, uploads=[upload("a", os.urandom(300_000))])
        drafts.save(a_draft("Drei"), page="p", base=base)
        assert texts(place) == ["Drei"]


SAVE_MUCH = """
import sys, tempfile
from tests.mail.conftest import authenticate, login_of
from tests.mail.writing.conftest import a_draft, seal, unseal
from webmail.clock import now
from webmail.mail.address import Address
from webmail.mail.mailbox import Kept, Mailbox, Pool, StoreAddress
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.upload import Upload
from webmail.policy import Policy

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

pool = Pool(store=StoreAddress("127.0.0.1", int(sys.argv[1]), "none"), authenticate=authenticate)
mailbox = Mailbox(
    pool=pool, kept=Kept(), login=login_of(), policy=Policy({}), part_url=lambda *_: "", quoted_label=""
)
drafts = Drafts(
    mailbox=mailbox, identity=Identity(Address("A", "a@b.example")), policy=mailbox.policy, clock=now,
    seal=seal, unseal=unseal, limit=1 << 30, spool=tempfile.TemporaryFile,
)
base = drafts.save(a_draft("klein"), page="p").ref.uid
with tempfile.TemporaryFile() as file:
    for _ in range(60):
        file.write(bytes(1 << 20))
    before = peak()
    base = drafts.save(a_draft("groß"), page="p", base=base, uploads=[Upload("a", "x/y", 0, file)]).ref.uid
saved = drafts.save(a_draft("größer"), page="p", base=base, final=True)
assert sum(map(len, drafts.pieces(saved, eight_bit=True))) > 80 << 20
assert drafts.file(saved.draft.writing)
print(peak() - before)
pool.close_all()
"""


@pytest.mark.parametrize("kind", ["everything", "no CATENATE"])
def test_sixty_megabytes_pass_through_in_flat_memory(kind: str) -> None:
    """In a process of its own, whose highest mark nothing else has raised."""
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=REDUCED[kind]) as running:
        command = [sys.executable, "-c", SAVE_MUCH, str(running.port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < FLAT
