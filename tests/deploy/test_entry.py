"""app.py, as the services start it: streams only in the process that is for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = "import app; print(app.config.live.streams)"
FROZEN = "import gc, app; print(gc.get_freeze_count() > len(gc.get_objects()))"


def entered(folder: Path, ask: str = ASK, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a process says that has just imported the entry, with an instance folder of its own."""
    instance = folder / "instance"
    instance.mkdir(mode=0o700)
    (instance / "config.toml").write_text("[live]\nstreams = 7\n")
    own = {name: value for name, value in os.environ.items() if name != "DIENSTPOST_LIVE"}
    return subprocess.run(
        [sys.executable, "-c", ask],
        cwd=folder,
        env={**own, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "streams"),
    [({}, "0"), ({"DIENSTPOST_LIVE": "no"}, "0"), ({"DIENSTPOST_LIVE": "yes"}, "7")],
)
def test_only_the_process_for_streams_has_them(
    tmp_path: Path, environment: dict[str, str], streams: str
) -> None:
    told = entered(tmp_path, **environment)
    assert (told.stdout.strip(), told.returncode) == (streams, 0), told.stderr


def test_no_collection_of_garbage_looks_through_the_whole_program_while_somebody_waits(
    tmp_path: Path,
) -> None:
    told = entered(tmp_path, FROZEN)
    assert told.stdout.strip() == "True", told.stderr


def test_the_unit_for_streams_says_that_it_is_for_them() -> None:
    unit = (ROOT / "deploy/systemd/dienstpost-live.service").read_text()
    assert "Environment=DIENSTPOST_LIVE=yes" in unit
    assert "DIENSTPOST_LIVE" not in (ROOT / "deploy/systemd/dienstpost.service").read_text()
