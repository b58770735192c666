"""A confined process gets nothing of ours, keeps its limits, and is ended whatever it does."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.confined.children import children
from webmail.confined import Bounds, Busy, Confined, Unanswered
from webmail.confined.process import LIMITS

MEMORY = 512 * 1024 * 1024
UNHURRIED = Bounds(seconds=30, cpu_seconds=3, memory=MEMORY, answer=10_000_000)


@pytest.fixture(autouse=True)
def _no_child_stays() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program.py"


def confined(program: Path, code: str, *, bounds: Bounds = UNHURRIED) -> Confined:
    program.write_text("import json, os, signal, sys, time\n" + code)
    return Confined(program, bounds=bounds)


def refused(process: Confined, octets: bytes = b"") -> str:
    with pytest.raises(Unanswered) as why:
        process.answer(octets, 0)
    return str(why.value)


def test_it_answers_what_it_was_given_and_asked(program: Path) -> None:
    code = "sys.stdout.buffer.write(sys.argv[1].encode() + sys.stdin.buffer.read())"
    octets = os.urandom(3_000_000)
    assert confined(program, code).answer(octets, 4711) == b"4711" + octets


def test_who_reads_nothing_may_answer_all_the_same(program: Path) -> None:
    code = "os.close(0)\nprint('kurz', end='')"
    assert confined(program, code).answer(bytes(5_000_000), 0) == b"kurz"


def test_it_gets_nothing_of_ours(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIENSTPOST_SECRET", "4711")
    code = (
        "fds = sorted(os.listdir('/proc/self/fd'))\n"
        "print(json.dumps(['DIENSTPOST_SECRET' in os.environ, os.getcwd(), len(fds), sys.path]))"
    )
    environment, folder, descriptors, path = json.loads(confined(program, code).answer(b"", 0))
    assert environment is False
    assert folder == "/"
    # Its three, and the one that looks.
    assert descriptors <= 4
    assert not {str(Path(__file__).parents[2]), str(LIMITS.parent), str(program.parent)} & set(path)


def test_who_takes_too_long_is_killed_whatever_it_does(program: Path) -> None:
    code = "signal.signal(15, signal.SIG_IGN)\ntime.sleep(600)"
    began = time.monotonic()
    # More than a pipe holds: whoever writes to it waits as well.
    octets = bytes(5_000_000)
    assert refused(confined(program, code, bounds=replace(UNHURRIED, seconds=0.5)), octets) == "late"
    assert 0.4 < time.monotonic() - began < 10


def test_who_computes_too_long_is_killed(program: Path) -> None:
    process = confined(program, "while True: pass", bounds=replace(UNHURRIED, cpu_seconds=1))
    assert refused(process) == "signal_9"


def test_who_never_stops_talking_is_not_listened_to(program: Path) -> None:
    assert refused(confined(program, "while True: sys.stdout.buffer.write(bytes(65536))")) == "endless"


def test_who_fails_has_answered_nothing(program: Path) -> None:
    assert refused(confined(program, "print('halb', flush=True)\nsys.exit(3)")) == "exit_3"


def test_only_a_few_run_at_a_time_and_each_gives_its_turn_back(program: Path) -> None:
    process = Confined(program, bounds=UNHURRIED, most=1, patience=0.01)
    for _ in range(2):
        with process.turn(), pytest.raises(Busy), process.turn():
            pass
    with pytest.raises(KeyError), process.turn():
        raise KeyError
    with process.turn():
        pass


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("bytes(600 * 1024 * 1024)", "MemoryError"),
        ("open({path!r}, 'wb', buffering=0).write(b'x')", "File too large"),
        ("fs = [open('/dev/null') for _ in range(64)]", "Too many open files"),
        (
            "import resource as r; exit(str([r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_CORE)]))",
            "[(3, 3), (0, 0)]",
        ),
    ],
)
def test_the_limits_hold(tmp_path: Path, program: Path, code: str, says: str) -> None:
    program.write_text(code.format(path=str(tmp_path / "file")))
    command = [sys.executable, "-I", "-B", str(LIMITS), str(MEMORY), "3", str(program)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={})
    assert says in told.stderr
