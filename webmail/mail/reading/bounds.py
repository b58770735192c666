"""Size, tags and depth of HTML, counted before it is cleaned."""

from webmail.mail.errors import TooLarge

SIZE = 1024 * 1024
TAGS = 30_000
AMPERSANDS = 60_000
DEPTH = 1000


def check_bounds(html: str) -> None:
    """Raises TooLarge for what the cleaner would need too long for; linear, and blind to meaning."""
    if len(html) > SIZE:
        raise TooLarge("html size")
    if html.count("<") > TAGS:
        raise TooLarge("html tags")
    if html.count("&") > AMPERSANDS:
        raise TooLarge("html entities")
