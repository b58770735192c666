"""What a person chose; a question that the page does not ask stays as it was answered."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
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
    collect_addresses = _one_of("collect_addresses")

    def answers(self) -> dict[str, str]:
        """What was answered, by the name of the question."""
        return {name: self[name].data for name in CHOICES if self[name].data}
