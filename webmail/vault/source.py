"""Reads secrets from instance/secrets; refuses loose file permissions."""

import os
import secrets
import stat
from pathlib import Path

from webmail.errors import WebmailError
from webmail.vault.secret import Secret

RANDOM_OCTETS = 64


class SecretUnusable(WebmailError):
    """A file under secrets/ is missing, empty or readable by others; the text says which and what to do."""


def read_or_make(folder: Path, name: str) -> Secret:
    """The secret in folder/name, made of random octets on first start; raises SecretUnusable."""
    _folder(folder)
    path = folder / name
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    # Written under another name first would be safer against a crash, but an empty file is noticed below.
    with os.fdopen(made, "wb") as file:
        file.write(secrets.token_hex(RANDOM_OCTETS).encode())
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def read_pair(folder: Path, name: str) -> tuple[str, Secret]:
    """Name and secret from folder/name, one line "name:secret" put there by hand; raises SecretUnusable."""
    _folder(folder)
    path = folder / name
    try:
        kept = _opened(path)
    except FileNotFoundError:
        # Without its cause, which says no more.
        raise SecretUnusable(f"{path} is missing; write one line into it: name:secret") from None
    named, colon, secret = kept.partition(b":")
    if not (named and colon and secret) or any(octet in kept for octet in b"\0\r\n"):
        raise SecretUnusable(f"{path} is not of use; write one line into it: name:secret")
    return _text(named, path), Secret(_text(secret, path).encode())


def _folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o022:
        raise SecretUnusable(f"{folder} can be written by others (mode {mode:o}); run: chmod 700 {folder}")


def _read(path: Path) -> Secret:
    kept = _opened(path)
    if len(kept) < 32:
        raise SecretUnusable(
            f"{path} is shorter than 32 characters; remove it and start again to have it made anew"
        )
    return Secret(kept)


def _opened(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise SecretUnusable(f"{path} can be read by others (mode {mode:o}); run: chmod 600 {path}")
        return file.read().strip()


def _text(octets: bytes, path: Path) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        # Without its cause, which holds the octets.
        raise SecretUnusable(f"{path} is not UTF-8") from None
