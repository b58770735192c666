"""What a person selected in the list, and what for."""

from collections.abc import Iterator

from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from webmail.mail import MessageRef
from webmail.web.converters import LARGEST
from webmail.web.form import Form

MOST_SELECTED = 500


class SelectionForm(Form):
    """Messages of one folder, by UID under one UIDVALIDITY; back is the list they were chosen from."""

    uidvalidity = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST)])
    uid = SelectMultipleField(coerce=int, validate_choice=False, validators=[Length(max=MOST_SELECTED)])
    star = IntegerField(validators=[Optional()])
    unstar = IntegerField(validators=[Optional()])
    back = HiddenField()

    def refs(self, folder: str) -> list[MessageRef]:
        """References to what was selected; empty when nothing, or nothing sensible, was sent."""
        if not self.validate():
            return []
        # The star of one row is meant for that row, whatever else is selected.
        uids = [self.star.data or self.unstar.data] if self.star.data or self.unstar.data else self.uid.data
        return [MessageRef(folder, self.uidvalidity.data, uid) for uid in uids or [] if 0 < uid <= LARGEST]

    def fields(self) -> Iterator[tuple[str, object]]:
        """The selection again, for a page that asks something first."""
        yield "uidvalidity", self.uidvalidity.data
        yield from (("uid", uid) for uid in self.uid.data)
        yield "back", self.back.data or ""


class SearchForm(Form):
    """Words to look for in the open folder."""

    words = StringField(
        validators=[DataRequired(), Length(max=200)], filters=[lambda words: (words or "").strip()]
    )
