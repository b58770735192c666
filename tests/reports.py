"""Delivery reports as mail servers write them (RFC 3464)."""

from base64 import encodebytes
from collections.abc import Sequence

BOUNDARY = "=_report"
ORIGINAL = (
    "From: Anna Arnold <anna.arnold@schule.example>\r\nTo: {to}\r\nSubject: Wandertag\r\n"
    "Message-ID: {message_id}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\nWir treffen uns um acht. Gruß\r\n"
)
MESSAGE_ID = "<wandertag@schule.example>"
EVA = "eva@verlag.example"


def original(to: str = f"{EVA}, boris.becker@schule.example", *, message_id: str = MESSAGE_ID) -> str:
    """What Anna had sent."""
    return ORIGINAL.format(to=to, message_id=message_id)


def recipient(
    spec: str = EVA,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 User unknown",
) -> str:
    """One block of the machine-readable part."""
    return (
        f"Final-Recipient: rfc822; {spec}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Remote-MTA: dns; mx.verlag.example\r\nDiagnostic-Code: {said}\r\n"
    )


def _content(text: str, *, encoded: bool) -> str:
    if encoded:
        return f"Content-Transfer-Encoding: base64\r\n\r\n{encodebytes(text.encode()).decode()}"
    return f"Content-Transfer-Encoding: 8bit\r\n\r\n{text}"


def _body(parts: Sequence[str]) -> str:
    return "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts) + f"--{BOUNDARY}--\r\n"


def bounce(
    recipients: Sequence[str] = (),
    *,
    returned: str | None = None,
    kind: str = "message/rfc822",
    encoded: bool = False,
) -> bytes:
    """The whole report; returned is the message that comes back, or its header alone; encoded: in base64."""
    blocks = "\r\n".join(["Reporting-MTA: dns; mx.schule.example\r\n", *(recipients or [recipient()])])
    came_back = returned if returned is not None else original()
    parts = [
        "Content-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system.\r\n",
        f"Content-Type: message/delivery-status\r\n{_content(blocks, encoded=encoded)}",
        f"Content-Type: {kind}\r\n{_content(came_back, encoded=encoded)}",
    ]
    body = _body(parts)
    return (
        "From: MAILER-DAEMON@schule.example (Mail Delivery System)\r\n"
        "To: anna.arnold@schule.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"\r\n\r\n{body}'
    ).encode()


def returned_mail(
    text: str,
    *,
    sender: str = "MAILER-DAEMON@schule.example",
    path: str = "Return-Path: <>\r\n",
    automatic: str = "Auto-Submitted: auto-replied\r\n",
    enclosed: str = "",
) -> bytes:
    """What older mail servers write; enclosed: the message comes back as a part."""
    head = (
        f"{path}From: Mail Delivery System <{sender}>\r\nTo: anna.arnold@schule.example\r\n"
        f"Subject: Mail delivery failed: returning message to sender\r\n{automatic}MIME-Version: 1.0\r\n"
    )
    words = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    if not enclosed:
        return (head + words).encode()
    body = _body([words, f"Content-Type: message/rfc822\r\n\r\n{enclosed}"])
    return (head + f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\r\n\r\n{body}').encode()


def read_receipt(disposition: str) -> bytes:
    """What a reader's program sends (RFC 8098)."""
    told = f"Final-Recipient: rfc822; {EVA}\r\nDisposition: {disposition}\r\n"
    parts = [
        "Content-Type: text/plain; charset=utf-8\r\n\r\nIch habe sie gelesen.\r\n",
        f"Content-Type: message/disposition-notification\r\n\r\n{told}",
    ]
    body = _body(parts)
    return (
        f"From: {EVA}\r\nTo: anna.arnold@schule.example\r\nSubject: Gelesen: Wandertag\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; "
        f'report-type=disposition-notification; boundary="{BOUNDARY}"\r\n\r\n{body}'
    ).encode()
