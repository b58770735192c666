"""Upload: a file on its way into a draft."""

from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; name and media_type are the sender's word and not yet believed.

    content_id is that of a picture in the text.
    """

    name: str
    media_type: str
    size: int
    content: BinaryIO = field(repr=False)
    content_id: str | None = None
