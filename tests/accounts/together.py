"""Many who do the same thing at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from flask import current_app


def at_once(deed: Callable[[int], Any], *, threads: int = 12) -> list[Any]:
    """What each thread got, having begun together in contexts of their own; raises what one of them did."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    together, outcomes = threading.Barrier(threads), [None] * threads
    raised: list[Exception] = []

    def run(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                outcomes[number] = deed(number)
            except Exception as error:
                raised.append(error)

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if raised:
        raise raised[0]
    return outcomes
