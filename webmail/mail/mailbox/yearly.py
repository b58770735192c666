"""An archive with a folder for each year: that in which a message came, by the clock of the service."""

import re
from collections.abc import Sequence
from contextlib import suppress
from zoneinfo import ZoneInfo

from webmail.mail.errors import DeedRefused, FolderMissing, FolderRefused, MessageGone
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.borrowing import Borrower, select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deeds import relocate
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.moved import Moved
from webmail.mail.mailbox.naming import Naming
from webmail.mail.mailbox.numbers import written
from webmail.mail.mailbox.tree import list_folders
from webmail.mail.ref import MessageRef

Groups = list[list[MessageRef]]

_YEAR = re.compile(r"[0-9]{4}")


def year_folders(connection: Connection) -> list[str]:
    """The archive's folders of years that can be opened, the newest first."""
    naming = Naming(list_folders(connection))
    archive = next((name for name, use in naming.special.items() if use is SpecialUse.ARCHIVE), None)
    years = [
        name
        for name in (naming.below(archive) if archive else ())
        if _YEAR.fullmatch(naming.listed[name].path[-1])
        and naming.listed[name].selectable
        and naming.parent(name) == archive
    ]
    return sorted(years, reverse=True)


class YearlyArchive:
    """Files messages by year; folders that are missing are made."""

    def __init__(self, *, borrower: Borrower, zone: ZoneInfo) -> None:
        self.borrower = borrower
        self.zone = zone

    def split(self, refs: list[MessageRef]) -> Groups:
        """Messages of one folder by year; those that are gone stay with the last year."""

        def look(connection: Connection) -> dict[int, int]:
            select_ref(connection, refs[0], readonly=True)
            return self._years(connection, [ref.uid for ref in refs])

        years = self.borrower.reading(look)
        last = max(years.values(), default=0)
        found: dict[int, list[MessageRef]] = {}
        for ref in refs:
            found.setdefault(years.get(ref.uid, last), []).append(ref)
        return [found[year] for year in sorted(found)]

    def file(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages of one folder and one year into the archive's folder for it."""
        with self.borrower.changing(refs) as (connection, uids):
            years = set(self._years(connection, uids).values())
            if not years:
                raise MessageGone("none of the messages is there any more")
            if len(years) > 1:
                raise ValueError("the messages of one step are of one year")
            target = self._place(connection, str(years.pop()))
            if target == refs[0].folder:
                raise DeedRefused("the messages are there already")
            return relocate(connection, uids, source=refs[0].folder, target=target)

    def _years(self, connection: Connection, uids: Sequence[int]) -> dict[int, int]:
        answer = connection.command("UID", Atom("FETCH"), Atom(written(uids)), Atom("(UID INTERNALDATE)"))
        wanted = set(uids)
        return {
            uid: fetched.received.astimezone(self.zone).year
            for uid, fetched in fetched_by_uid(answer).items()
            if uid in wanted
        }

    def _place(self, connection: Connection, year: str) -> str:
        """The folder of the year; the archive itself where no folder can lie below it."""
        naming = Naming(list_folders(connection))
        archive = next((name for name, use in naming.special.items() if use is SpecialUse.ARCHIVE), None)
        if archive is None:
            archive = self.borrower.make_special(connection, SpecialUse.ARCHIVE)
            naming = Naming(list_folders(connection))
        try:
            name = f"{naming.prefix(archive)}{year}"
        except (FolderRefused, FolderMissing):
            return archive
        if name not in naming.listed:
            try:
                connection.command("CREATE", FolderName(name))
            except DeedRefused:
                # Somebody else has made it in this moment, or it cannot be.
                if name not in {each.name for each in list_folders(connection)}:
                    return archive
            with suppress(DeedRefused):
                connection.command("SUBSCRIBE", FolderName(name))
        return name
