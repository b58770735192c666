"""The recording server: it must see a second command where one was smuggled in."""

import socket

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from tests.servers.recorder import Recorder


def test_an_injected_command_is_seen_as_a_command_of_its_own() -> None:
    with Recorder() as recorder, socket.create_connection((recorder.host, recorder.port), 5) as line:
        line.sendall(b"X1 SEARCH SUBJECT a\r\nX9 DELETE INBOX\r\nX2 LOGOUT\r\n")
        while line.recv(4096):
            pass
        assert recorder.verbs == ["SEARCH", "DELETE", "LOGOUT"]


def test_the_usual_way_through_a_mailbox_is_answered() -> None:
    with Recorder() as recorder:
        client = IMAPClient(recorder.host, recorder.port, ssl=False, timeout=5)
        client.plain_login("anna", "x")
        assert client.list_folders()[1][2] == "Drafts"
        assert client.select_folder("INBOX")[b"UIDVALIDITY"] == 7
        assert client.search(["ALL"]) == [1]
        assert client.fetch([1], ["FLAGS", "BODY.PEEK[1]"])[1][b"BODY[1]"] == b"Guten Tag\r\n"
        assert client.folder_status("INBOX")[b"MESSAGES"] == 1
        client.append("INBOX", b"x" * 10)
        client.logout()
    assert recorder.verbs[-1] == "LOGOUT"


def test_a_scripted_answer_replaces_the_plausible_one() -> None:
    with Recorder(answers={"UID SEARCH": b"@TAG@ NO [UNAVAILABLE] later\r\n"}) as recorder:
        client = IMAPClient(recorder.host, recorder.port, ssl=False, timeout=5)
        client.login("anna", "x")
        client.select_folder("INBOX")
        with pytest.raises(IMAPClientError, match="UNAVAILABLE"):
            client.search(["ALL"])
        client.shutdown()
