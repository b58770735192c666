"""Text blocks for everybody: cleaned when the application is built, with their plain twin."""

from dataclasses import replace
from pathlib import Path

from webmail.config import ConfigError, SharedBlock, read_shared_blocks
from webmail.mail.errors import TooLarge
from webmail.mail.writing.outgoing import clean_outgoing, no_picture
from webmail.mail.writing.twin import twin


def shared_blocks_of(instance: Path) -> tuple[SharedBlock, ...]:
    """Those of the file; raises ConfigError where one cannot be shown."""
    return tuple(_cleaned(each) for each in read_shared_blocks(instance))


def _cleaned(block: SharedBlock) -> SharedBlock:
    if not block.html:
        return block
    try:
        html = clean_outgoing(block.html, picture=no_picture)
    except TooLarge as error:
        raise ConfigError(f"text block {block.name!r}, html: has more tags than can be cleaned.") from error
    text = block.text or twin(html)
    if not text.strip():
        raise ConfigError(f"text block {block.name!r}, html: says nothing.")
    return replace(block, html=html, text=text)
