"""What is typed and chosen about folders."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from webmail.mail import Extent
from webmail.web.converters import LARGEST
from webmail.web.form import Form

# Far more than a name may have; the domain says how many, so that what was typed stays in the field.
MOST_TYPED = 2000


class FolderForm(Form):
    """A name, where the folder lies, and the page to go back to."""

    name = StringField(_l("Name of the folder"), validators=[Length(max=MOST_TYPED)])
    below = HiddenField()
    back = HiddenField()


class AskedForm(Form):
    """What a question was about, when it comes back answered."""

    uidvalidity = HiddenField()
    uidnext = HiddenField()
    mark = HiddenField()
    sure = HiddenField()
    back = HiddenField()

    def extent(self, folder: str) -> Extent | None:
        """What was asked about; None when the person was not asked or it makes no sense."""
        numbers = (self.uidvalidity.data or "", self.uidnext.data or "")
        if self.sure.data != "yes" or not all(one.isascii() and one.isdigit() for one in numbers):
            return None
        uidvalidity, uidnext = (int(one[:10]) for one in numbers)
        if max(uidvalidity, uidnext) > LARGEST:
            return None
        return Extent(folder, uidvalidity, uidnext, mark=self.mark.data or "")
