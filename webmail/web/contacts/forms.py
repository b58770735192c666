"""What is typed about a contact."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from webmail.contacts import Card, ContactRefused, Kept
from webmail.web.contact_words import refused_contact
from webmail.web.form import Form


class ContactForm(Form):
    """One contact; addresses stand one on a line, the first is the one that mail goes to."""

    name = StringField(_l("Name"))
    addresses = TextAreaField(_l("Email addresses"))
    organisation = StringField(_l("School or organisation"))
    telephone = StringField(_l("Telephone"))
    note = TextAreaField(_l("Note"))

    @classmethod
    def of(cls, kept: Kept) -> "ContactForm":
        """The form as the contact lies in the book."""
        card = kept.card
        return cls(
            name=card.name,
            addresses="\n".join(card.addresses),
            organisation=card.organisation,
            telephone=card.telephone,
            note=card.note,
        )

    @property
    def card(self) -> Card:
        written = (self.addresses.data or "").replace(",", "\n").replace(";", "\n")
        return Card(
            name=self.name.data or "",
            addresses=tuple(written.splitlines()),
            organisation=self.organisation.data or "",
            telephone=self.telephone.data or "",
            note=self.note.data or "",
        )

    def refuse(self, error: ContactRefused) -> "ContactForm":
        """Says at the field what hinders."""
        field = self[error.field if error.field in self._fields else "name"]
        field.errors = [refused_contact(error)]
        return self


def chosen_groups() -> list[int]:
    """The groups that are ticked."""
    return [int(each) for each in request.form.getlist("group") if each.isascii() and each.isdigit()]
