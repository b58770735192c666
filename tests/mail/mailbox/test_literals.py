"""What is sent piece by piece is exactly as long as it was said to be, or the line is given up."""

from collections.abc import Iterator

import pytest

from tests.mail.conftest import MakeMailbox, Place, login_of
from tests.servers.recorder import Recorder
from webmail.mail.errors import ConnectionLost, DeedRefused, MessageGone
from webmail.mail.mailbox import Mailbox
from webmail.mail.mailbox.argument import FolderName, Stream
from webmail.mail.ref import MessageRef

MESSAGE = [b"Subject: Eins\r\n", b"\r\n", b"Text\r\n"]
SIZE = sum(map(len, MESSAGE))


def append(mailbox: Mailbox, stream: Stream, folder: str = "INBOX") -> None:
    with mailbox.pool.lend(login_of()) as connection:
        connection.command("APPEND", FolderName(folder), stream)


def test_pieces_arrive_as_one_message(place: Place, mailbox: Mailbox) -> None:
    append(mailbox, Stream(SIZE, iter(MESSAGE)))
    assert place.subjects("INBOX") == ["Eins"]


@pytest.mark.parametrize("size", [SIZE - 1, SIZE + 1])
def test_a_stream_of_another_length_ends_the_line(place: Place, mailbox: Mailbox, size: int) -> None:
    with pytest.raises(ConnectionLost):
        append(mailbox, Stream(size, iter(MESSAGE)))
    assert place.uids("INBOX") == []
    assert mailbox.pool.open_count(1) == 0


def test_a_refusal_comes_before_the_pieces(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    mailbox = make_mailbox(dovecot_place)

    def pieces() -> Iterator[bytes]:
        pytest.fail("nobody asked for it")
        yield b""

    with pytest.raises(DeedRefused):
        append(mailbox, Stream(SIZE, pieces()), folder="Gibt es nicht")
    assert mailbox.pool.open_count(1) == 1


def test_what_a_store_does_not_tell_is_gone_and_not_empty(make_mailbox: MakeMailbox) -> None:
    nothing = b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[] NIL)\r\n"
    with Recorder(answers={"UID FETCH": nothing}) as recorder, pytest.raises(MessageGone):
        make_mailbox(recorder).source(MessageRef("INBOX", 7, 1))
