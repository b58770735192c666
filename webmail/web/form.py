"""Form: what every form of ours has in common."""

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a token that takes text and nothing else: a file sent in a field's place is not there."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Replaces Flask-WTF's source of what was sent, which mixes in files."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> MultiDict[str, str] | None:
            """What was typed, for a POST; nothing of it where the form was given none."""
            return request.form if request.method == "POST" and formdata is not None else None
