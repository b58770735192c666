"""A PostgreSQL cluster of our own, for what only shows on the database of production."""

import re
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.servers import ground

# What a crash would cost is of no interest here, speed is.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "40",
}


def programs() -> Path | None:
    """Where the newest installed server's programs lie; Debian keeps them out of the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: float(path.parts[-3]),
        reverse=True,
    )
    if found:
        return found[0].parent
    elsewhere = shutil.which("postgres")
    return Path(elsewhere).parent if elsewhere else None


class PostgreSQL:
    """A running server on a loopback port; everybody on this machine may enter as `dienstpost`."""

    def __init__(self) -> None:
        self.host = ground.HOST
        self.port = ground.free_port()
        self._owner = ground.owner()
        self._base = ground.directory("dienstpost-postgresql-", of=self._owner)
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def __enter__(self) -> Self:
        place = programs()
        if place is None:
            raise FileNotFoundError("postgresql")
        cluster = self._base / "cluster"
        initdb = [place / "initdb", "-D", cluster, "-U", "dienstpost", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [str(word) for word in (*initdb, "--locale=C", "--no-sync")],
            check=True,
            capture_output=True,
            cwd=self._base,
            **self._owner.popen,  # type: ignore[call-overload]
        )
        places = ["-D", cluster, "-h", self.host, "-p", self.port, "-k", self._base]
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [str(word) for word in (place / "postgres", *places, *settings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._base,
            **self._owner.popen,  # type: ignore[call-overload]
        )
        ground.wait_until(self._answers, what="PostgreSQL's readiness", seconds=30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(2)  # the fast shutdown: open connections are ended
            self._process.wait(timeout=20)
        shutil.rmtree(self._base, ignore_errors=True)

    def new_database(self, name: str = "test") -> str:
        """Makes an empty database and returns its address as SQLAlchemy writes it."""
        self._made += 1
        chosen = f"{re.sub(r'[^a-z0-9]', '_', name.lower())[:40]}_{self._made}"
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{chosen}"')  # type: ignore[arg-type]
        return f"postgresql+psycopg://dienstpost@{self.host}:{self.port}/{chosen}"

    @property
    def _conninfo(self) -> str:
        return f"host={self.host} port={self.port} user=dienstpost dbname=postgres connect_timeout=2"

    def _answers(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError("PostgreSQL ended by itself")
        try:
            with psycopg.connect(self._conninfo):
                return True
        except psycopg.OperationalError:
            return False
