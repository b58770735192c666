"""What people are shown of sign-ins: device, network, since when, why one ended; nothing that opens one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from webmail.accounts.devices import Device, Networks, device_of
from webmail.accounts.door_models import SupportCode
from webmail.accounts.models import SignIn
from webmail.accounts.sign_ins import SignIns
from webmail.clock import Clock
from webmail.database import db

REMEMBERED = timedelta(days=14)
MOST_ENDED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSignIn:
    """One sign-in; network is the name of a range in the settings, code the support code of its story."""

    number: int
    device: Device
    network: str | None
    shared: bool
    opened_at: datetime
    last_seen: datetime
    ended_at: datetime | None
    end_reason: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class ShownSignIns:
    """An account's sign-ins: the living ones, the one used last first, and those that ended lately."""

    living: tuple[ShownSignIn, ...]
    ended: tuple[ShownSignIn, ...]
    last_opened_at: datetime | None


def shown_sign_ins(account: int, *, sign_ins: SignIns, networks: Networks, clock: Clock) -> ShownSignIns:
    """All of an account that live, and at most 50 of those that ended in the last 14 days."""
    living = sign_ins.living(account)
    ended = db.session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account, SignIn.ended_at > clock() - REMEMBERED)
        .order_by(SignIn.ended_at.desc(), SignIn.id.desc())
        .limit(MOST_ENDED)
    ).all()
    last = db.session.scalar(
        select(SignIn.opened_at).where(SignIn.account_id == account).order_by(SignIn.id.desc()).limit(1)
    )
    codes = _codes_of([*living, *ended])
    return ShownSignIns(
        tuple(_shown(each, networks, codes) for each in living),
        tuple(_shown(each, networks, codes) for each in ended),
        last,
    )


def _codes_of(sign_ins: Sequence[SignIn]) -> Mapping[int, str]:
    numbers = {each.code_id for each in sign_ins if each.code_id is not None}
    rows = db.session.execute(select(SupportCode.id, SupportCode.code).where(SupportCode.id.in_(numbers)))
    return {row.id: row.code for row in rows}


def _shown(sign_in: SignIn, networks: Networks, codes: Mapping[int, str]) -> ShownSignIn:
    return ShownSignIn(
        number=sign_in.id,
        device=device_of(sign_in.device),
        network=networks.name_of(sign_in.origin),
        shared=sign_in.shared,
        opened_at=sign_in.opened_at,
        last_seen=sign_in.last_seen,
        ended_at=sign_in.ended_at,
        end_reason=sign_in.end_reason,
        code=codes.get(sign_in.code_id) if sign_in.code_id is not None else None,
    )
