"""Mail as it comes: a letter as octets, and the letter box of the store."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tests.cast import ANNA, Person
from tests.servers.dovecot import Dovecot
from webmail.mail import MessageRef

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def letter(
    *,
    subject: str = "Elternabend",
    sender: str = "Boris Becker <boris.becker@schule.example>",
    to: str = "Anna Arnold <anna.arnold@schule.example>",
    text: str = "Guten Tag.",
    html: str | None = None,
    images: Mapping[str, bytes] | None = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
    more: Mapping[str, str] | None = None,
) -> bytes:
    """An ordinary message; images by content-id stand in the HTML, files by name hang on it."""
    message = EmailMessage(policy=SMTP)
    for name, value in {"From": sender, "To": to, "Subject": subject, **(more or {})}.items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
        for identity, content in (images or {}).items():
            message.get_payload()[-1].add_related(content, "image", "png", cid=f"<{identity}>")  # type: ignore[index, union-attr]
    for name, (media_type, content) in (files or {}).items():
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def raw(head: Mapping[str, str], body: str = "Guten Tag.") -> bytes:
    """A message written by hand, for what no library would build."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return (fields + "\r\n" + body.replace("\n", "\r\n")).encode()


def deliver(
    store: Dovecot,
    content: bytes | None = None,
    *,
    folder: str = "INBOX",
    person: Person = ANNA,
    flags: Sequence[str] = (),
    received: datetime | None = None,
    **written: Any,
) -> MessageRef:
    """Puts a letter into somebody's folder and says where it lies."""
    octets = content if content is not None else letter(**written)
    uid = store.append(person.address, folder, octets, flags, received)
    return MessageRef(folder, store.uidvalidity(person.address, folder), uid)


def subjects(store: Dovecot, folder: str = "INBOX", *, person: Person = ANNA) -> list[str]:
    """What really lies in the folder; the subjects must be ASCII."""
    with store.client(person.address) as client:
        client.select_folder(folder, readonly=True)
        uids = client.search(["ALL"])
        found = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"]) if uids else {}
        heads = [next(value for key, value in found[uid].items() if key.startswith(b"BODY[")) for uid in uids]
    return [head.decode().removeprefix("Subject: ").strip() for head in heads]


def folders(store: Dovecot, *names: str, person: Person = ANNA) -> None:
    """Makes empty folders of the person's own."""
    with store.client(person.address) as client:
        for name in names:
            client.create_folder(name)
            client.subscribe_folder(name)
