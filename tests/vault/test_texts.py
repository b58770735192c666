"""Text that waits for a person to come back: opens with that browser's key, for that account only."""

from pathlib import Path

import pytest

from webmail.errors import SealBroken
from webmail.vault import Vault

TEXT = "Liebe Frau Clausen,\r\nder Ausflug … 🌊"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(folder=tmp_path / "secrets")


def test_kept_text_comes_back_as_it_was(vault: Vault, tmp_path: Path) -> None:
    kept = vault.keep_text(TEXT, key="k1", account=7)
    restarted = Vault(folder=tmp_path / "secrets")
    assert restarted.kept_text(kept, key="k1", account=7) == TEXT


def test_kept_text_cannot_be_read_in_the_database(vault: Vault) -> None:
    kept = vault.keep_text(TEXT, key="k1", account=7)
    assert b"Ausflug" not in kept
    assert kept != vault.keep_text(TEXT, key="k1", account=7)


@pytest.mark.parametrize(("key", "account"), [("k2", 7), ("k1", 8), ("", 7)])
def test_kept_text_opens_neither_by_another_key_nor_for_another_account(
    vault: Vault, key: str, account: int
) -> None:
    kept = vault.keep_text(TEXT, key="k1", account=7)
    with pytest.raises(SealBroken):
        vault.kept_text(kept, key=key, account=account)


def test_cookie_and_database_without_the_servers_secret_open_no_text(vault: Vault, tmp_path: Path) -> None:
    kept = vault.keep_text(TEXT, key="k1", account=7)
    with pytest.raises(SealBroken):
        Vault(folder=tmp_path / "other").kept_text(kept, key="k1", account=7)


@pytest.mark.parametrize("kept", [b"", b"short", b"x" * 64])
def test_what_was_never_kept_or_was_altered_is_refused(vault: Vault, kept: bytes) -> None:
    with pytest.raises(SealBroken):
        vault.kept_text(kept, key="k1", account=7)


def test_what_was_typed_to_sign_in_never_comes_back_as_text(vault: Vault) -> None:
    sealed = vault.lock("Zitrone", key="k1", name="7")
    with pytest.raises(SealBroken):
        vault.kept_text(sealed, key="k1", account=7)
