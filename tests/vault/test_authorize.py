"""What the portal is told so that it knows us (RFC 6749 section 2.3.1)."""

import base64
import traceback
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote_plus

import pytest

from webmail.vault import Vault
from webmail.vault.source import SecretUnusable


def put(folder: Path, line: str, *, mode: int = 0o600) -> Path:
    """The operator writes the portal's line."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "portal"
    path.write_text(line, encoding="utf-8")
    path.chmod(mode)
    return folder


def said_by(vault: Vault) -> str:
    request = SimpleNamespace(headers={"Accept": "application/json"})
    vault.authorize(request)
    kind, _, pair = request.headers["Authorization"].partition(" ")
    assert (kind, request.headers["Accept"]) == ("Basic", "application/json")
    return base64.b64decode(pair).decode("ascii")


def test_a_token_request_carries_our_name_and_secret(tmp_path: Path) -> None:
    vault = Vault(folder=put(tmp_path / "s", "dienstpost:Zitrone\n"), portal=True)
    assert said_by(vault) == "dienstpost:Zitrone"


def test_both_are_encoded_as_in_a_form_first(tmp_path: Path) -> None:
    vault = Vault(folder=put(tmp_path / "s", "dienst post:a:b+c%ü &="), portal=True)
    assert said_by(vault) == "dienst+post:a%3Ab%2Bc%25%C3%BC+%26%3D"
    assert unquote_plus(said_by(vault).partition(":")[2]) == "a:b+c%ü &="


def test_without_a_portal_its_line_is_neither_needed_nor_read(tmp_path: Path) -> None:
    vault = Vault(folder=put(tmp_path / "s", "unreadable", mode=0o644))
    with pytest.raises(SecretUnusable, match="portal"):
        vault.authorize(SimpleNamespace(headers={}))


def test_a_missing_line_stops_the_start_and_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable, match="portal is missing; write"):
        Vault(folder=tmp_path / "s", portal=True)


@pytest.mark.parametrize(
    ("line", "mode"), [("dienstpost:Zitrone", 0o640), ("Zitrone", 0o600), (":Zitrone", 0o600)]
)
def test_a_line_that_is_loose_or_incomplete_stops_the_start_unquoted(
    tmp_path: Path, line: str, mode: int
) -> None:
    with pytest.raises(SecretUnusable) as caught:
        Vault(folder=put(tmp_path / "s", line, mode=mode), portal=True)
    assert "Zitrone" not in "".join(traceback.format_exception(caught.value))


def test_the_vault_shows_nothing_of_it(tmp_path: Path) -> None:
    vault = Vault(folder=put(tmp_path / "s", "dienstpost:Zitrone"), portal=True)
    assert "Zitrone" not in repr(vars(vault))
