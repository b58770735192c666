"""How much memory a fresh process takes with fifty people signed in; the bench starts it by itself."""

import json
import subprocess
import sys
from pathlib import Path

from bench.browser import Browser
from bench.crowd import visit
from bench.product import application

OWN = Path("/proc/self/status")


def resident() -> float:
    """This process's resident memory in MB, as the kernel counts it."""
    line = next(line for line in OWN.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def in_fresh_process(host: str, port: int) -> dict[str, float]:
    """Resident memory in MB: when the application is there, and with fifty people at work in it."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.memory", host, str(port)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def main(host: str, port: int) -> None:
    """Prints what in_fresh_process() reads."""
    with application(host, port) as app:
        started = resident()
        people = visit(lambda: Browser(app.wsgi_app))
        print(json.dumps({"started": started, "people": len(people), "with people": resident()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
