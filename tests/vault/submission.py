"""Dovecot's submission server taking tokens: one that we did not write, before the sink."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.dovecot import BEARER, TOKENS
from tests.servers.smtp import Sink
from tests.servers.submissiond import Submissiond
from tests.vault.issuer import NAME, Issuer


class TokenSubmissiond(Submissiond):
    """People of `users` enter with a token of one of the issuers, by OAUTHBEARER."""

    def __init__(self, *, users: Mapping[str, str], issuers: Sequence[Issuer], to: Sink) -> None:
        self._issuers = issuers
        super().__init__(users=users, masters={}, to=to)

    def _write(self, to: Sink, **settings: Any) -> None:
        super()._write(to, **settings)
        with (self._base / "dovecot.conf").open("a") as file:
            file.write("auth_mechanisms = plain oauthbearer\n" + BEARER.format(base=self._base))
        words = {"ISSUER": NAME, "AUDIENCE": "webmail", "ADDRESS_CLAIM": "email"}
        tokens = TOKENS.read_text().replace("/etc/dovecot", str(self._base))
        for word, value in words.items():
            tokens = tokens.replace(f"@{word}@", value)
        (self._base / "oauth2.conf.ext").write_text(tokens)
        for issuer in self._issuers:
            folder = self._base / "keys" / "default" / issuer.algorithm
            folder.mkdir(parents=True, exist_ok=True)
            (folder / issuer.kid).write_text(issuer.public)
