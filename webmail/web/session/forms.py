"""What is typed at the door."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password; the latter's field is called typed, for nothing else here is named like it."""

    address = StringField(
        _l("Email address"), validators=[InputRequired(_l("Please enter your address.")), Length(max=320)]
    )
    typed = PasswordField(
        _l("Password"), validators=[InputRequired(_l("Please enter your password.")), Length(max=1024)]
    )
    next = HiddenField()
