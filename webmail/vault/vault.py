"""Authenticates what it is handed: mail clients, token requests, the cookie signer; returns no secret."""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from webmail.clock import Clock, now
from webmail.errors import SealBroken, SignInUnopened, WebmailError
from webmail.vault.bearer import Bearer
from webmail.vault.keeping import Keeping, Login, derived
from webmail.vault.secret import SHOWN, Secret
from webmail.vault.source import SecretUnusable, read_or_make, read_pair
from webmail.vault.tokens import Renew, Renewal, Store, Tokens

# RFC 5321 section 4.5.3.1.4; what is longer waits to be asked for (RFC 4954 section 4).
LONGEST_COMMAND = 512


class Vault:
    """Keeps what opens a mailbox; hands out authenticated connections, never what opened them.

    form "password": each person's own, as typed at the sign-in form. form "service": one for everybody,
    from the file `service`, with the person as authorization identity (RFC 4616). form "oauthbearer": the
    portal's tokens of each person (RFC 7628). portal: whether the file `portal` holds our name there;
    directory: whether the file `directory` does so for the directory of the staff.
    """

    def __init__(
        self,
        *,
        folder: Path,
        form: str = "password",
        portal: bool = False,
        directory: bool = False,
        clock: Clock = now,
        renew: Renew | None = None,
        store: Store | None = None,
        refusals: tuple[type[WebmailError], ...] = (),
    ) -> None:
        """The last three are for "oauthbearer" alone.

        renew(packed) asks the portal for other tokens; of what it raises, refusals mean that there are none
        for this sign-in, anything else that it may be asked again. store(row, before, sealed) puts sealed
        into this row of a living sign-in if `before` stands there, and returns what stands there now; that
        is nothing when it has ended. Asked with twice the same it only looks.
        """
        server = read_or_make(folder, "server.key")
        self._form = form
        self._cookies = derived(server, b"cookies", 32)
        self._seals = AESSIV(derived(server, b"seals", 64).revealed())
        # A purpose for each form: what one keeps can never be handed over as if another had kept it.
        self._typed = Keeping(server, purpose=b"typed")
        self._tokens = Keeping(server, purpose=b"tokens")
        self._texts = Keeping(server, purpose=b"texts")
        self._service = read_pair(folder, "service") if form == "service" else None
        self._portal = read_pair(folder, "portal") if portal else None
        self._directory = read_pair(folder, "directory") if directory else None
        self._renewal: Renewal | None = None
        if form == "oauthbearer":
            if renew is None or store is None:
                raise ValueError("tokens need somebody who renews them and somewhere to keep them")
            self._renewal = Renewal(
                keeping=self._tokens, renew=renew, store=store, refusals=refusals, clock=clock
            )

    def sign_cookies_of(self, app: Any) -> None:
        """Leaves a Flask application able to sign its one cookie."""
        app.secret_key = self._cookies.revealed()

    def authorize(self, token_request: Any) -> None:
        """Leaves a request to the portal with our authentication in its headers (RFC 6749 section 2.3.1)."""
        if self._portal is None:
            raise SecretUnusable("without a portal in the settings there is nothing to say to one")
        name, kept = self._portal
        # Both are encoded as in a form first, or a colon in a name would move where it ends.
        pair = f"{quote_plus(name)}:{quote_plus(kept.revealed())}"
        token_request.headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"

    def lock(self, typed: str, *, key: str, name: str) -> bytes:
        """What a person typed at the form, or the portal's packed tokens, encrypted for one sign-in.

        Opening it needs the server's secret and the sign-in's random key from the cookie, so neither the
        database nor the cookie alone is of use. `name` is the user at the store and is bound to it.
        """
        if self._form == "service":
            # Nobody could tell a right one from a wrong one: the service enters for everybody.
            raise SignInUnopened("nothing typed is taken where the service enters for a person")
        kept = Secret(typed.encode())
        if self._form == "oauthbearer":
            return self._tokens.close(Tokens(kept).packed, key=key, bound_to=name)
        return self._typed.close(kept, key=key, bound_to=name)

    def authenticate_imap(self, client: Any, login: Login) -> None:
        """Leaves an IMAP client authenticated as login.name (SASL: RFC 4616 or RFC 7628).

        SASL rather than LOGIN: it takes any characters and cannot be broken out of. Raises SignInUnopened
        when the login's parts do not belong together; what the store answers is the client's own exception.
        """
        if self._renewal is not None:
            said = Bearer(login.name, self._renewal.access_of(login), server="store")
            client.sasl_login("OAUTHBEARER", lambda challenge: said.answer(challenge).revealed())
            return
        person, name, kept = self._plain(login)
        client.plain_login(name, kept.revealed().decode(), person)

    def authenticate_smtp(self, client: Any, login: Login) -> None:
        """Leaves an smtplib client authenticated as login.name (AUTH, RFC 4954, RFC 4616 and RFC 7628).

        Raises as authenticate_imap does; what the server answers is the client's own exception.
        """
        if self._renewal is not None:
            self._bear(client, Bearer(login.name, self._renewal.access_of(login), server="submission"))
            return
        person, name, kept = self._plain(login)
        words = (person.encode(), name.encode(), kept.revealed())
        client.auth("PLAIN", lambda _challenge=None: _Octets(b"\0".join(words)))

    @staticmethod
    def _bear(client: Any, said: Bearer) -> None:
        at_once = len("AUTH OAUTHBEARER \r\n") + said.introduction_octets <= LONGEST_COMMAND
        client.auth(
            "OAUTHBEARER",
            lambda challenge=None: _Octets(said.answer(challenge).revealed()),
            initial_response_ok=at_once,
        )

    def authenticate_directory(self, client: Any) -> None:
        """Leaves an ldap3 connection bound as our reader (RFC 4513 section 5.1.3), with no trace of it there.

        What the server answers is the client's own exception.
        """
        if self._directory is None:
            raise SecretUnusable("without a directory in the settings there is nothing to say to one")
        name, kept = self._directory
        try:
            client.user, client.password, client.authentication = name, kept.revealed().decode(), "SIMPLE"
            client.bind()
        finally:
            client.password = None

    def seal(self, purpose: str, text: str, account: int) -> str:
        """Text that may stand in a URL: opaque, always the same, of use to this account only (RFC 5297)."""
        sealed = self._seals.encrypt(text.encode(), [purpose.encode(), str(account).encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def unseal(self, purpose: str, sealed: str, account: int) -> str:
        """The text behind seal(); raises SealBroken for anything else."""
        try:
            raw = base64.urlsafe_b64decode(sealed.encode("ascii") + b"=" * (-len(sealed) % 4))
            return self._seals.decrypt(raw, [purpose.encode(), str(account).encode()]).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(purpose) from error

    def keep_text(self, text: str, *, key: str, account: int) -> bytes:
        """Text of a person whose sign-in has ended, until it can be stored as a draft.

        It opens with the server's secret and the key in that browser's cookie, for this account only.
        """
        return self._texts.close(Secret(text.encode()), key=key, bound_to=str(account))

    def kept_text(self, sealed: bytes, *, key: str, account: int) -> str:
        """The text behind keep_text(); raises SealBroken for anything else."""
        return self._texts.open(sealed, key=key, bound_to=str(account)).revealed().decode()

    def _plain(self, login: Login) -> tuple[str, str, Secret]:
        """Authorization identity, name and secret of SASL PLAIN; a name cannot pass for two of them."""
        if "\0" in login.name:
            raise SignInUnopened("no such name")
        if self._service is None:
            return "", login.name, self._typed.open_of(login)
        if not login.name:
            # Authorized for nobody in particular, the service would enter as itself.
            raise SignInUnopened("no name")
        name, kept = self._service
        return login.name, name, kept


class _Octets:
    """What smtplib is to send; as text it would have to be ASCII, and its complaint would quote a secret."""

    def __init__(self, octets: bytes) -> None:
        self.__octets = octets

    def encode(self, _charset: str) -> bytes:
        return self.__octets

    def __repr__(self) -> str:
        return SHOWN
