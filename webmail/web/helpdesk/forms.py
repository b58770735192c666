"""What the helpdesk types: words to look for, a support code, the reason of a deed."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from webmail.helpdesk import LONGEST_REASON, SHORTEST_REASON
from webmail.web.form import Form


def _on_one_line(typed: str | None) -> str:
    """Printable and without line ends, as it is kept."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed or "").split())


class SearchForm(Form):
    """Name, address or personnel number of somebody; one letter would be half the service."""

    person = StringField(
        _l("Name, address or personnel number"),
        filters=[_on_one_line],
        validators=[Length(2, 200, message=_l("Please enter at least two characters."))],
    )


class CodeForm(Form):
    """The six characters that somebody reads out."""

    code = StringField(
        _l("Support code"),
        validators=[InputRequired(_l("Please enter the support code.")), Length(max=40)],
    )


class EndForm(Form):
    """Why sign-ins are ended; it can be read later by the administrators."""

    reason = TextAreaField(_l("Reason"), filters=[_on_one_line])

    def validate_reason(self, field: TextAreaField) -> None:
        """The same bounds as the deed itself has."""
        if len(field.data) < SHORTEST_REASON:
            raise ValidationError(_l("Please say in a few words why."))
        if len(field.data) > LONGEST_REASON:
            raise ValidationError(_l("Please say it in fewer words."))
