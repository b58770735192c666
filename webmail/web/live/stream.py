"""Events: the body of a stream; a word when something is new, and a sign of life now and then."""

import select
from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any

from webmail.mail import News, Over, Stream

# Whoever reads slowly or not at all keeps a thread no longer than this; a browser comes back by itself.
LASTS_SECONDS = 900.0
HEARTBEAT_SECONDS = 12.0
LOOK_SECONDS = 1.0
COMES_BACK_AFTER = 2000

FAREWELL: Mapping[Over, bytes] = {
    Over.ENDED: b"event: ended\ndata: -\n\n",
    Over.CROWDED: b"event: crowded\ndata: -\n\n",
}


class Events(Iterator[bytes]):
    """What one page is told, as server-sent events."""

    def __init__(
        self, stream: Stream, *, written: Callable[[News], str], hung_up: Callable[[], bool]
    ) -> None:
        """written(news): the news as one line, without names; hung_up(): whether nobody listens any more."""
        self._stream = stream
        self._written = written
        self._hung_up = hung_up
        self._until = monotonic() + LASTS_SECONDS
        self._beat = 0.0
        self._over = False

    def __next__(self) -> bytes:
        if not self._beat:
            # At once, so that the browser knows that the stream is there.
            self._beat = monotonic()
            return b"retry: %d\n\n" % COMES_BACK_AFTER
        while not self._over and monotonic() < self._until and not self._hung_up():
            heard = self._stream.wait(LOOK_SECONDS)
            if isinstance(heard, Over):
                self._over = True
                if heard in FAREWELL:
                    return FAREWELL[heard]
            elif heard is not None:
                return self._told(heard)
            elif monotonic() - self._beat >= HEARTBEAT_SECONDS:
                self._beat = monotonic()
                return b":\n\n"
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Whatever happens, the place is free again."""
        self._over = True
        self._stream.close()

    def _told(self, news: News) -> bytes:
        self._beat = monotonic()
        return f"id: {news.mark}\nevent: changed\ndata: {self._written(news)}\n\n".encode()


def hung_up(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Whether the other end has gone, as far as the server shows its socket; otherwise a write will tell."""
    sock = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if sock is None:
        return lambda: False
    poll = select.poll()
    poll.register(sock, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
    return lambda: bool(poll.poll(0))
