"""run.py: knows when an environment is up to date, and what the machine lacks."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-uv.lock")


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_a_command_it_says_what_there_is() -> None:
    ended = subprocess.run([sys.executable, ROOT / "run.py"], capture_output=True, text=True)
    assert ended.returncode == 1
    assert "run.py demo" in ended.stderr
    assert "run.py test" in ended.stderr


def test_an_old_python_gets_one_clear_sentence() -> None:
    program = "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path('run.py')"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ended.stderr == "Dienstpost needs Python 3.11 or newer; this is Python 3.9.\n"


def test_a_changed_lock_file_is_noticed(run: ModuleType, tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("one")
    fresh, digest = run.stamped(stamp, lock)
    assert not fresh
    stamp.write_text(digest)
    assert run.stamped(stamp, lock)[0]
    lock.write_text("two")
    assert not run.stamped(stamp, lock)[0]


def test_a_missing_part_is_named(run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "system-parts.txt").write_text(
        f"# comment\nthere {ROOT}/run.*\ngone /nowhere /else\n"
    )
    monkeypatch.setattr(run, "ROOT", tmp_path)
    assert run.missing_system_parts() == ["gone"]


def test_the_whole_suite_takes_all_cores_but_not_too_many(run: ModuleType) -> None:
    option, count = run.everything_at_once()
    assert option == "-n"
    assert 1 <= int(count) <= run.MOST


def test_files_of_tests_lie_in_memory_where_there_is_room(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(run, "MEMORY", tmp_path)
    monkeypatch.setattr(run, "ENOUGH", 0)
    assert run.files_in_memory() == {"TMPDIR": str(tmp_path)}
    monkeypatch.setattr(run, "ENOUGH", 2**80)
    assert run.files_in_memory() == {}


def test_files_of_tests_lie_where_somebody_has_said(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ENOUGH", 0)
    monkeypatch.setattr(run, "MEMORY", tmp_path)
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert run.files_in_memory() == {}
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(run, "MEMORY", tmp_path / "nowhere")
    assert run.files_in_memory() == {}


def test_what_one_python_compiles_is_there_for_the_next(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "once.py").write_text("")
    monkeypatch.setattr(run, "CACHE", tmp_path / "cache")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "")
    run.keep_compiled()
    subprocess.run([sys.executable, "-c", "import once"], cwd=tmp_path, check=True)
    assert list((tmp_path / "cache").rglob("once.*.pyc"))
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert entries
    assert all(re.match(r"[a-z0-9-]+(\[[a-z]+\])?==[^ ]+ ", entry) for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|file:|index|find-links", text)


def test_the_npm_lock_names_no_place() -> None:
    text = (ROOT / "tests" / "npm" / "package-lock.json").read_text()
    assert "resolved" not in text
    assert "integrity" in text
