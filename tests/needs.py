"""What a test needs on this machine, by marker, and what happens when it is not there."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.servers import ground, postgresql

NPM = Path(__file__).parent / "npm" / "node_modules"
AXE = NPM / "axe-core" / "axe.min.js"
PROVIDER = NPM / "oidc-provider" / "lib" / "index.js"
NEEDS: Mapping[str, Callable[[], bool]] = {
    "dovecot": lambda: ground.find_program("dovecot") is not None,
    "slapd": lambda: ground.find_program("slapd") is not None,
    "browser": lambda: all(map(ground.find_program, ("chromium", "chromium-headless-shell"))),
    "axe": AXE.exists,
    "portal": PROVIDER.exists,
    "postgresql": lambda: postgresql.programs() is not None,
}
# Who takes such a fixture needs the part, whether marked or not.
BY_FIXTURE = {
    "store": "dovecot",
    "school": "dovecot",
    "postgresql": "postgresql",
    "slapd": "slapd",
    "page": "browser",
    "browser": "browser",
    "shared_portal": "portal",
    "school_portal": "portal",
}


def mark(item: pytest.Item) -> None:
    """Gives a test the markers its fixtures imply."""
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in BY_FIXTURE:
            item.add_marker(BY_FIXTURE[fixture])


def check(item: pytest.Item) -> None:
    """Fails with the name of what is missing; skips only where the run was asked to do without."""
    absent = [name for name, is_there in NEEDS.items() if item.get_closest_marker(name) and not is_there()]
    if not absent:
        return
    if os.environ.get("DIENSTPOST_ALLOW_MISSING") == "1":
        pytest.skip(f"missing: {', '.join(absent)}")
    pytest.fail(f"missing: {', '.join(absent)}", pytrace=False)
