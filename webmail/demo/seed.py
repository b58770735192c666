"""Fills the demo store by APPEND, with the dates the messages would have had."""

import socket
from collections.abc import Iterable
from itertools import groupby

from imapclient import IMAPClient

from webmail.demo.mail import DemoMessage
from webmail.demo.people import DemoPerson
from webmail.demo.store import DemoStore

# The store has no SPECIAL-USE; these names are what it and other programs go by.
FOLDERS = ("Drafts", "Sent", "Archive", "Junk", "Trash")


def seed(store: DemoStore, person: DemoPerson, messages: Iterable[DemoMessage]) -> int:
    """Makes the folders and files the messages in order of their dates; returns how many."""
    in_folders = sorted(messages, key=lambda message: (message.folder, message.received))
    with IMAPClient(store.host, port=store.port, ssl=False, use_uid=True) as client:
        # Without this each literal waits 40 ms for an acknowledgement.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(person.address, person.password)
        for name in sorted({*FOLDERS, *(message.folder for message in in_folders)} - {"INBOX"}):
            client.create_folder(name)
            client.subscribe_folder(name)
        for folder, group in groupby(in_folders, key=lambda message: message.folder):
            for message in group:
                client.append(folder, message.raw, message.flags, message.received)
    return len(in_folders)
