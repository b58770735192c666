"""Borrower: one person's way to the store; what only reads is tried twice, what changes is done once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import TypeVar

from webmail.mail.errors import ConnectionLost, DeedRefused, StaleReference, StoreUnavailable
from webmail.mail.login import Login
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.deadline import Deadline, Patience
from webmail.mail.mailbox.folder import NEW_NAMES, SpecialUse, find_special, prefix_for_new
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.tree import list_folders
from webmail.mail.ref import MessageRef

T = TypeVar("T")


@dataclass(slots=True)
class Once:
    """Whether a deed has begun to change something: from then on nothing of it is repeated."""

    begun: bool = False


class Borrower:
    """Borrows connections for one person; every read heals a lost line once, no change is ever repeated."""

    def __init__(self, *, pool: Pool, kept: Kept, login: Login, patience: Patience | None = None) -> None:
        """patience is for all reading together; without it every verb has the time of a whole request."""
        self.pool = pool
        self.kept = kept
        self.login = login
        self.patience = patience

    # -- borrowing ---------------------------------------------------------------------------

    def reading(self, work: Callable[[Connection], T], *, seconds: float | None = None) -> T:
        """Does what changes nothing; once more, within the same time, if the line is lost."""
        with self._deadline(seconds) as deadline:
            for last in (False, True):
                try:
                    with self.pool.lend(self.login, deadline=deadline, read_seconds=seconds) as connection:
                        return work(connection)
                except ConnectionLost:
                    if last or not deadline.remaining:
                        raise
        raise AssertionError("unreachable")

    def deed(self, work: Callable[[Connection], T], *, once: Once, deadline: Deadline | None = None) -> T:
        """Like reading(), for work that says by once.begun from where on it must not be repeated."""
        deadline = deadline or self.pool.store.deadline()
        for last in (False, True):
            try:
                with self.pool.lend(self.login, deadline=deadline) as connection:
                    return work(connection)
            except ConnectionLost:
                if last or once.begun or not deadline.remaining:
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def changing(self, refs: Sequence[MessageRef]) -> Iterator[tuple[Connection, Sequence[int]]]:
        """A connection with the messages' folder open: opening is repeated if need be, the change never."""
        places = {(ref.folder, ref.uidvalidity) for ref in refs}
        if len(places) != 1:
            raise ValueError("the messages of one deed are in one folder")
        with ExitStack() as stack:
            yield self._open_folder(stack, refs[0]), sorted({ref.uid for ref in refs})

    def _open_folder(self, stack: ExitStack, ref: MessageRef) -> Connection:
        """A line that is lost until here has changed nothing: ConnectionLost is only said of what comes."""
        deadline = self.pool.store.deadline()
        for last in (False, True):
            try:
                with ExitStack() as opening:
                    connection = opening.enter_context(self.pool.lend(self.login, deadline=deadline))
                    select_ref(connection, ref, readonly=False)
                    stack.enter_context(opening.pop_all())
                    return connection
            except ConnectionLost as error:
                if last or not deadline.remaining:
                    raise StoreUnavailable("the folder cannot be opened") from error
        raise AssertionError("unreachable")

    def _deadline(self, seconds: float | None) -> AbstractContextManager[Deadline]:
        if seconds is None and self.patience is not None:
            return self.patience.deadline()
        return nullcontext(Deadline.after(seconds or self.pool.store.request_seconds))

    def turn(self, message_id: str, *, seconds: float) -> AbstractContextManager[None]:
        """Nobody else in this process changes this person's draft meanwhile."""
        return self.kept.turns.take((self.login.name, message_id), seconds=seconds)

    # -- folders of special use --------------------------------------------------------------

    def special(self, use: SpecialUse) -> str | None:
        """The name of the folder that is for this, if there is one."""
        known = self.kept.special(self.login.name)
        return (self.reading(self.specials) if known is None else known).get(use)

    def specials(self, connection: Connection) -> dict[SpecialUse, str]:
        """The names of all of them, as they were last listed or are now."""
        known = self.kept.special(self.login.name)
        if known is None:
            known = {use: name for name, use in find_special(list_folders(connection)).items()}
            self.kept.keep_special(self.login.name, known)
        return known

    def make_special(self, connection: Connection, use: SpecialUse) -> str:
        """Makes the folder unless there is one after all; gives its name."""
        self.kept.keep_special(self.login.name, None)
        listed = list_folders(connection)
        for name, found in find_special(listed).items():
            if found is use:
                return name
        name = prefix_for_new(listed) + NEW_NAMES[use]
        told = [Atom(f"(USE ({use.value}))")] if _may_say_use(connection, use) else []
        try:
            connection.command("CREATE", FolderName(name), *told)
        except DeedRefused:
            # Somebody else has made it in this moment.
            if name not in {each.name for each in list_folders(connection)}:
                raise
        with suppress(DeedRefused):
            connection.command("SUBSCRIBE", FolderName(name))
        return name


def _may_say_use(connection: Connection, use: SpecialUse) -> bool:
    """RFC 6154 lets a store refuse a use that it does not know, and it knows none but those of that RFC."""
    ours = (SpecialUse.OUTBOX, SpecialUse.SNOOZED)
    return use not in ours and connection.offers("CREATE-SPECIAL-USE")


def select_ref(connection: Connection, ref: MessageRef, *, readonly: bool) -> Selected:
    """Opens the message's folder; StaleReference when it was renumbered since."""
    selected = connection.select(ref.folder, readonly=readonly)
    if selected.uidvalidity != ref.uidvalidity:
        raise StaleReference("the folder was renumbered")
    return selected
