"""What a person chose; a question that the page does not ask stays as it was answered."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import AnyOf, Optional

from webmail.accounts import CHOICES
from webmail.web.form import Form


def _one_of(name: str) -> Any:
    return StringField(
        validators=[Optional(), AnyOf(CHOICES[name], message=_l("Please choose one of the answers."))]
    )


class SettingsForm(Form):
    """One answer to each question, in the words of CHOICES."""

    language = _one_of("language")
    scheme = _one_of("scheme")
    density = _one_of("density")
    layout = _one_of("layout")
    conversations = _one_of("conversations")
    page_size = _one_of("page_size")
    seen_after = _one_of("seen_after")
    images = _one_of("images")
    shortcuts = _one_of("shortcuts")
    answer_position = _one_of("answer_position")
    bcc_self = _one_of("bcc_self")
    vcard = _one_of("vcard")
    collect_addresses = _one_of("collect_addresses")
    formats = _one_of("formats")

    def answers(self) -> dict[str, str]:
        """What was answered, by the name of the question."""
        return {name: self[name].data for name in CHOICES if self[name].data}


class OwnTextForm(Form):
    """One text that is written plain or formatted, as shape says; the HTML is what the editor has written.

    was is what a text looked like before it became plain, lost says what of it that cost.
    """

    lost: str = ""
    name = StringField(_l("Name"))
    text = TextAreaField(_l("Text"))
    html = StringField()
    editor = StringField()
    shape = StringField()
    was = StringField()

    def words(self) -> dict[str, str]:
        """What was typed."""
        return {each: self[each].data or "" for each in ("name", "text", "html")}


class SignatureForm(OwnTextForm):
    """One signature."""

    for_new = BooleanField(_l("Put below new messages"))
    for_answers = BooleanField(_l("Put below replies and forwarded messages"))

    def values(self) -> dict[str, Any]:
        """What was typed and ticked."""
        ticked = {"for_new": bool(self.for_new.data), "for_answers": bool(self.for_answers.data)}
        return {**self.words(), **ticked}


class BlockForm(OwnTextForm):
    """One text block."""

    subject = StringField(_l("Subject"))
    template = BooleanField(_l("Template: offered first in replies"))

    def values(self) -> dict[str, Any]:
        """What was typed and ticked."""
        subject = self.subject.data or ""
        return {**self.words(), "subject": subject, "template": bool(self.template.data)}


class SenderForm(Form):
    """The name that others read."""

    name = StringField(_l("Name"))
