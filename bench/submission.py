"""The submission server of the measurements: the sink of the tests, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cast import CAST
from tests.servers.smtp import Sink

STARTED = "listening on "


@contextmanager
def taking_mail() -> Iterator[int]:
    """Its port; none of its work is in our processor time."""
    command = [sys.executable, "-m", __spec__.name if __spec__ else __name__]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as child:
        try:
            line = child.stdout.readline() if child.stdout else ""
            if not line.startswith(STARTED):
                raise RuntimeError("the submission server did not start")
            yield int(line.removeprefix(STARTED))
        finally:
            if child.stdin:
                child.stdin.close()


def main() -> None:
    """Listens until nobody needs it any more."""
    with Sink(users={person.address: person.typed for person in CAST}) as sink:
        print(f"{STARTED}{sink.port}", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
