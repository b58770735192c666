"""What is typed at the door."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from webmail.web.form import Form


def _check_line(_form: Form, field: Any) -> None:
    """NUL would end the name inside SASL PLAIN (RFC 4616), and no field of one line holds a line end."""
    if set(field.data or "") & {"\r", "\n", "\0"}:
        raise ValidationError(_l("This contains characters that are not allowed here. Please remove them."))


class SignInForm(Form):
    """Address and password; the latter's field is called typed, for nothing else here is named like it."""

    address = StringField(
        _l("Email address"),
        validators=[InputRequired(_l("Please enter your address.")), Length(max=320), _check_line],
    )
    typed = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Please enter your password.")), Length(max=1024), _check_line],
    )
    shared = BooleanField(_l("Shared device"))
    next = HiddenField()
