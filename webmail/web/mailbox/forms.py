"""What a person selected in the list, and what for."""

from collections.abc import Iterator
from contextlib import suppress

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from webmail.mail import MessageRef, Only, View, expand, read_ranges
from webmail.web.converters import LARGEST, opened_refs
from webmail.web.current import current
from webmail.web.form import Form
from webmail.web.pages import done
from webmail.web.places import own_page
from webmail.web.words import _

MOST_SELECTED = 500
MOST_MESSAGES = 2000


class SelectionForm(Form):
    """What was picked in a list; back is the list.

    uid names messages of the list's own folder under one UIDVALIDITY, ref those of any folder; either may
    name several at once, as a conversation does. everything, the highest UID of then, means all that the list
    shows, on other pages too. here is the opened message, where the deed is done to that and it stays open.
    """

    uidvalidity = IntegerField(validators=[Optional(), NumberRange(0, LARGEST)])
    uid = SelectMultipleField(validate_choice=False, validators=[Length(max=MOST_SELECTED)])
    ref = SelectMultipleField(validate_choice=False, validators=[Length(max=MOST_SELECTED)])
    everything = IntegerField(validators=[Optional(), NumberRange(1, LARGEST)])
    only = HiddenField()
    star = StringField(validators=[Optional()])
    unstar = StringField(validators=[Optional()])
    back = HiddenField()
    here = HiddenField()

    def way_back(self, folder: str | None) -> str:
        """The page the deed leads back to."""
        asked = own_page(self.here.data) or own_page(self.back.data)
        return asked or url_for("mailbox.index", folder=folder)

    def nothing_selected(self, folder: str | None) -> Response:
        """What is answered where refs() are none."""
        return done(_("Please select messages first."), back_to=self.way_back(folder))

    def refs(self, folder: str | None) -> list[MessageRef]:
        """References to what was selected; empty when nothing, or nothing sensible, was sent.

        Raises SealBroken for what is another person's.
        """
        if not self.validate():
            return []
        # The star of one row is meant for that row, whatever else is selected.
        row = self.star.data or self.unstar.data
        if self.everything.data and folder is not None and self.uidvalidity.data is not None and not row:
            only = next((each for each in Only if each.value == self.only.data), Only.ALL)
            return list(
                current.mailbox.everything(
                    folder, uidvalidity=self.uidvalidity.data, until=self.everything.data, view=View(only)
                )
            )
        if folder is None:
            return self._anywhere([row] if row else self.ref.data or [])
        if self.uidvalidity.data is None:
            return []
        uids = _numbers([row] if row else self.uid.data or [])
        return [MessageRef(folder, self.uidvalidity.data, uid) for uid in uids]

    @staticmethod
    def _anywhere(named: list[str]) -> list[MessageRef]:
        found: dict[MessageRef, None] = {}
        for each in named:
            with suppress(ValueError):
                found.update(dict.fromkeys(opened_refs(each, most=MOST_MESSAGES)))
        return list(found)[:MOST_MESSAGES]

    def fields(self) -> Iterator[tuple[str, object]]:
        """The selection again, for a page that asks something first."""
        if self.uidvalidity.data is not None:
            yield "uidvalidity", self.uidvalidity.data
        if self.everything.data:
            yield from (("everything", self.everything.data), ("only", self.only.data or ""))
        yield from (("uid", uid) for uid in self.uid.data or [])
        yield from (("ref", ref) for ref in self.ref.data or [])
        yield "back", self.here.data or self.back.data or ""


def _numbers(sets: list[str]) -> list[int]:
    """The UIDs of sequence-sets; what is none is left out."""
    ranges = read_ranges(",".join(sets).encode("ascii", "replace"))
    return [uid for uid in dict.fromkeys(expand(ranges, most=MOST_MESSAGES)) if 0 < uid <= LARGEST]


class SearchForm(Form):
    """Words to look for, and whether in all folders or in the open one, whose name is sealed."""

    words = StringField(
        validators=[DataRequired(), Length(max=200)], filters=[lambda words: " ".join((words or "").split())]
    )
    scope = StringField(validators=[Optional(), AnyOf(("all", "folder"))])
    folder = HiddenField()
