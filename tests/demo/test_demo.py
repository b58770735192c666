"""`python -m webmail.demo`: says where it serves, serves, and takes everything with it."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def demo(state: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    further = getattr(request, "param", ())
    command = [sys.executable, "-W", "error", "-m", "webmail.demo", "--json", *further]
    environment = {**os.environ, "TMPDIR": str(state)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def facts(demo: subprocess.Popen[str]) -> dict[str, object]:
    assert demo.stdout is not None
    return dict(json.loads(demo.stdout.readline()))


def test_the_line_comes_when_the_start_page_can_be_opened(demo: subprocess.Popen[str]) -> None:
    said = facts(demo)
    for name in ("url", "portal", "breaking"):
        with urllib.request.urlopen(str(said[name]), timeout=5) as page:
            assert page.status == 200
    people = said["people"]
    assert isinstance(people, list)
    assert [person["role"] for person in people] == ["teacher", "teacher", "helpdesk", "admin"]
    assert set(people[0]) == {"name", "address", "login", "password", "role"}


@pytest.mark.parametrize("demo", [["--no-portal"]], indirect=True)
def test_without_a_portal_people_come_in_by_the_form(demo: subprocess.Popen[str]) -> None:
    said = facts(demo)
    assert said["portal"] is None
    with urllib.request.urlopen(str(said["url"]), timeout=5) as page:
        assert b'type="password"' in page.read()
    with urllib.request.urlopen(str(said["breaking"]), timeout=5) as page:
        assert "Schulportal" not in page.read().decode()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ending_the_demo_leaves_nothing(
    demo: subprocess.Popen[str], state: Path, ending: signal.Signals
) -> None:
    facts(demo)
    assert list(state.iterdir())
    demo.send_signal(ending)
    assert demo.wait(10) == 0
    assert not list(state.iterdir())


def test_another_host_than_loopback_is_warned_about(state: Path) -> None:
    command = [sys.executable, "-m", "webmail.demo", "--host", "192.0.2.1"]
    environment = {**os.environ, "TMPDIR": str(state)}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    # The address is nobody's, so the demo cannot start; the warning has come before.
    assert ended.returncode != 0
    assert "WARNING: --host 192.0.2.1" in ended.stderr
    assert "could not start" in ended.stderr
