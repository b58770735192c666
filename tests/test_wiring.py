"""What the wiring makes of the settings: where files wait, who may enter, whose notes open for whom."""

import os
import stat
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock, MakeApp
from tests.servers.smtp import Sink
from webmail.accounts import SignIn, SignIns
from webmail.accounts.lookup import account_for
from webmail.config import Config, SignInRules
from webmail.mail import Draft, Mailbox, SignInEnded, State, Unsendable, Writing
from webmail.mail.writing.notes import Note
from webmail.vault.source import SecretUnusable
from webmail.wiring import SPOOLED_FROM, Parts, WritingParts, build


@pytest.fixture
def parts(config: Config, clock: HeldClock) -> Parts:
    return build(config, clock=clock)


def signed_in(parts: Parts, person: Any = ANNA) -> SignIn:
    """A sign-in as the door makes it."""
    sign_ins: SignIns = parts.sign_ins
    account = account_for(person.address, at=parts.clock())
    sealed = parts.door._lock(person.typed, key=person.name, name=person.address)
    return sign_ins.open(account, key=person.name, sealed=sealed, device="Firefox", origin="127.0.0.1")


def writing_of(parts: Parts, person: Any = ANNA, *, sign_in: SignIn | None = None) -> WritingParts:
    sign_in = sign_in or signed_in(parts, person)
    mailbox: Mailbox = parts.mailbox(sign_in, person.name, lambda _ref, _section: "", "")
    return parts.writing(sign_in, person.name, mailbox)


def draft(message_id: str, *, to: str = BORIS.address) -> Draft:
    return Draft(writing=Writing(message_id), to=to, subject="Elternabend", text="Guten Tag")


def test_a_spooled_file_has_no_name_and_lies_where_nobody_else_looks(parts: Parts, config: Config) -> None:
    folder = config.instance / "spool"
    with parts.spool() as file:
        file.write(b"Zeugnis" * 10_000)
        file.flush()
        assert os.fstat(file.fileno()).st_dev == folder.stat().st_dev
        assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_small_file_stays_in_memory(parts: Parts) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with parts.spool() as file:
        file.write(b"x" * SPOOLED_FROM)
        assert len(os.listdir("/proc/self/fd")) == before
        file.write(b"x")
        assert len(os.listdir("/proc/self/fd")) == before + 1
        file.seek(0)
        assert file.read() == b"x" * (SPOOLED_FROM + 1)


def test_a_spool_that_others_could_enter_is_closed_at_the_start(config: Config, clock: HeldClock) -> None:
    (config.instance / "spool").mkdir(mode=0o755)
    build(config, clock=clock)
    assert stat.S_IMODE((config.instance / "spool").stat().st_mode) == 0o700


def test_the_limits_are_those_of_the_settings(make_app: MakeApp, config: Config, clock: HeldClock) -> None:
    small = replace(config, submission=replace(config.submission, attachments_mb=1, recipients=1))
    parts = build(small, clock=clock)
    assert parts.attachments_limit == 1024 * 1024
    with make_app().app_context():
        written = writing_of(parts)
        assert written.drafts.limit == 1024 * 1024
        with pytest.raises(Unsendable) as caught:
            written.outbox.prepare(draft("<1@schule.example>", to="a@x.example, b@x.example"), page="p")
        assert caught.value.fields["to"][0].reason == "too_many"


def test_what_a_person_writes_is_sent_as_that_person_and_filed(app: Flask, parts: Parts, smtp: Sink) -> None:
    with app.app_context():
        written = writing_of(parts)
        stored = written.outbox.prepare(draft("<1@schule.example>"), page="p")
        assert written.outbox.hand_over(stored) is State.FILED
        standing = written.outbox.standing(stored.draft.writing)
    (received,) = smtp.received
    assert (received.login, received.sender) == (ANNA.address, ANNA.address)
    assert b"Anna Arnold" in received.content
    assert standing is not None
    assert standing.state is State.FILED


def test_the_end_of_a_sign_in_ends_its_connections_but_not_what_outlasts_it(app: Flask, parts: Parts) -> None:
    with app.app_context():
        sign_in = signed_in(parts)
        outbox = writing_of(parts, sign_in=sign_in).outbox
        mailbox = outbox.drafts.mailbox
        mailbox.folders()
        with parts.outlasting(outbox):
            mailbox.folders()
            # Nothing was opened for it: the one that rested was lent, and rests with the sign-in again.
            assert (parts.pool.open_count(sign_in.id), list(parts.pool._shelves)) == (1, [sign_in.id])
            with parts.pool.lend(mailbox.borrower.login) as lent:
                parts.sign_ins.end(sign_in)
                assert lent.usable
            mailbox.folders()
            assert parts.pool.open_count(sign_in.id) == 0
        assert parts.pool._shelves == {}
        assert mailbox.kept.special(mailbox.login.name) is None
        with pytest.raises(SignInEnded):
            mailbox.folders()


def test_what_outlasts_a_sign_in_takes_no_place_from_it(app: Flask, parts: Parts) -> None:
    parts.pool._per_sign_in = 1
    with app.app_context():
        sign_in = signed_in(parts)
        outbox, beside = (writing_of(parts, sign_in=sign_in).outbox for _ in range(2))
        with parts.outlasting(outbox):
            with parts.pool.lend(outbox.drafts.borrower.login):
                assert beside.drafts.mailbox.folders()
            assert parts.pool.open_count(sign_in.id) == 1
        assert list(parts.pool._shelves) == [sign_in.id]
        parts.sign_ins.end(sign_in)
    assert parts.pool._shelves == {}


def test_a_note_in_a_draft_opens_for_its_own_account_only(app: Flask, parts: Parts) -> None:
    with app.app_context():
        annas, borises = writing_of(parts, ANNA), writing_of(parts, BORIS)
    note = Note.of(draft("<1@schule.example>"), page="p")
    sealed = annas.drafts.notes.write(note)
    header = f"Message-ID: <1@schule.example>\r\nX-Dienstpost-Draft: {sealed}\r\n\r\n".encode()
    assert annas.drafts.notes.read(header) == note
    assert borises.drafts.notes.read(header) is None


def test_where_the_service_enters_its_line_has_to_be_there(config: Config, clock: HeldClock) -> None:
    served = replace(config, sign_in=SignInRules(credentials="service", form=False))
    with pytest.raises(SecretUnusable, match="service is missing"):
        build(served, clock=clock)
