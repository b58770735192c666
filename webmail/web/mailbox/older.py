"""Deleting what is older than some years, or than a day: counted first, asked, and done as counted."""

import json
from datetime import date

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import ValidationError

from webmail.errors import SealBroken
from webmail.mail import (
    MessageRef,
    Older,
    Selection,
    expand,
    find_older,
    is_for_good,
    read_ranges,
    remove_older,
    written,
)
from webmail.web.current import current
from webmail.web.deeds import moved_to, removed
from webmail.web.form import Form
from webmail.web.mailbox import bp
from webmail.web.pages import done, page
from webmail.web.words import _, ngettext

COUNTED = "older"
YEARS = (1, 2, 3, 5)
DAY = "day"
FIRST_YEAR = 1980
MOST = 100_000


class OlderForm(Form):
    """How old is old: a number of years, or the day before which everything goes."""

    age = RadioField(choices=[], default="2", validate_choice=False)
    day = StringField()
    spare_starred = BooleanField(default=True)

    def validate_age(self, field: RadioField) -> None:
        if field.data not in (*map(str, YEARS), DAY):
            raise ValidationError(_("Please choose how old the messages are."))

    def validate_day(self, _field: StringField) -> None:
        if self.age.data != DAY:
            return
        day = self.chosen_day
        if day is None:
            raise ValidationError(_("Please enter a day."))
        if not date(FIRST_YEAR, 1, 1) <= day <= _today():
            raise ValidationError(_("Please enter a day between 1980 and today."))

    @property
    def chosen_day(self) -> date | None:
        """The day that was entered, if it is one."""
        try:
            return date.fromisoformat(self.day.data or "")
        except ValueError:
            return None

    @property
    def before(self) -> date:
        """The day before which messages are old."""
        if self.age.data == DAY and self.chosen_day is not None:
            return self.chosen_day
        today = _today()
        # There is no 29 February a year ago.
        day = min(today.day, 28) if today.month == 2 else today.day
        return date(today.year - int(self.age.data), today.month, day)


def _today() -> date:
    return current.now.astimezone(current.zone).date()


@bp.get("/<folder:folder>/older")
def older(folder: str) -> Response:
    """Asks how old."""
    return _ask(folder, OlderForm())


@bp.post("/<folder:folder>/older")
def count_older(folder: str) -> Response:
    """Counts and asks."""
    form = OlderForm()
    if not form.validate_on_submit():
        return _ask(folder, form, 422)
    found = find_older(current.mailbox, folder, before=form.before, spare_starred=form.spare_starred.data)
    if not found.uids:
        return done(
            _("This folder has no messages that old."), back_to=url_for("mailbox.index", folder=folder)
        )
    return page(
        "mailbox/older_counted.html",
        found=found,
        before=form.before,
        for_good=is_for_good(current.mailbox, folder),
        counted_as=_sealed(found),
        open_folder=folder,
    )


@bp.post("/<folder:folder>/older/delete")
def delete_older(folder: str) -> Response:
    """Throws away what was counted, and nothing that came since."""
    refs = _opened(request.form.get("counted", ""), folder)
    back = url_for("mailbox.index", folder=folder)
    if is_for_good(current.mailbox, folder):
        return done(removed(remove_older(current.mailbox, refs)), back_to=back)
    moved = Selection(current.mailbox, refs).delete()
    return done(moved_to(moved), back_to=back, steps=moved.steps)


def _ask(folder: str, form: OlderForm, status: int = 200) -> Response:
    years = [(str(number), ngettext("one year", "%(num)s years", number)) for number in YEARS]
    return page(
        "mailbox/older.html",
        status,
        form=form,
        years=years,
        day=DAY,
        for_good=is_for_good(current.mailbox, folder),
        open_folder=folder,
        latest=_today().isoformat(),
    )


def _sealed(found: Older) -> str:
    """What was counted, so that exactly this is asked for and done."""
    return current.seal(COUNTED, json.dumps([found.folder, found.uidvalidity, written(found.uids)]))


def _opened(sealed: str, folder: str) -> list[MessageRef]:
    """The messages behind _sealed(); raises SealBroken, also for another folder's."""
    named, uidvalidity, uids = json.loads(current.unseal(COUNTED, sealed))
    if named != folder:
        raise SealBroken("what was counted lies in another folder")
    return [MessageRef(named, uidvalidity, uid) for uid in expand(read_ranges(uids.encode()), most=MOST)]
