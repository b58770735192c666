"""Credentials live and die here; Vault is the only name the house may use."""

from webmail.vault.vault import Vault

__all__ = ["Vault"]
