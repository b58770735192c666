"""The embedded store: starts fast, knows several people, really ends."""

import imaplib
import threading
import time

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from webmail.demo.store import DemoStore

USERS = {"anna@schule.example": "kastanie", "boris@schule.example": "ahorn"}


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
    with DemoStore(USERS) as store:
        began = time.perf_counter()
        for _ in range(10):
            with IMAPClient(store.host, port=store.port, ssl=False) as client:
                client.login("anna@schule.example", "kastanie")
        # pymap's own hash takes about a tenth of a second each time.
        assert time.perf_counter() - began < 0.8
