"""What lets the webmail into the demo's store, submission and portal: a name and a text each."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoService:
    """Somebody who is no person; the text is made anew for each demo."""

    name: str
    text: str = field(repr=False)

    @classmethod
    def new(cls, name: str) -> "DemoService":
        return cls(name, secrets.token_urlsafe(32))

    def write(self, path: Path) -> None:
        """Leaves one line "name:text" where the vault reads it, for nobody else's eyes."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{self.name}:{self.text}\n")
