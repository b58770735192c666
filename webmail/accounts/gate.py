"""Gate: lets in whom the portal has signed in, if we know the person."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from webmail.accounts.errors import PersonUnknown, SilentReturn
from webmail.accounts.from_portal import FromPortal
from webmail.accounts.lookup import find_by_address, find_by_subject, name_from
from webmail.accounts.models import Account, Preferences, SignIn
from webmail.accounts.receipts import Receipts
from webmail.accounts.sign_ins import SignIns
from webmail.accounts.timeline import Timeline
from webmail.clock import Clock
from webmail.database import db

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """Whom the portal has sent: subject is the identity, the rest is what it says about person and moment.

    authenticated_at is when the person last proved who they are, by our clock; None when it does not say.
    """

    subject: str
    name: str | None
    address: str | None
    portal: FromPortal
    authenticated_at: datetime | None
    device: str
    origin: str
    shared: bool
    code_id: int | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """The sign-in; renewed says that the person was in already, replaced that somebody else was."""

    sign_in: SignIn
    renewed: bool
    replaced: bool


class Gate:
    """The portal's way in; `sub` alone says who somebody is."""

    def __init__(
        self,
        *,
        sign_ins: SignIns,
        receipts: Receipts,
        timeline: Timeline,
        serves: Callable[[str], bool],
        creates: bool,
        clock: Clock,
    ) -> None:
        """serves(address): whether it is one of ours; creates: whether a first visit makes an account."""
        self._sign_ins = sign_ins
        self._receipts = receipts
        self._timeline = timeline
        self._serves = serves
        self._creates = creates
        self._clock = clock

    def admit(
        self,
        presented: Presented,
        *,
        key: str,
        sealed: Callable[[str, Account], bytes],
        living: tuple[SignIn, str] | None,
    ) -> Admitted:
        """Opens a sign-in under this key, or renews the living one of the same person, which has its own key.

        sealed(key, account) is what the vault needs later. Raises PersonUnknown and SilentReturn.
        """
        account = self._account_of(presented)
        if self._receipts.silently_returns(
            presented.portal, account=account.id, authenticated_at=presented.authenticated_at
        ):
            raise SilentReturn
        if presented.code_id is not None:
            self._timeline.belongs_to(presented.code_id, account.id)
        if living is not None and living[0].account_id == account.id:
            self._sign_ins.renew(living[0], presented.portal, sealed=sealed(living[1], account))
            return Admitted(living[0], renewed=True, replaced=False)
        if living is not None:
            # Somebody else's, who went away without leaving: this browser holds one sign-in at a time.
            self._sign_ins.end_for(living[0], "replaced")
        opened = self._sign_ins.open(
            account,
            key=key,
            sealed=sealed(key, account),
            device=presented.device,
            origin=presented.origin,
            shared=presented.shared,
            portal=presented.portal,
            code_id=presented.code_id,
        )
        return Admitted(opened, renewed=False, replaced=living is not None)

    def _account_of(self, presented: Presented) -> Account:
        if found := find_by_subject(presented.subject):
            return found
        if not self._creates:
            raise PersonUnknown("no_account")
        address = presented.address
        if address is None:
            raise PersonUnknown("no_verified_address")
        if not self._serves(address):
            raise PersonUnknown("foreign_address")
        return self._create(address, presented)

    def _create(self, address: str, presented: Presented) -> Account:
        found = find_by_address(address)
        if found is not None and found.subject is not None:
            # The address is another person's, whatever the portal says today.
            LOG.warning("address_of_another_person account=%d", found.id)
            raise PersonUnknown("address_taken")
        if found is None:
            name = presented.name or name_from(address)
            found = Account(address=address, name=name[:200], created_at=self._clock())
            found.preferences = Preferences()
            db.session.add(found)
        found.subject = presented.subject
        try:
            db.session.commit()
        except IntegrityError:
            # Two first visits at the same moment: the other one's row is as good as ours.
            db.session.rollback()
            again = find_by_subject(presented.subject)
            if again is None:
                raise PersonUnknown("address_taken") from None
            return again
        return found
