"""How an answer, a forwarded message and a resumed draft begin."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.mail.writing.made import ANNA, stored_attachment
from webmail.mail.address import Address
from webmail.mail.reading.original import Original
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Kind, Writing
from webmail.mail.writing.reply import begin

REF = MessageRef("INBOX", 1, 2)
ME = ANNA.address
JANA, BORIS, CARLA = (Address(name, f"{name.lower()}@schule.example") for name in ("Jana", "Boris", "Carla"))
ORIGINAL = Original(
    ref=REF,
    message_id="<2@x>",
    references=("<0@x>", "<1@x>"),
    subject="Konferenz",
    senders=(JANA,),
    reply_to=(),
    to=(ME, BORIS),
    cc=(CARLA,),
    date=datetime(2026, 11, 16, 8, 15, tzinfo=UTC),
    text="Hallo Anna\n\nJana\n-- \nSchule",
    attachments=(stored_attachment("Plan.pdf"),),
)


class Words:
    """What the web layer says."""

    def attribution(self, original: Original) -> str:
        return f"Am 16.11.2026 schrieb {original.senders[0].label}:"

    def forwarded(self, original: Original) -> str:
        return f"Von: {original.senders[0].full}\nBetreff: {original.subject}"


def begun(kind: Kind, **changed: object) -> Draft:
    of = replace(ORIGINAL, **changed)  # type: ignore[arg-type]
    return begin(Writing("<9@x>", kind, REF), of, identity=ANNA, words=Words())


def test_a_new_message_is_empty() -> None:
    writing = Writing("<9@x>")
    assert begin(writing, None, identity=ANNA, words=Words()) == Draft(writing)


def test_an_answer_goes_to_who_wrote_with_the_quote_below_the_cursor() -> None:
    of = begun(Kind.REPLY)
    assert (of.to, of.cc, of.bcc) == ("Jana <jana@schule.example>", "", "")
    assert of.subject == "Re: Konferenz"
    assert of.text == "\n\nAm 16.11.2026 schrieb Jana:\n> Hallo Anna\n>\n> Jana\n"
    assert of.references == ("<0@x>", "<1@x>", "<2@x>")
    assert of.attachments == ()


def test_an_answer_goes_where_it_is_asked_to_go() -> None:
    liste = Address("", "liste@schule.example")
    assert begun(Kind.REPLY, reply_to=(liste,)).to == "liste@schule.example"
    assert begun(Kind.REPLY, reply_to=(Address("Nichts", ""),)).to == "Jana <jana@schule.example>"


def test_an_answer_to_all_goes_to_the_others_once_and_never_to_oneself() -> None:
    shouting = Address("Ich", ME.spec.upper())
    of = begun(Kind.REPLY_ALL, to=(shouting, JANA, BORIS, Address("x", "")), cc=(CARLA, BORIS, ME))
    assert of.to == "Jana <jana@schule.example>"
    assert of.cc == "Boris <boris@schule.example>, Carla <carla@schule.example>"


def test_an_answer_to_own_mail_goes_where_that_went() -> None:
    own = {"senders": (ME,), "reply_to": (ME,), "to": (BORIS, JANA), "cc": (CARLA, ME)}
    assert begun(Kind.REPLY, **own).to == "Boris <boris@schule.example>, Jana <jana@schule.example>"
    assert begun(Kind.REPLY, **own).cc == ""
    assert begun(Kind.REPLY_ALL, **own).cc == "Carla <carla@schule.example>"


def test_a_note_to_oneself_is_answered_to_oneself() -> None:
    of = begun(Kind.REPLY_ALL, senders=(ME,), to=(ME,), cc=())
    assert (of.to, of.cc) == ("Anna Löwe <anna@schule.example>", "")


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Konferenz", "Konferenz"),
        ("Re: Konferenz", "Konferenz"),
        ("RE: AW: Antw: WG: Fwd: FW: aw : Konferenz", "Konferenz"),
        ("Re[2]: AW(13): Konferenz", "Konferenz"),
        ("Re：Konferenz", "Konferenz"),
        ("Regel: nicht rauchen", "Regel: nicht rauchen"),
        ("Konferenz Re: morgen", "Konferenz Re: morgen"),
        ("Re: Re: ", ""),
        ("", ""),
    ],
)
def test_a_subject_has_one_prefix_whatever_pile_was_there(subject: str, bare: str) -> None:
    assert begun(Kind.REPLY, subject=subject).subject == f"Re: {bare}".strip()
    assert begun(Kind.FORWARD, subject=subject).subject == f"WG: {bare}".strip()


def test_a_thread_without_end_keeps_its_beginning() -> None:
    of = begun(Kind.REPLY, references=tuple(f"<r{number}@x>" for number in range(300)))
    assert len(of.references) == 100
    assert (of.references[0], of.references[-1]) == ("<r0@x>", "<2@x>")


def test_an_original_without_identifier_is_no_reason_to_fail() -> None:
    assert begun(Kind.REPLY, message_id="", references=()).references == ()


def test_an_answer_to_an_empty_message_has_the_attribution_alone() -> None:
    assert begun(Kind.REPLY, text="").text == "\n\nAm 16.11.2026 schrieb Jana:\n"


def test_a_forwarded_message_goes_whole_to_nobody_yet() -> None:
    of = begun(Kind.FORWARD)
    assert (of.to, of.cc, of.references) == ("", "", ())
    head = "\n\nVon: Jana <jana@schule.example>\nBetreff: Konferenz\n\n"
    assert of.text == head + "Hallo Anna\n\nJana\n-- \nSchule\n"
    assert of.attachments == ORIGINAL.attachments


def test_a_draft_of_another_program_is_taken_up_as_it_is() -> None:
    of = begun(Kind.RESUME, bcc=(JANA,), subject="Re: AW: x", text="Hallo\r\n-- \r\nAnna\x00")
    assert of.to == "Anna Löwe <anna@schule.example>, Boris <boris@schule.example>"
    assert (of.cc, of.bcc) == ("Carla <carla@schule.example>", "Jana <jana@schule.example>")
    assert (of.subject, of.text) == ("Re: AW: x", "Hallo\n-- \nAnna")
    assert of.references == ("<0@x>", "<1@x>")
    assert of.attachments == ORIGINAL.attachments


def test_words_of_strangers_bring_no_control_into_the_text() -> None:
    of = begun(Kind.REPLY, senders=(Address("Ja\r\x1bna", JANA.spec),), text="a\x00b")
    assert of.text == "\n\nAm 16.11.2026 schrieb Ja\nna:\n> ab\n"
