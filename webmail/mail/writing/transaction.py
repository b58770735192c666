"""Transaction: sender and recipients told to a submission server, up to where it waits for the content."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from webmail.mail.address import Address
from webmail.mail.errors import Hindrance, MailError, NotSubmitted, RecipientRefused, Unsendable
from webmail.mail.writing.mime import needs_smtputf8
from webmail.mail.writing.spoken import Answer, path_of, xtext

_MOST_REFUSED = 100


class Client(Protocol):
    """The dialogue with a server that has let us in."""

    command_encoding: str

    @property
    def esmtp_features(self) -> Mapping[str, str]: ...

    def has_extn(self, opt: str) -> bool:
        """Whether the server offers this extension."""

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """One command and its answer."""

    def forget(self) -> None:
        """Takes the envelope back, so that nobody gets anything, and leaves."""


class Transaction:
    """One mail transaction (RFC 5321 section 3.3): MAIL and RCPT with all that the server offers for them."""

    def __init__(
        self, client: Client, *, size: int, utf8: bool, envelope_id: str, tell_arrival: bool = False
    ) -> None:
        self._client = client
        self._size = size
        self._utf8 = utf8
        self._envelope_id = envelope_id
        self._tell_arrival = tell_arrival
        self.dsn = client.has_extn("dsn")
        # RFC 6531 section 3.1: who offers SMTPUTF8 offers 8BITMIME.
        self.eight_bit = client.has_extn("8bitmime")

    def deliver_to(self, sender: str, recipients: Sequence[Address]) -> None:
        """Leaves the server waiting for the content; raises for whatever hinders, and says goodbye."""
        try:
            self._check_size()
            self._check_utf8(sender, recipients)
            self._begin(sender)
            if refused := tuple(self._refused(recipients)):
                passing = all(each for _, each in refused)
                raise RecipientRefused({"": tuple(each for each, _ in refused)}, passing=passing)
            answer = Answer.of(self._client.docmd("DATA"))
            if answer.code != 354:
                raise answer.refusal("refused_message")
        except MailError:
            self._client.forget()
            raise

    def _begin(self, sender: str) -> None:
        if self._utf8:
            self._client.command_encoding = "utf-8"
        options = "".join(f" {option}" for option in self._mail_options())
        # Nobody: what is said automatically must never be answered automatically (RFC 5321 section 4.5.5).
        path = path_of(sender) if sender else ""
        answer = Answer.of(self._client.docmd("MAIL", f"FROM:<{path}>{options}"))
        if answer.code == 552:
            raise Unsendable({"attachments": (Hindrance("too_large", entry=self.limit, said=answer.said),)})
        if not answer.good:
            raise answer.refusal(answer.reason_of_sender)

    @property
    def limit(self) -> str:
        """Octets it takes; "" is none, and so are 0 and a word that is no number of 20 digits (RFC 1870)."""
        told = self._client.esmtp_features.get("size", "")
        return told if re.fullmatch("[0-9]{1,20}", told) and int(told) else ""

    def _check_size(self) -> None:
        if self.limit and int(self.limit) < self._size:
            raise Unsendable({"attachments": (Hindrance("too_large", entry=self.limit),)})

    def _check_utf8(self, sender: str, recipients: Sequence[Address]) -> None:
        self._utf8 = self._utf8 or needs_smtputf8((Address("", sender), *recipients))
        if not self._utf8 or (self._client.has_extn("smtputf8") and self.eight_bit):
            return
        hindered = (each for each in recipients if needs_smtputf8((each,)))
        refused = tuple(Hindrance("needs_smtputf8", entry=each.spec) for each in hindered)
        raise RecipientRefused({"": refused}) if refused else NotSubmitted("refused_sender")

    def _mail_options(self) -> Iterator[str]:
        if self._client.has_extn("size"):
            yield f"SIZE={self._size}"
        if self.eight_bit:
            yield "BODY=8BITMIME"
        if self._utf8:
            yield "SMTPUTF8"
        if self.dsn:
            yield f"RET=HDRS ENVID={xtext(self._envelope_id)}"

    def _refused(self, recipients: Iterable[Address]) -> Iterator[tuple[Hindrance, bool]]:
        """Whom it does not take, and whether that passes."""
        told = "SUCCESS,FAILURE,DELAY" if self._tell_arrival else "FAILURE,DELAY"
        options = f" NOTIFY={told}" if self.dsn else ""
        count = 0
        for each in recipients:
            answer = Answer.of(self._client.docmd("RCPT", f"TO:<{path_of(each.spec)}>{options}"))
            if answer.code == 421:
                raise answer.refusal("unreachable")
            if not answer.good:
                found = Hindrance("refused", entry=each.spec, said=answer.said, code=answer.enhanced)
                yield found, answer.passing
                count += 1
            if count == _MOST_REFUSED:
                return
