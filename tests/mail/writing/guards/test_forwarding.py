"""Received mail that is about to leave the service: whoever asks, and however it is called."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cast import ANNA, BORIS
from tests.letters import letter
from tests.mail.writing.guards.desk import (
    CLASSES,
    PARENT,
    SECRET,
    SHORT,
    STRANGER,
    WRITING,
    Desk,
    a_text,
    quote,
)
from webmail.mail.writing.draft import Draft, Kind, Writing
from webmail.mail.writing.guards.finding import Confirmed, Forwarded, Way
from webmail.mail.writing.guards.guards import Guards
from webmail.mail.writing.guards.rules import Forwarding, GuardRules
from webmail.mail.writing.upload import Upload


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
def test_a_forwarded_message_does_not_leave_the_service(desk: Desk, field: str) -> None:
    writing = desk.begun(Kind.FORWARD, desk.received())
    fields = {"to": BORIS.address, field: STRANGER}
    assert desk.ways(Draft(writing, subject="WG", text="Lies das", **fields)) == ("forward",)


def test_it_goes_to_official_addresses_without_a_question_to_the_store(desk: Desk) -> None:
    writing = desk.begun(Kind.FORWARD, desk.received())
    assert desk.ask(a_text(f"---- Forwarded message ----\n{SECRET}", to=BORIS.address, writing=writing)) == ()


def test_a_message_that_is_gone_was_received_all_the_same(desk: Desk) -> None:
    ref = desk.received()
    desk.mailbox.delete([ref])
    assert desk.ways(a_text("Lies das", writing=desk.begun(Kind.FORWARD, ref))) == ("forward",)


def test_own_mail_may_be_forwarded_to_anybody(desk: Desk) -> None:
    ref = desk.received("Sent", sender=ANNA.address, to=BORIS.address)
    text = f"\n-------- Weitergeleitete Nachricht --------\nVon: Anna\nBetreff: Plan\n\n{SECRET}"
    assert desk.ways(a_text(text, writing=desk.begun(Kind.FORWARD, ref))) == ()


def test_own_mail_takes_nobody_elses_along(desk: Desk) -> None:
    nested = f"Siehe unten.\n\n-------- Weitergeleitete Nachricht --------\nVon: Boris\n\n{SECRET}"
    ref = desk.received("Sent", sender=ANNA.address, to=BORIS.address, text=nested)
    text = f"\n-------- Weitergeleitete Nachricht --------\nVon: Anna\n\n{nested}"
    assert desk.ways(a_text(text, writing=desk.begun(Kind.FORWARD, ref))) == ("quoted",)


def test_who_wrote_a_message_may_have_it_back(desk: Desk) -> None:
    ref = desk.received(sender=PARENT)
    text = f"-------- Weitergeleitete Nachricht --------\nVon: {PARENT}\n\n{SECRET}"
    forward = desk.begun(Kind.FORWARD, ref)
    assert desk.ways(a_text(text, to=PARENT, writing=forward)) == ()
    assert desk.ways(a_text(text, to=f"{PARENT}, {STRANGER}", writing=forward)) == ("forward",)


def test_a_parent_is_answered_with_their_own_words(desk: Desk) -> None:
    reply = desk.begun(Kind.REPLY, desk.received(sender=PARENT))
    text = f"Gern.\n\nAm Montag schrieb {PARENT}:\n{quote(SECRET)}"
    assert desk.ways(a_text(text, to=PARENT, writing=reply, references=("<eins@x.example>",))) == ()


def test_all_who_were_written_to_are_answered(desk: Desk) -> None:
    ref = desk.received(to=f"{ANNA.address}, {PARENT}")
    text = f"Am Montag schrieb Boris:\n{quote(SECRET)}"
    assert desk.ways(a_text(text, to=PARENT, writing=desk.begun(Kind.REPLY_ALL, ref))) == ()


@pytest.mark.parametrize("words", [SECRET, SHORT])
def test_an_answer_with_everything_quoted_goes_to_no_stranger(desk: Desk, words: str) -> None:
    reply = desk.begun(Kind.REPLY, desk.received(text=words))
    quoted = f"Am Montag schrieb Boris:\n{quote(words)}"
    assert desk.ways(a_text(quoted, writing=reply)) == ("quoted",)
    assert desk.ways(a_text(words, writing=reply)) == ("quoted",)
    assert desk.ways(a_text(words.upper().replace(" ", "\n"), writing=reply)) == ("quoted",)


def test_one_quoted_sentence_is_not_everything(desk: Desk) -> None:
    reply = desk.begun(Kind.REPLY, desk.received())
    text = "> Die Konferenz beginnt am Montag um acht Uhr\nDas sagt der Plan."
    assert desk.ways(a_text(text, writing=reply)) == ()


def test_a_colleague_cannot_name_a_private_mailbox_for_answers(desk: Desk) -> None:
    ref = desk.received(more={"Reply-To": STRANGER, "Message-ID": "<eins@x.example>"})
    assert desk.ways(a_text(quote(SECRET), writing=desk.begun(Kind.REPLY, ref))) == ("quoted",)


def test_a_stranger_names_where_answers_go(desk: Desk) -> None:
    ref = desk.received(sender=PARENT, more={"Reply-To": STRANGER})
    assert desk.ways(a_text(quote(SECRET), writing=desk.begun(Kind.REPLY, ref))) == ()


def test_an_answer_to_a_parent_takes_no_other_mail_along(desk: Desk) -> None:
    reply = desk.begun(Kind.REPLY, desk.received(sender=PARENT, text="Wann ist die Konferenz, bitte?"))
    assert desk.ways(a_text(f"Boris schrieb:\n{quote(SECRET)}", to=PARENT, writing=reply)) == ("quoted",)


# -- crafted ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"-------- Weitergeleitete Nachricht --------\nVon: Boris\n\n{SHORT}",
        f"Begin forwarded message:\n\n{SHORT}",
        f"Von: Boris\nGesendet: heute\nAn: Anna\nBetreff: Code\n\n{SHORT}",
        f"Am Montag schrieb Boris <boris.becker@schule.example>:\n{quote(SHORT)}",
        quote(SECRET),
    ],
)
@pytest.mark.parametrize("kind", [Kind.NEW, Kind.RESUME])
def test_a_text_that_says_where_it_comes_from_is_known_by_itself(desk: Desk, text: str, kind: Kind) -> None:
    assert desk.ways(a_text(text, writing=replace(WRITING, kind=kind))) == ("quoted",)


@pytest.mark.parametrize("folder", ["INBOX", "Archive", "Klasse 7b"])
def test_the_thread_is_looked_up_whatever_the_writing_says(desk: Desk, folder: str) -> None:
    if folder == "Klasse 7b":
        with desk.place.client() as client:
            client.create_folder(folder)
    desk.received(folder)
    assert desk.ways(a_text(SECRET, references=("<davor@x.example>", "<eins@x.example>"))) == ("quoted",)


def test_another_programs_answer_to_a_parent_is_explained_by_its_thread(desk: Desk) -> None:
    desk.received("Archive", sender=PARENT)
    draft = a_text(quote(SECRET), to=PARENT, references=("<eins@x.example>",))
    assert desk.ways(draft) == ()
    assert desk.ways(replace(draft, to=STRANGER)) == ("quoted",)


def test_another_programs_draft_is_judged_by_what_it_holds(desk: Desk) -> None:
    drafted = letter(
        sender=ANNA.address, to=STRANGER, text=f"Lies\n\n-----Ursprüngliche Nachricht-----\nVon: B\n\n{SHORT}"
    )
    ref = desk.place.append("Drafts", drafted)
    writing = desk.drafts.adopt(ref)
    original = desk.mailbox.original(ref)
    draft = Draft(writing, to=STRANGER, subject="WG", text=original.text)
    assert desk.ways(draft) == ("quoted",)


def test_formatted_text_says_what_readers_see(desk: Desk) -> None:
    html = f"<p>Lies</p><blockquote><p>{SECRET}</p></blockquote>"
    assert desk.ways(a_text("Guten Tag", html=html)) == ("quoted",)


def test_whoever_wrote_the_text_off_without_a_mark_wrote_it(desk: Desk) -> None:
    desk.received()
    assert desk.ways(a_text(SECRET)) == ()


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.REPLY_ALL])
def test_the_text_of_what_is_answered_is_known_without_its_marks(desk: Desk, kind: Kind) -> None:
    reply = desk.begun(kind, desk.received())
    retyped = SECRET.replace(". ", ".\n\n").upper()
    assert desk.ways(a_text(f"Hallo.\n{retyped}\nGruß", writing=reply)) == ("quoted",)


def test_what_an_own_message_quotes_is_known_without_its_marks(desk: Desk) -> None:
    nested = f"Siehe unten.\n\nAm Montag schrieb Boris:\n{quote(SECRET)}"
    ref = desk.received("Sent", sender=ANNA.address, to=BORIS.address, text=nested)
    for kind in (Kind.FORWARD, Kind.ANEW):
        assert desk.ways(a_text(f"Hallo.\n{SECRET}", writing=desk.begun(kind, ref))) == ("quoted",)
    assert desk.ways(a_text("Siehe unten, bitte.", writing=desk.begun(Kind.ANEW, ref))) == ()


def test_a_text_too_long_to_be_read_is_held_back(desk: Desk) -> None:
    assert desk.ways(a_text("Wort " * 220_000)) == ("quoted",)


# -- attached --------------------------------------------------------------------------------


def test_a_message_goes_out_as_no_attachment_either(desk: Desk) -> None:
    ref = desk.received()
    assert "attached" in desk.ways(a_text("Lies das", writing=desk.begun(Kind.ENCLOSE, ref)))
    assert desk.ways(a_text("Lies", writing=Writing("<zwei@x.example>")), messages=(ref,)) == ("attached",)


def test_own_messages_and_those_of_the_recipient_may_be_attached(desk: Desk) -> None:
    own, theirs = desk.received("Sent", sender=ANNA.address), desk.received(sender=PARENT)
    assert desk.ways(a_text("Lies", to=PARENT), messages=(own, theirs)) == ()
    assert desk.ways(a_text("Lies", to=STRANGER)) == ("attached",)


@pytest.mark.parametrize("media_type", ["message/rfc822", "application/octet-stream", "text/plain"])
@pytest.mark.parametrize("name", ["Protokoll.eml", "Protokoll.MSG"])
def test_a_message_that_is_uploaded_is_one_by_its_name(desk: Desk, name: str, media_type: str) -> None:
    content = letter(text=SECRET)
    upload = Upload(name, media_type, len(content), io.BytesIO(content))
    assert desk.ways(a_text("Lies"), uploads=(upload,)) == ("attached",)


@pytest.mark.parametrize("claims", [{"sender": ANNA.address}, {"to": STRANGER}, {"sender": STRANGER}])
def test_what_an_uploaded_message_says_of_itself_is_not_believed(desk: Desk, claims: dict[str, str]) -> None:
    desk.received()
    content = letter(text=SECRET, more={"Message-ID": "<eins@x.example>"}, **claims)
    assert desk.ways(a_text("Lies"), uploads=(as_upload(content),)) == ("attached",)


def test_one_that_lies_in_the_mailbox_too_is_what_that_one_is(desk: Desk) -> None:
    content = letter(sender=ANNA.address, text="Mein Plan", more={"Message-ID": "<zwei@x.example>"})
    desk.place.append("Sent", content)
    saved_elsewhere = content.replace(b"\r\n", b"\n").rstrip() + b"\n\n"
    assert desk.ways(a_text("Lies"), uploads=(as_upload(saved_elsewhere),)) == ()
    other = content.replace(b"Mein Plan", b"Ihr Plan")
    again = a_text("Lies", writing=Writing("<drei@x.example>"))
    assert desk.ways(again, uploads=(as_upload(other),)) == ("attached",)


def as_upload(content: bytes) -> Upload:
    return Upload("Plan.eml", "application/octet-stream", len(content), io.BytesIO(content))


def test_a_picture_is_no_message(desk: Desk) -> None:
    upload = Upload("Plan.png", "image/png", 3, io.BytesIO(b"abc"))
    assert desk.ways(a_text("Lies"), uploads=(upload,)) == ()


# -- what becomes of it ----------------------------------------------------------------------


def a_forward(desk: Desk) -> Draft:
    return a_text("Lies das", writing=desk.begun(Kind.FORWARD, desk.received()))


def test_what_is_refused_is_refused_whatever_is_confirmed(desk: Desk) -> None:
    draft = a_forward(desk)
    (finding,) = desk.ask(draft)
    assert (finding.way, finding.clause and finding.clause.paragraph) == (Way.REFUSE, "guards.forward")
    said = Confirmed(frozenset({finding.mark(draft.writing.message_id)}), "Das Jugendamt braucht es")
    assert desk.ask(draft, confirmed=said) == (finding,)
    assert desk.recorded == []


def test_a_reason_lets_it_go_and_is_written_down(desk: Desk) -> None:
    draft = a_forward(desk)
    (finding,) = desk.ask(draft, mode=Forwarding.REASON)
    mark = frozenset({finding.mark(draft.writing.message_id)})
    for said in (Confirmed(mark), Confirmed(mark, " .-. "), Confirmed(frozenset(), "Das Jugendamt")):
        assert desk.ask(draft, mode=Forwarding.REASON, confirmed=said) == (finding,)
    assert desk.recorded == []
    assert desk.ask(draft, mode=Forwarding.REASON, confirmed=Confirmed(mark, "Das  Jugendamt\nfragt")) == ()
    assert desk.recorded == [Forwarded(("forward",), ("web.de",), "Das Jugendamt fragt")]


def test_another_recipient_needs_another_confirmation(desk: Desk) -> None:
    draft = a_forward(desk)
    (finding,) = desk.ask(draft, mode=Forwarding.REASON)
    said = Confirmed(frozenset({finding.mark(draft.writing.message_id)}), "Das Jugendamt fragt")
    assert desk.ask(replace(draft, cc=PARENT), mode=Forwarding.REASON, confirmed=said)


def test_what_is_only_recorded_asks_nobody(desk: Desk) -> None:
    assert desk.ask(a_forward(desk), mode=Forwarding.RECORD) == ()
    assert desk.recorded == [Forwarded(("forward",), ("web.de",))]


def test_nothing_is_recorded_of_other_mail(desk: Desk) -> None:
    assert desk.ask(a_text("Guten Tag"), mode=Forwarding.RECORD) == ()
    assert desk.recorded == []


Check = Callable[[Draft], object]


def test_a_typical_message_costs_the_store_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = desk.received()
    # Whoever answers a message has come from a list that shows it.
    desk.mailbox.list("INBOX")
    stored = [
        desk.drafts.save(a_text("Guten Tag, bis morgen."), page="p"),
        desk.drafts.save(
            a_text(quote(SECRET), to=BORIS.address, writing=desk.begun(Kind.REPLY, answered)), page="p"
        ),
    ]
    guards = Guards(mailbox=desk.mailbox, classes=CLASSES, rules=GuardRules())
    asked: list[object] = []
    monkeypatch.setattr(type(desk.mailbox.borrower), "reading", lambda *given: asked.append(given))
    for each in stored:
        guards.check(each)
    assert asked == []
