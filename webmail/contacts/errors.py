"""What can go wrong in an address book."""

from webmail.errors import WebmailError


class ContactRefused(WebmailError):
    """The contact or group cannot be kept like this; field is what hinders, why says it in one word.

    piece is the part of the field that is meant; it never comes into a log.
    """

    def __init__(self, field: str, why: str, piece: str = "") -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why
        self.piece = piece


class ImportRefused(WebmailError):
    """The file cannot be imported; why says it in one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
