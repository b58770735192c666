"""The store of the tests: what the other tests take for granted about it."""

import ssl

import pytest
from imapclient import IMAPClient

from tests.cast import ANNA, BORIS
from tests.servers.dovecot import Dovecot

RAW = b"Subject: Probe\r\n\r\nGuten Tag\r\n"


def test_a_fresh_mailbox_holds_nothing_of_before(dovecot: Dovecot) -> None:
    dovecot.append(ANNA.address, "Klasse 7b/Ausflüge", RAW)
    dovecot.append(ANNA.address, "INBOX", RAW)
    dovecot.empty(ANNA.address)
    with dovecot.client(ANNA.address) as client:
        names = {name for _, _, name in client.list_folders()}
    assert dovecot.uids(ANNA.address, "INBOX") == []
    assert names == {"INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"}


def test_one_persons_mail_is_not_anothers(dovecot: Dovecot) -> None:
    dovecot.append(ANNA.address, "INBOX", RAW)
    assert dovecot.uids(BORIS.address, "INBOX") == []


def test_flags_given_to_a_message_are_there(dovecot: Dovecot) -> None:
    uid = dovecot.append(ANNA.address, "INBOX", RAW, ["\\Seen", "$Forwarded"])
    assert dovecot.flags(ANNA.address, "INBOX", uid) == {"\\Seen", "$Forwarded"}


def test_stopped_it_refuses_and_started_again_it_still_has_the_mail(dovecot: Dovecot) -> None:
    dovecot.append(ANNA.address, "INBOX", RAW)
    dovecot.stop()
    with pytest.raises(ConnectionRefusedError):
        IMAPClient(dovecot.host, dovecot.port, ssl=False, timeout=1)
    dovecot.start()
    assert len(dovecot.uids(ANNA.address, "INBOX")) == 1


def test_tls_is_offered_at_once_and_after_starttls(dovecot: Dovecot) -> None:
    trust = ssl.create_default_context(cafile=str(dovecot.ca_file))
    at_once = IMAPClient(dovecot.host, dovecot.tls_port, ssl_context=trust, timeout=5)
    at_once.login(ANNA.address, ANNA.typed)
    at_once.logout()
    later = IMAPClient(dovecot.host, dovecot.port, ssl=False, timeout=5)
    later.starttls(trust)
    later.login(ANNA.address, ANNA.typed)
    later.logout()
