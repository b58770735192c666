"""The vault: what is sealed stays sealed, and nothing in it can be looked at."""

import copy
import json
import pickle
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from webmail.errors import SealBroken, SignInUnopened
from webmail.vault import Vault
from webmail.vault.secret import Secret
from webmail.vault.source import SecretUnusable, read_or_make


@dataclass
class Login:
    name: str
    key: str
    sealed: bytes
    row: int = 1


class Client:
    """Notes what it was given to sign in with; stands for the far end of a connection."""

    def __init__(self) -> None:
        self.given: tuple[str, ...] | None = None

    def plain_login(self, name: str, typed: str, person: str) -> None:
        self.given = (person, name, typed)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(folder=tmp_path / "secrets")


def test_what_was_typed_opens_the_store_with_its_own_key(vault: Vault) -> None:
    client = Client()
    sealed = vault.lock('Grüße "7"', key="k1", name="anna")
    vault.authenticate_imap(client, Login("anna", "k1", sealed))
    assert client.given == ("", "anna", 'Grüße "7"')


def test_the_database_alone_opens_nothing(vault: Vault) -> None:
    sealed = vault.lock("typed", key="k1", name="anna")
    with pytest.raises(SignInUnopened):
        vault.authenticate_imap(Client(), Login("anna", "k2", sealed))


def test_what_is_kept_is_of_no_use_under_another_name(vault: Vault) -> None:
    sealed = vault.lock("typed", key="k1", name="anna")
    with pytest.raises(SignInUnopened):
        vault.authenticate_imap(Client(), Login("boris", "k1", sealed))


def test_cookie_and_database_without_the_servers_secret_open_nothing(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.lock("typed", key="k1", name="anna")
    with pytest.raises(SignInUnopened):
        Vault(folder=tmp_path / "other").authenticate_imap(Client(), Login("anna", "k1", sealed))


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 64])
def test_an_emptied_or_altered_row_opens_nothing(vault: Vault, sealed: bytes) -> None:
    with pytest.raises(SignInUnopened):
        vault.authenticate_imap(Client(), Login("anna", "k1", sealed))


def test_the_same_words_never_look_the_same_in_the_database(vault: Vault) -> None:
    assert vault.lock("typed", key="k1", name="anna") != vault.lock("typed", key="k1", name="anna")


def test_a_seal_is_stable_opaque_and_opens_for_its_account_and_purpose_only(vault: Vault) -> None:
    sealed = vault.seal("folder", "Elterngespräche", 7)
    assert sealed == vault.seal("folder", "Elterngespräche", 7)
    assert vault.unseal("folder", sealed, 7) == "Elterngespräche"
    assert "lter" not in sealed
    for purpose, account in (("folder", 8), ("words", 7)):
        with pytest.raises(SealBroken):
            vault.unseal(purpose, sealed, account)


@pytest.mark.parametrize("sealed", ["", "a", "äöü", "../../etc", "A" * 22, "A" * 5000])
def test_what_we_never_sealed_is_refused(vault: Vault, sealed: str) -> None:
    with pytest.raises(SealBroken):
        vault.unseal("folder", sealed, 7)


def test_a_restarted_server_still_opens_what_it_sealed(tmp_path: Path) -> None:
    sealed = Vault(folder=tmp_path / "s").seal("folder", "INBOX", 1)
    assert Vault(folder=tmp_path / "s").unseal("folder", sealed, 1) == "INBOX"


@pytest.mark.parametrize("look", [repr, str, lambda s: f"{s}", lambda s: f"{s!r:>20}"])
def test_a_secret_cannot_be_printed(look: Callable[[Secret], str]) -> None:
    assert "hidden" not in look(Secret(b"hidden"))


@pytest.mark.parametrize("deed", [pickle.dumps, json.dumps, copy.copy, copy.deepcopy])
def test_a_secret_can_be_neither_pickled_nor_copied_nor_made_into_json(
    deed: Callable[[Secret], object],
) -> None:
    with pytest.raises(TypeError):
        deed(Secret(b"hidden"))


def test_secrets_are_not_equal_by_value() -> None:
    assert Secret(b"hidden") != Secret(b"hidden")


def test_a_random_secret_is_made_on_first_start_and_kept(tmp_path: Path) -> None:
    first = read_or_make(tmp_path / "s", "server.key").revealed()
    assert len(first) >= 64
    assert read_or_make(tmp_path / "s", "server.key").revealed() == first
    assert stat.S_IMODE((tmp_path / "s" / "server.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_others_can_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    read_or_make(tmp_path, "server.key")
    (tmp_path / "server.key").chmod(mode)
    with pytest.raises(SecretUnusable, match="chmod 600"):
        read_or_make(tmp_path, "server.key")


def test_a_folder_others_can_write_stops_the_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(SecretUnusable, match="chmod 700"):
        read_or_make(tmp_path, "server.key")


def test_a_cut_off_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "server.key").write_text("short")
    (tmp_path / "server.key").chmod(0o600)
    with pytest.raises(SecretUnusable, match="shorter"):
        read_or_make(tmp_path, "server.key")
