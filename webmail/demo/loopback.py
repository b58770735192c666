"""What the demo's own servers stand on: an event loop in a thread, a free port on loopback."""

import asyncio
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

START_SECONDS = 10.0


class LoopbackServer(ABC):
    """A server that lives in a thread of this process; a subclass says how it listens."""

    host = "127.0.0.1"
    name: str

    def __init__(self) -> None:
        self.port = 0
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None
        self._finish: asyncio.Event | None = None
        self._failure: BaseException | None = None

    @abstractmethod
    async def listen(self) -> asyncio.Server:
        """The listening server, on this port of the host; 0 stands for any free one."""

    def start(self) -> None:
        """Returns when the server accepts connections."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError(f"{self.name} did not start")
        if self._failure is not None:
            raise RuntimeError(f"{self.name} could not start") from self._failure

    def stop(self) -> None:
        """Ends the server and every open connection; may be called twice."""
        if self._loop is not None and self._finish is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._finish.set)
        if self._thread.ident is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            self._failure = failure
            self._ready.set()

    async def _serve(self) -> None:
        self._server = await self.listen()
        self.port = self._server.sockets[0].getsockname()[1]
        self._loop, self._finish = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._finish.wait()
        # Not `async with server`: from Python 3.12 on its end waits for the clients to hang up.
        self._server.close()
