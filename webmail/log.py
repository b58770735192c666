"""Logging set-up, request id, redaction: one line per event, key=value, control characters escaped."""

import logging
import re
import secrets
import sys
from contextvars import ContextVar

from webmail.clock import now

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")

# Client libraries print what goes over the wire at DEBUG and INFO; nothing of that may reach a log.
CHATTY = (
    "imapclient",
    "imaplib",
    "urllib3",
    "requests",
    "authlib",
    "sqlalchemy",
    "werkzeug",
    "pymap",
    "alembic",
    "asyncio",
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def new_request_id() -> str:
    """A short random name for one request, and the current one from here on."""
    name = secrets.token_hex(4)
    REQUEST_ID.set(name)
    return name


def escaped(value: object) -> str:
    """The value as it may stand in a log line: no control characters, quoted when it has spaces."""
    text = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", str(value))
    if not text or any(sign in text for sign in ' "='):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = now().strftime("%Y-%m-%dT%H:%M:%SZ")
        message = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", record.getMessage())
        line = f"{moment} level={record.levelname.lower()} request={REQUEST_ID.get()} {message}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" error={escaped(self.trace(record.exc_info[1]))}"
        return line

    @staticmethod
    def trace(error: BaseException) -> str:
        """Where it happened, without the message: an exception's text may quote content."""
        frames, at = [], error.__traceback__
        while at is not None:
            code = at.tb_frame.f_code
            frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{at.tb_lineno}")
            at = at.tb_next
        return f"{type(error).__name__} at {'>'.join(frames[-8:])}"


def set_up(level: int = logging.INFO) -> None:
    """Sends the product's log to standard error in our form; call once per process."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.WARNING)
    logging.getLogger("webmail").setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
