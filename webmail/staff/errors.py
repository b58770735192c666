"""What can go wrong where the staff directory has people from."""

from webmail.errors import WebmailError


class SourceAway(WebmailError):
    """Nobody was learned of; why says it in one word, and what was known before stays known.

    away, certificate, refused (we are not let in), search (base or filter), slow, empty, too_many, broken.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
