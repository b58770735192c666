"""What the helpdesk may see of an account and do to it, each look and each act audited; never mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webmail.accounts import (
    Audit,
    AuditEntry,
    Event,
    Networks,
    Role,
    SignIns,
    SupportCode,
    Timeline,
)
from webmail.accounts.looks import record_look
from webmail.accounts.people import Found, find_account, find_people, names_of
from webmail.accounts.shown import ShownSignIns, shown_sign_ins
from webmail.clock import Clock
from webmail.errors import WebmailError
from webmail.policy import N_, REGISTRY, Clause, Feature, Forbidden, Policy

FOUND_AT_MOST = 50
SHORTEST_REASON, LONGEST_REASON = 3, 500

# Who may open what, and the rule that the others read.
CLAUSES: Mapping[Role, Clause] = {
    Role.HELPDESK: Clause("roles.helpdesk", N_("This page is for the helpdesk.")),
    Role.ADMIN: Clause("roles.admin", N_("This page is for administrators.")),
}


class ReasonMissing(WebmailError):
    """An act on somebody's account needs a reason that can be read later, 3 to 500 characters."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who looks or acts: the number of the account and what it may open."""

    account: int
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """An account as the helpdesk sees it."""

    number: int
    name: str
    address: str
    personnel_number: str | None
    made_at: datetime
    bound: bool
    language: str | None
    sign_ins: ShownSignIns
    codes: Sequence[SupportCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened under a support code; features are those of this installation and whether they are on."""

    code: str
    made_at: datetime
    browser: str
    account: int | None
    name: str | None
    events: Sequence[Event]
    features: tuple[tuple[Feature, bool], ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """A stretch of the audit trail, newest first, and what the people in it are called."""

    entries: Sequence[AuditEntry]
    names: Mapping[int, str]


def check_role(roles: frozenset[Role], wanted: Role) -> None:
    """Returns if one of the roles opens what is for the wanted one; administrators open the helpdesk too."""
    if wanted in roles or (wanted is Role.HELPDESK and Role.ADMIN in roles):
        return
    raise Forbidden(CLAUSES[wanted])


class Desk:
    """The helpdesk's side of the accounts: finds people, sees their sign-ins, ends them."""

    def __init__(
        self,
        *,
        policy: Policy,
        sign_ins: SignIns,
        timeline: Timeline,
        audit: Audit,
        networks: Networks,
        clock: Clock,
    ) -> None:
        self._policy = policy
        self._sign_ins = sign_ins
        self._timeline = timeline
        self._audit = audit
        self._networks = networks
        self._clock = clock

    def find(self, words: str, *, actor: Actor) -> Found:
        """Up to 50 people; the audit trail learns how many were found, not what was looked for."""
        check_role(actor.roles, Role.HELPDESK)
        found = find_people(words, most=FOUND_AT_MOST)
        count = f"{len(found.people)}+" if found.more else str(len(found.people))
        record_look(self._audit, "looked_for", actor=actor.account, reason=count)
        return found

    def state(self, number: int, *, actor: Actor) -> AccountState | None:
        """An account with its sign-ins and support codes; None when there is none of this number."""
        check_role(actor.roles, Role.HELPDESK)
        account = find_account(number)
        if account is None:
            return None
        record_look(self._audit, "looked_at", actor=actor.account, account=number)
        return AccountState(
            number=account.id,
            name=account.name,
            address=account.address,
            personnel_number=account.personnel_number,
            made_at=account.created_at,
            bound=account.subject is not None,
            language=account.preferences.language,
            sign_ins=shown_sign_ins(
                number, sign_ins=self._sign_ins, networks=self._networks, clock=self._clock
            ),
            codes=self._timeline.latest(number),
        )

    def find_code(self, typed: str, *, actor: Actor) -> str | None:
        """The support code as somebody reads it out, in its six characters; None when there is none."""
        check_role(actor.roles, Role.HELPDESK)
        found = self._timeline.find(typed)
        if found is None:
            record_look(self._audit, "looked_at_code", actor=actor.account)
        return found.code if found else None

    def story(self, code: str, *, actor: Actor) -> Story | None:
        """The timeline of a support code; None when there is none or it is older than 14 days."""
        check_role(actor.roles, Role.HELPDESK)
        found = self._timeline.find(code)
        if found is None:
            record_look(self._audit, "looked_at_code", actor=actor.account)
            return None
        account = find_account(found.account_id) if found.account_id is not None else None
        self._record_code("looked_at_code", found, actor=actor)
        return Story(
            code=found.code,
            made_at=found.made_at,
            browser=found.browser,
            account=found.account_id,
            name=account.name if account else None,
            events=self._timeline.events(found.id),
            features=tuple((feature, self._policy.allows(feature)) for feature in REGISTRY),
        )

    def make_guide_link(self, code: str, *, actor: Actor) -> str | None:
        """Notes that the guided sign-out is sent to somebody; the code in its six characters."""
        check_role(actor.roles, Role.HELPDESK)
        found = self._timeline.find(code)
        if found is None:
            return None
        self._record_code("made_guide_link", found, actor=actor)
        return found.code

    def end(self, number: int, *, account: int, reason: str, actor: Actor) -> bool:
        """Ends one sign-in of an account; False when there is no living one of this number."""
        check_role(actor.roles, Role.HELPDESK)
        reason = _checked(reason)
        sign_in = self._sign_ins.find_living(number, account=account)
        if sign_in is None:
            return False
        # Not committed here: the entry and the end are one transaction.
        self._audit.record("ended_sign_in", actor=actor.account, account=account, reason=reason)
        self._sign_ins.end_for(sign_in, "helpdesk")
        return True

    def end_all(self, account: int, *, reason: str, actor: Actor) -> int | None:
        """Ends all sign-ins of an account; returns how many, None when there is no such account."""
        check_role(actor.roles, Role.HELPDESK)
        reason = _checked(reason)
        if find_account(account) is None:
            return None
        living = self._sign_ins.living(account)
        if not living:
            record_look(self._audit, "ended_all", actor=actor.account, account=account, reason=reason)
            return 0
        self._audit.record("ended_all", actor=actor.account, account=account, reason=reason)
        for sign_in in living:
            self._sign_ins.end_for(sign_in, "helpdesk")
        return len(living)

    def trail(
        self, *, actor: Actor, account: int | None = None, by: int | None = None, before: int | None = None
    ) -> Trail:
        """The audit trail, newest first; looking at it is written down in it."""
        check_role(actor.roles, Role.ADMIN)
        entries = self._audit.latest(account=account, actor=by, before=before)
        record_look(self._audit, "looked_at_trail", actor=actor.account, account=account)
        people = {each.actor_id for each in entries} | {each.account_id for each in entries}
        return Trail(entries, names_of({*people, account, by}))

    def _record_code(self, deed: str, code: SupportCode, *, actor: Actor) -> None:
        record_look(self._audit, deed, actor=actor.account, account=code.account_id, code=code.code)


def _checked(reason: str) -> str:
    """The reason on one line; raises ReasonMissing."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in reason).split())
    if not SHORTEST_REASON <= len(text) <= LONGEST_REASON:
        raise ReasonMissing
    return text
