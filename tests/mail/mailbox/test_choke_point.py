"""No argument of any command becomes a second command (hostile mail and hostile fields alike)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.mail.conftest import MakeMailbox, login_of
from tests.servers.recorder import Recorder
from webmail.errors import WebmailError
from webmail.mail import Mailbox, MessageRef, Only, UnsafeArgument, View
from webmail.mail.mailbox import Hits, Key, Query, Scope, Term
from webmail.mail.mailbox.argument import Atom, FolderName, encode_arguments

INJECTIONS = (
    "\r\nX1 DELETE INBOX",
    "\nX1 DELETE INBOX",
    "\rX1 DELETE INBOX",
    "\x00X1",
    '" "b"\r\nX1 EXPUNGE\r\n',
)
Deed = Callable[[Mailbox, str], Any]


def search(mailbox: Mailbox, typed: str, scope: Scope = Scope()) -> Any:
    return mailbox.search(Query.typed(typed, today=date(2026, 11, 16)), scope)


DEEDS: dict[str, Deed] = {
    "list a folder": lambda mailbox, bad: mailbox.list(f"INBOX{bad}"),
    "list the unread of a folder": lambda mailbox, bad: mailbox.list(f"INBOX{bad}", view=View(Only.UNREAD)),
    "search in a folder": lambda mailbox, bad: search(mailbox, "wort", Scope(f"INBOX{bad}")),
    "search in a folder by name": lambda mailbox, bad: search(mailbox, f'wort ordner:"INBOX{bad}"'),
    "search for words": lambda mailbox, bad: search(mailbox, f"wort{bad}"),
    "search for a phrase": lambda mailbox, bad: search(mailbox, f'"wort{bad}"'),
    "search for umlauts": lambda mailbox, bad: search(mailbox, f"Prüfung{bad}"),
    "search for a sender": lambda mailbox, bad: search(mailbox, f'von:"wort{bad}"'),
    "search for a text": lambda mailbox, bad: search(mailbox, f'text:"wort{bad}"'),
    "search for a file": lambda mailbox, bad: search(mailbox, f'anhang:"wort{bad}"'),
    "search for a day": lambda mailbox, bad: search(mailbox, f'vor:"2026-01-01{bad}"'),
    "search for a term of ours": lambda mailbox, bad: mailbox.search(
        Query((Term(Key.SUBJECT, f"wort{bad}", "wort"),)), Scope()
    ),
    "what was found": lambda mailbox, bad: mailbox.found([Hits(f"INBOX{bad}", 7, (1,))]),
    "read": lambda mailbox, bad: mailbox.read(MessageRef(f"INBOX{bad}", 7, 1)),
    "the body": lambda mailbox, bad: mailbox.body(MessageRef(f"INBOX{bad}", 7, 1)),
    "a part by section": lambda mailbox, bad: mailbox.part(MessageRef("INBOX", 7, 1), f"1{bad}"),
    "a part by folder": lambda mailbox, bad: mailbox.part(MessageRef(f"INBOX{bad}", 7, 1), "1"),
    "the source": lambda mailbox, bad: mailbox.source(MessageRef(f"INBOX{bad}", 7, 1)),
    "move there": lambda mailbox, bad: mailbox.move([MessageRef("INBOX", 7, 1)], to=f"Archive{bad}"),
    "move from": lambda mailbox, bad: mailbox.move([MessageRef(f"INBOX{bad}", 7, 1)], to="Archive"),
    "delete": lambda mailbox, bad: mailbox.delete([MessageRef(f"INBOX{bad}", 7, 1)]),
    "archive": lambda mailbox, bad: mailbox.archive([MessageRef(f"INBOX{bad}", 7, 1)]),
}


@pytest.fixture(params=["LITERAL+", "LITERALS"])
def recorder(request: pytest.FixtureRequest) -> Any:
    """With and without literals that need no permission."""
    with Recorder(
        capability=f"IMAP4rev1 {request.param} ID UIDPLUS MOVE SPECIAL-USE LIST-EXTENDED"
    ) as running:
        yield running


@pytest.mark.parametrize("bad", INJECTIONS)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_no_argument_becomes_a_second_command(
    recorder: Recorder, make_mailbox: MakeMailbox, deed: Deed, bad: str
) -> None:
    mailbox = make_mailbox(recorder)
    with suppress(WebmailError):
        deed(mailbox, bad)
    assert not any(line.startswith(b"X1") for line in recorder.lines)
    assert not {"DELETE", "EXPUNGE"} & set(recorder.verbs)


@pytest.mark.parametrize("bad", INJECTIONS)
def test_neither_name_nor_secret_nor_origin_becomes_a_second_command(
    recorder: Recorder, make_mailbox: MakeMailbox, bad: str
) -> None:
    for login, typed in (
        (replace(login_of(), name=f"anna{bad}"), "geheim"),
        (login_of(), f"geheim{bad}"),
        (replace(login_of(), origin=f"10.0.0.1{bad}"), "geheim"),
    ):
        mailbox = make_mailbox(
            recorder, login=login, authenticate=lambda client, who, typed=typed: client.login(who.name, typed)
        )
        with pytest.raises(UnsafeArgument):
            mailbox.folders()
    assert not any(line.startswith(b"X1") for line in recorder.lines)


def test_what_a_library_sends_past_our_encoding_is_refused_on_the_wire(
    recorder: Recorder, make_mailbox: MakeMailbox
) -> None:
    def careless(client: Any, login: Any) -> None:
        client.id_({"name": "x\r\nX1 DELETE INBOX"})

    with pytest.raises(UnsafeArgument):
        make_mailbox(recorder, authenticate=careless).folders()
    assert not any(line.startswith(b"X1") for line in recorder.lines)


def test_an_unsafe_argument_leaves_the_connection_as_it_was(
    recorder: Recorder, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(recorder)
    mailbox.list("INBOX")
    with pytest.raises(UnsafeArgument):
        mailbox.list("IN\r\nBOX")
    mailbox.list("INBOX")
    assert recorder.verbs.count("LOGIN") == 1


def test_nested_lists_are_searched_for_line_ends_too() -> None:
    with pytest.raises(UnsafeArgument):
        encode_arguments([Atom("FETCH"), ["a", ["b", ["c\nd"]]]])


@pytest.mark.parametrize(
    ("argument", "sent"),
    [
        (FolderName('a"b\\c'), [b'"a\\"b\\\\c"']),
        (FolderName("Müller & Söhne"), [b'"M&APw-ller &- S&APY-hne"']),
        ("Jürgen", [b"", "Jürgen".encode(), b""]),
        (["x-originating-ip", "10.0.0.7"], [b'("x-originating-ip" "10.0.0.7")']),
    ],
)
def test_arguments_are_quoted_or_sent_as_literals(argument: Any, sent: list[bytes]) -> None:
    encoded = encode_arguments([argument])
    assert [piece for pair in encoded.before for piece in pair] + [encoded.rest] == sent
