"""Twenty people at once for twenty seconds, each opening the list and a message in turn.

`python -m bench.together`: two processes, as two workers have; each calls its WSGI application from ten
threads, so that no web server and no network is measured. Beside it the same two processes ask Dovecot alone,
by the commands that the two pages need.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from bench.browser import FOLDER_AT, MESSAGE_AT, Browser
from bench.crowd import CROWD, LETTERS
from bench.memory import resident
from bench.product import application
from bench.raw import MESSAGE_KEPT, ROWS_KEPT, Raw
from bench.store import Inbox, fill_crowd, running
from tests.cast import Person

PEOPLE, PROCESSES, SECONDS = 20, 2, 20.0
Turn = Callable[[int], None]


def main() -> None:
    """Starts the store and the processes, adds up and prints."""
    with running() as dovecot:
        fill_crowd(dovecot)
        for what in ("raw", "product"):
            told = _both(what, dovecot.host, dovecot.port)
            waits = sorted(wait for each in told for wait in each["waits"])
            middle, most = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
            memory = sum(each["memory"] for each in told)
            speed = f"{len(waits) / SECONDS:6.0f} requests a second"
            print(f"{what:8} {speed}, median {middle:5.1f} ms, p95 {most:5.1f} ms, {memory:4.0f} MB")


def _both(what: str, host: str, port: int) -> list[dict[str, list[float]]]:
    command = [sys.executable, "-m", "bench.together", what, host, str(port)]
    share = PEOPLE // PROCESSES
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [
        subprocess.Popen([*command, str(number * share), str(share)], **pipes)  # type: ignore[call-overload]
        for number in range(PROCESSES)
    ]
    for each in running:
        if each.stdout.readline() != "ready\n":
            raise RuntimeError(f"{what} did not begin")
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    return [json.loads(each.communicate()[0]) for each in running]


def work(what: str, host: str, port: int, first: int, count: int) -> None:
    """What one process does, once it is told to."""
    people = CROWD[first : first + count]
    if what == "raw":
        _measure([_raw_turn(SimpleNamespace(host=host, port=port), person) for person in people])
        return
    with application(host, port) as app:
        _measure([_turn(Browser(app.wsgi_app).sign_in(person)) for person in people])


def _turn(browser: Browser) -> Turn:
    page = browser.get("/mailbox/").text
    folder, message = FOLDER_AT.search(page), MESSAGE_AT.search(page)
    if folder is None or message is None:
        raise RuntimeError("the list does not look as expected")

    def turn(number: int) -> None:
        path, target = (folder[1], "messages") if number % 2 else (f"{message[1]}{_uid(number)}", "message")
        if browser.get(path, target=target).status != 200:
            raise RuntimeError(f"{path} was refused")

    return turn


def _raw_turn(at: Any, person: Person) -> Turn:
    raw, stretch = Raw(at, person), Inbox(person, 0, 1, LETTERS).stretch(1)

    def turn(number: int) -> None:
        # As the product asks for what it has kept.
        if number % 2:
            raw.list(stretch, ROWS_KEPT)
        else:
            raw.read(_uid(number), MESSAGE_KEPT, mark=False)

    return turn


def _uid(number: int) -> int:
    """Of an ordinary message; the newsletter is the first."""
    return 2 + number // 2 % (LETTERS - 1)


def _measure(turns: list[Turn]) -> None:
    waits: list[float] = []
    go = threading.Event()

    def person(turn: Turn) -> None:
        go.wait()
        end, number = perf_counter() + SECONDS, 0
        while (began := perf_counter()) < end:
            turn(number)
            waits.append((perf_counter() - began) * 1000)
            number += 1

    threads = [threading.Thread(target=person, args=(turn,)) for turn in turns]
    for each in threads:
        each.start()
    print("ready", flush=True)
    sys.stdin.readline()
    go.set()
    for each in threads:
        each.join()
    print(json.dumps({"waits": waits, "memory": resident()}))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        work(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
