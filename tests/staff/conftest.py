"""A real directory with a staff in it, and an application that reads it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.servers.slapd import BASE, READER, WORD, Person, Slapd
from webmail.config import Config, Directory

GOETHE, RING = "Goethe-Schule", "Grundschule Am Ring"
# More than one page, and more than the server gives to whoever asks for all at once.
MANY = tuple(Person(f"Karl Kaiser {number}", f"karl{number}@land.example") for number in range(1200))
STAFF = (
    Person("Jürgen Müller", "Juergen.Mueller@Land.example", GOETHE),
    Person("Thomas Müller", "thomas.mueller@land.example", RING),
    *MANY,
)


@pytest.fixture(scope="module")
def slapd() -> Iterator[Slapd]:
    with Slapd(STAFF) as server:
        yield server


@pytest.fixture
def keys(config: Config) -> Path:
    """The file with our reader's name and its word."""
    config.secrets.mkdir(mode=0o700, exist_ok=True)
    path = config.secrets / "directory"
    path.write_text(f"{READER}:{WORD}", encoding="utf-8")
    path.chmod(0o600)
    return path


def directory_at(slapd: Slapd, **other: object) -> Directory:
    """The settings for this server, encrypted from the start."""
    wanted: dict[str, object] = {
        "url": f"ldaps://{slapd.host}:{slapd.tls_port}",
        "ca_file": str(slapd.certificate),
        "base": BASE,
        "name_attribute": "cn",
        "read_seconds": 10.0,
        **other,
    }
    return Directory(**wanted)  # type: ignore[arg-type]


@pytest.fixture
def listing(make_app: MakeApp, slapd: Slapd, keys: Path) -> Callable[..., Flask]:
    """Makes an application that knows the server."""
    return lambda **other: make_app(directory=directory_at(slapd, **other))
