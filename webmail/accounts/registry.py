"""Registry: accounts made and changed by hand; whoever becomes somebody else is signed out."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from webmail.accounts.audit import Audit
from webmail.accounts.directory import note_former_address
from webmail.accounts.looks import record_look
from webmail.accounts.lookup import find_by_address, find_by_subject
from webmail.accounts.models import Account, Preferences
from webmail.accounts.sign_ins import SignIns
from webmail.clock import Clock
from webmail.database import db
from webmail.errors import WebmailError

# What says who somebody is; a changed name or personnel number leaves people where they are.
IDENTIFYING = ("address", "subject")
LONGEST = {"address": 320, "name": 200, "subject": 255, "personnel_number": 40, "school": 200}


class AccountRefused(WebmailError):
    """The account cannot be made or changed like this; field is what hinders, why says it in one word."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedAccount:
    """An account as it shall be; personnel_number and school None leave it as it is."""

    address: str
    name: str
    subject: str
    personnel_number: str | None = None
    school: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of it: the account, whether it is new, what has changed, how many sign-ins ended."""

    account: Account
    made: bool
    changed: tuple[str, ...]
    ended: int


class Registry:
    """The accounts of this installation, as somebody at the command line changes them."""

    def __init__(
        self, *, sign_ins: SignIns, audit: Audit, serves: Callable[[str], bool], clock: Clock
    ) -> None:
        """serves(address): whether it is one of ours."""
        self._sign_ins = sign_ins
        self._audit = audit
        self._serves = serves
        self._clock = clock

    def add(self, wanted: WantedAccount, *, actor: int | None) -> Registered:
        """Makes the account, or changes the one with this address or subject; raises AccountRefused."""
        self._check(wanted)
        found = self._existing(wanted)
        self._check_personnel_number(wanted, found)
        if found is None:
            return self._make(wanted, actor=actor)
        return self._change(found, wanted, actor=actor)

    def look_at(self, address: str, *, actor: int | None) -> Account | None:
        """The account with this address, or None; looking is audited as everywhere."""
        found = find_by_address(address)
        if found is not None:
            record_look(self._audit, "looked_at", actor=actor, account=found.id)
        return found

    def end_all(self, account: Account, reason: str, *, actor: int | None) -> int:
        """Ends all sign-ins of an account for this reason; returns how many."""
        record_look(self._audit, "ended_all", actor=actor, account=account.id, reason=reason)
        return self._sign_ins.end_all(account.id, reason)

    def end_everybodys(self, reason: str, *, actor: int | None) -> int:
        """Ends every sign-in of the installation for this reason; returns how many."""
        record_look(self._audit, "ended_everybodys", actor=actor, reason=reason)
        return self._sign_ins.end_everybodys(reason)

    def _check(self, wanted: WantedAccount) -> None:
        for field, most in LONGEST.items():
            value = getattr(wanted, field)
            if value is None:
                continue
            if not value.strip() or value != value.strip() or not value.isprintable():
                raise AccountRefused(field, "malformed")
            if len(value) > most:
                raise AccountRefused(field, "too_long")
        if wanted.address != wanted.address.lower() or not self._serves(wanted.address):
            raise AccountRefused("address", "foreign")

    @staticmethod
    def _existing(wanted: WantedAccount) -> Account | None:
        by_address, by_subject = find_by_address(wanted.address), find_by_subject(wanted.subject)
        if by_address and by_subject and by_address.id != by_subject.id:
            raise AccountRefused("subject", "taken")
        return by_subject or by_address

    @staticmethod
    def _check_personnel_number(wanted: WantedAccount, found: Account | None) -> None:
        if wanted.personnel_number is None:
            return
        holder = db.session.scalar(
            select(Account.id).where(Account.personnel_number == wanted.personnel_number)
        )
        if holder is not None and (found is None or holder != found.id):
            raise AccountRefused("personnel_number", "taken")

    def _make(self, wanted: WantedAccount, *, actor: int | None) -> Registered:
        made = Account(
            address=wanted.address,
            name=wanted.name,
            subject=wanted.subject,
            personnel_number=wanted.personnel_number,
            school=wanted.school,
            created_at=self._clock(),
            preferences=Preferences(),
        )
        db.session.add(made)
        _flush()
        self._audit.record("made_account", actor=actor, account=made.id)
        db.session.commit()
        return Registered(made, made=True, changed=(), ended=0)

    def _change(self, account: Account, wanted: WantedAccount, *, actor: int | None) -> Registered:
        values = {field: getattr(wanted, field) for field in LONGEST}
        changed = tuple(
            field for field, value in values.items() if value is not None and value != getattr(account, field)
        )
        if not changed:
            return Registered(account, made=False, changed=(), ended=0)
        becomes_another = any(field in IDENTIFYING for field in changed)
        former = account.address
        for field in changed:
            setattr(account, field, values[field])
        _flush()
        note_former_address(account, former, at=self._clock())
        self._audit.record("changed_account", actor=actor, account=account.id, reason=" ".join(changed))
        db.session.commit()
        # Only now, when nobody can come in any more as who the person was before.
        ended = self._sign_ins.end_all(account.id, "account_changed") if becomes_another else 0
        return Registered(account, made=False, changed=changed, ended=ended)


def _flush() -> None:
    """Somebody else may have taken address, subject or number a moment ago."""
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise AccountRefused("address", "taken") from error
