"""The embedded store: starts fast, knows several people, really ends."""

import imaplib
import threading
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from webmail.demo.service import DemoService
from webmail.demo.store import DemoStore, LoopbackConfig

USERS = {"anna@schule.example": "kastanie", "boris@schule.example": "ahorn"}
SERVICE = DemoService("webmail", "text-of-these-tests")


def test_both_people_sign_in_with_their_own_password_only() -> None:
    with DemoStore(USERS) as store:
        for name, password in USERS.items():
            with IMAPClient(store.host, port=store.port, ssl=False) as client:
                client.login(name, password)
        with IMAPClient(store.host, port=store.port, ssl=False) as client, pytest.raises(LoginError):
            client.login("anna@schule.example", "ahorn")


def test_boris_does_not_see_annas_folders() -> None:
    with DemoStore(USERS) as store:
        with IMAPClient(store.host, port=store.port, ssl=False) as client:
            client.login("anna@schule.example", "kastanie")
            client.create_folder("Elterngespräche")
        with IMAPClient(store.host, port=store.port, ssl=False) as client:
            client.login("boris@schule.example", "ahorn")
            assert [name for _, _, name in client.list_folders()] == ["INBOX"]


def test_the_store_ends_although_somebody_is_connected() -> None:
    store = DemoStore(USERS)
    store.start()
    line = imaplib.IMAP4(store.host, store.port)
    line.login("anna@schule.example", "kastanie")
    store.stop()
    assert "demo-store" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        line.noop()
    line.shutdown()
    with pytest.raises(ConnectionRefusedError):
        imaplib.IMAP4(store.host, store.port)


def test_a_stopped_store_may_be_stopped_again() -> None:
    store = DemoStore(USERS)
    store.start()
    store.stop()
    store.stop()


def test_two_stores_live_side_by_side() -> None:
    with DemoStore(USERS) as one, DemoStore(USERS) as other:
        assert one.port != other.port


def test_signing_in_costs_a_connection_next_to_nothing() -> None:
    # pymap's own hash takes about a tenth of a second each time.
    _, scheme, rounds, *_ = LoopbackConfig.plain().hash_context.hash("kastanie").split("$")
    assert (scheme, rounds) == ("pbkdf2-sha256", "1")


def test_the_service_enters_for_anybody_who_is_there() -> None:
    with DemoStore(USERS, SERVICE) as store:
        with IMAPClient(store.host, port=store.port, ssl=False) as client:
            client.plain_login(SERVICE.name, SERVICE.text, "anna@schule.example")
            client.create_folder("Elterngespräche")
        with IMAPClient(store.host, port=store.port, ssl=False) as client:
            client.login("anna@schule.example", "kastanie")
            assert client.folder_exists("Elterngespräche")


@pytest.mark.parametrize(
    ("name", "text", "identity"),
    [
        ("webmail", "guessed", "anna@schule.example"),
        ("webmail", SERVICE.text, "nobody@schule.example"),
        ("boris@schule.example", "ahorn", "anna@schule.example"),
    ],
)
def test_nobody_else_enters_for_others_and_the_service_for_nobody_unknown(
    name: str, text: str, identity: str
) -> None:
    with (
        DemoStore(USERS, SERVICE) as store,
        IMAPClient(store.host, port=store.port, ssl=False) as client,
        pytest.raises(LoginError),
    ):
        client.plain_login(name, text, identity)


def test_taken_away_it_lets_nobody_in_and_brought_back_it_has_the_same_mail() -> None:
    with DemoStore(USERS) as store:
        line = imaplib.IMAP4(store.host, store.port)
        line.login("anna@schule.example", "kastanie")
        line.append("INBOX", "", "", b"Subject: Wandertag\r\n\r\n")
        port = store.port
        store.take_away()
        store.take_away()
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            line.noop()
        line.shutdown()
        with pytest.raises(ConnectionRefusedError):
            imaplib.IMAP4(store.host, port)
        store.bring_back()
        store.bring_back()
        with IMAPClient(store.host, port=port, ssl=False) as client:
            client.login("anna@schule.example", "kastanie")
            assert client.select_folder("INBOX")[b"EXISTS"] == 1
    with pytest.raises(RuntimeError):
        store.take_away()


def test_a_store_that_was_taken_away_can_be_stopped() -> None:
    with DemoStore(USERS) as store:
        store.take_away()
    assert "demo-store" not in {thread.name for thread in threading.enumerate()}


def test_keywords_are_kept_and_announced() -> None:
    with DemoStore(USERS) as store, IMAPClient(store.host, port=store.port, ssl=False) as client:
        client.login("anna@schule.example", "kastanie")
        client.append("INBOX", b"Subject: Eins\r\n\r\nText\r\n", flags=["$Label1"])
        assert b"\\*" in client.select_folder("INBOX")[b"PERMANENTFLAGS"]
        (uid,) = client.search()
        client.add_flags([uid], ["Klassenfahrt"])
        client.create_folder("Archive")
        client.copy([uid], "Archive")
        with IMAPClient(store.host, port=store.port, ssl=False) as again:
            again.login("anna@schule.example", "kastanie")
            again.select_folder("Archive")
            (found,) = again.get_flags(again.search(["KEYWORD", "Klassenfahrt"])).values()
            assert {b"$Label1", b"Klassenfahrt"} <= set(found)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Transfer-Encoding: quoted-printable", "das Ventil l=C3=A4u=\r\nft nicht"),
        ("Content-Transfer-Encoding: base64", "ZGFzIFZlbnRpbCBsw6R1ZnQgbmljaHQ="),
        ("Subject: =?utf-8?Q?l=C3=A4uft?=", "x"),
    ],
)
def test_text_is_found_as_it_is_read(head: str, body: str) -> None:
    plain = "Content-Type: text/plain; charset=utf-8\r\n"
    with DemoStore(USERS) as store, IMAPClient(store.host, port=store.port, ssl=False) as client:
        client.login("anna@schule.example", "kastanie")
        client.append("INBOX", f"{plain}{head}\r\n\r\n{body}\r\n".encode())
        client.append("INBOX", f"{plain}Subject: Anderes\r\n\r\nlaeuft\r\n".encode())
        client.select_folder("INBOX")
        assert client.search(["TEXT", "LÄUFT"], "UTF-8") == client.search()[:1]


def test_the_size_of_a_part_is_that_of_what_is_in_it() -> None:
    message = EmailMessage()
    message.set_content("Guten Tag\n")
    message.add_attachment(b"Hallo", maintype="application", subtype="pdf", filename="Plan.pdf")
    attached = EmailMessage()
    attached.set_content("Anbei.\n")
    attached.add_attachment(message)
    with DemoStore(USERS) as store, IMAPClient(store.host, port=store.port, ssl=False) as client:
        client.login("anna@schule.example", "kastanie")
        client.append("INBOX", attached.as_bytes(policy=SMTP))
        client.select_folder("INBOX")
        [uid] = client.search()
        asked = ["BODYSTRUCTURE", "BODY[1]", "BODY[2]", "BODY[2.1]", "BODY[2.2]"]
        fetched = client.fetch([uid], asked)[uid]
        structure = fetched[b"BODYSTRUCTURE"]
    text, enclosed = structure[0]
    inner_text, pdf = enclosed[8][:2]
    told = [text[6], enclosed[6], inner_text[6], pdf[6]]
    assert told == [len(fetched[b"BODY[%s]" % number]) for number in (b"1", b"2", b"2.1", b"2.2")]
