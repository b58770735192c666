"""What is said to a submission server and what it answers, as values; the line itself is elsewhere."""

import re
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass

from webmail.mail.errors import NotSubmitted, UnsafeArgument
from webmail.mail.writing.recipients import to_smtp

_SAID_SHOWN = 500

_BARE = re.compile(rb"\r\n|\r|\n")
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?: |\Z)")
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: reply code (RFC 5321), enhanced code (RFC 3463) and text for people."""

    code: int
    enhanced: str
    said: str

    @classmethod
    def of(cls, answer: tuple[int, bytes]) -> "Answer":
        lines = [" ".join(line.split()) for line in answer[1].decode("utf-8", "replace").splitlines()]
        enhanced = _ENHANCED.match(lines[0]) if lines else None
        texts = (_UNSHOWN.sub(" ", _ENHANCED.sub("", line, count=1)).strip() for line in lines)
        said = " ".join(text for text in texts if text)[:_SAID_SHOWN]
        return cls(answer[0], enhanced[1] if enhanced else "", said)

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def passing(self) -> bool:
        """Whether the same may be taken at another time (RFC 5321 section 4.2.1)."""
        return 400 <= self.code < 500

    def refusal(self, reason: str) -> NotSubmitted:
        """421 is no answer to the command: the server goes away (RFC 5321 section 3.8)."""
        reason = "unreachable" if self.code == 421 else reason
        return NotSubmitted(reason, said=self.said, code=self.enhanced, passing=self.passing)

    @property
    def reason_of_sender(self) -> str:
        """What an answer to MAIL that is not good means."""
        if self.code in (530, 534, 535, 538):
            return "refused_credentials"
        return "refused_message" if self.code < 500 else "refused_sender"


def on_the_wire(pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
    """Dots doubled at the beginning of lines (RFC 5321 section 4.5.2), ended by CRLF.

    A bare CR or LF becomes CRLF: some servers take one for the end of a line, and what stands behind it
    would be commands to them.
    """
    held = b""
    begins_line = True
    for piece in pieces:
        block = held + piece if held else piece
        held = b"\r" if block.endswith(b"\r") else b""
        block = block[:-1] if held else block
        if not block:
            continue
        if not block.count(b"\r\n") == block.count(b"\n") == block.count(b"\r"):
            block = _BARE.sub(b"\r\n", block)
        dot = b"." if begins_line and block.startswith(b".") else b""
        begins_line = block.endswith(b"\n")
        yield dot + block.replace(b"\r\n.", b"\r\n..")
    if held or not begins_line:
        yield b"\r\n"


def xtext(text: str) -> str:
    """RFC 3461 section 4."""
    plain = (
        chr(octet) if 33 <= octet <= 126 and octet not in b"+=" else f"+{octet:02X}"
        for octet in text.encode()
    )
    return "".join(plain)[:100]


def path_of(spec: str) -> str:
    """As it stands between the angles; only what is an addr-spec comes through."""
    try:
        return to_smtp(spec)
    except ValueError as error:
        raise UnsafeArgument("not an addr-spec") from error


def greeting_of(sender: str) -> str:
    """The sender's domain; the name of this machine tells others how we are built."""
    with suppress(ValueError):
        return to_smtp(sender).rpartition("@")[2]
    return "[127.0.0.1]"
