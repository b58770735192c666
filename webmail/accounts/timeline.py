"""Timeline: what happened under a support code, without a word of content."""

import logging
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from webmail.accounts.door_models import Event, SupportCode
from webmail.clock import Clock
from webmail.database import db

LOG = logging.getLogger(__name__)

# Nothing that is mistaken for something else on the telephone or in print.
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE = re.compile(f"[{LETTERS}]{{6}}")
LASTS = timedelta(days=14)
MOST_EVENTS = 200


class Timeline:
    """Support codes and their events; a code lasts 14 days and takes at most 200 events."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def new_code(self) -> str:
        """A code that nobody has heard of; it becomes a row with its first event."""
        return "".join(secrets.choice(LETTERS) for _ in range(6))

    def code_for(self, code: str | None, *, browser: str) -> SupportCode:
        """The row of this code, made now if it has none or is too old; browser is a class, not a name."""
        if code and (found := self.find(code)):
            return found
        if not code or not CODE.fullmatch(code) or self._exists(code):
            code = self.new_code()
        made = SupportCode(code=code, made_at=self._clock(), browser=browser[:60])
        db.session.add(made)
        try:
            db.session.commit()
        except IntegrityError:
            # Two requests of one browser at the same moment, or a code drawn twice.
            db.session.rollback()
            return self.find(code) or self.code_for(None, browser=browser)
        return made

    def find(self, typed: str) -> SupportCode | None:
        """The code as somebody reads it out, with or without a dash; None when it is too old or unknown."""
        code = re.sub(r"[^A-Z0-9]", "", typed.upper()[:40])
        if not CODE.fullmatch(code):
            return None
        oldest: datetime = self._clock() - LASTS
        return db.session.scalar(
            select(SupportCode).where(SupportCode.code == code, SupportCode.made_at > oldest)
        )

    def note(self, code_id: int | None, kind: str, detail: str = "", *, request: str = "") -> None:
        """Adds one event and commits; nothing happens without a code, or when it is full."""
        if code_id is None or self.count(code_id) >= MOST_EVENTS:
            return
        db.session.add(
            Event(code_id=code_id, at=self._clock(), kind=kind, detail=detail[:60], request=request[:16])
        )
        db.session.commit()

    def note_under(
        self, code: str | None, kind: str, detail: str = "", *, browser: str, request: str = ""
    ) -> SupportCode | None:
        """Adds one event under a browser's code, which gets a row first; None while the database is away."""
        try:
            row = self.code_for(code, browser=browser)
            self.note(row.id, kind, detail, request=request)
        except SQLAlchemyError as error:
            db.session.rollback()
            LOG.error("event_not_kept kind=%s error=%s", kind, type(error).__name__)
            return None
        return row

    def count(self, code_id: int) -> int:
        """How many events there are under a code."""
        return db.session.scalar(select(func.count()).where(Event.code_id == code_id)) or 0

    def events(self, code_id: int) -> Sequence[Event]:
        """All events under a code in their order."""
        return db.session.scalars(select(Event).where(Event.code_id == code_id).order_by(Event.id)).all()

    def latest(self, account: int) -> Sequence[SupportCode]:
        """The codes of an account that still last, newest first."""
        oldest: datetime = self._clock() - LASTS
        return db.session.scalars(
            select(SupportCode)
            .where(SupportCode.account_id == account, SupportCode.made_at > oldest)
            .order_by(SupportCode.id.desc())
            .limit(20)
        ).all()

    def belongs_to(self, code_id: int, account: int) -> None:
        """From now on the code tells the story of this account; committed with what follows."""
        if (row := db.session.get(SupportCode, code_id)) is not None:
            row.account_id = account

    def forget_old(self) -> None:
        """Removes codes past their time, with their events."""
        oldest: datetime = self._clock() - LASTS
        old = select(SupportCode.id).where(SupportCode.made_at <= oldest)
        if db.session.scalar(old.limit(1)) is not None:
            db.session.execute(delete(Event).where(Event.code_id.in_(old)))
            db.session.execute(delete(SupportCode).where(SupportCode.made_at <= oldest))
        db.session.commit()

    def _exists(self, code: str) -> bool:
        return db.session.scalar(select(SupportCode.id).where(SupportCode.code == code)) is not None
