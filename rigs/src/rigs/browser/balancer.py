"""Several pods of the console behind one address, as a cluster's Service has them: each connection goes to any that serves."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from local_stack.ports import HOST

_CHUNK: Final = 65_536
_SECONDS: Final = 10
_Result = TypeVar("_Result")


class Balancer:
    """Leads connections on, by turns; it serves on a thread of its own, since a browser's test waits for no event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pods: Sequence[tuple[str, int]] = ()
        self._turn = count()
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.url = ""
        """The address that browsers know."""

    def lead_to(self, *urls: str) -> None:
        """Lead to these pods alone from now on; what is open to others ends, as it does when a pod is gone."""
        self._pods = [(HOST, urlsplit(url).port or 0) for url in urls]
        self._done(self._end_all())

    async def serve(self) -> None:
        """Serve on a free port until `end`."""
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        self.url = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    async def end(self) -> None:
        """Serve no more, and end whatever is open."""
        if self._server is not None:
            self._server.close()
        await self._end_all()

    def _done(self, what: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(_SECONDS)

    async def _end_all(self) -> None:
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._lead(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                host, port = self._pods[next(self._turn) % len(self._pods)]
                of_pod, to_pod = await asyncio.open_connection(host, port)
                try:
                    await _first_end(_copy(reader, to_pod), _copy(of_pod, writer))
                finally:
                    to_pod.close()
        finally:
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()


async def _first_end(*both: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.ensure_future(one) for one in both]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def balancer_before(*urls: str) -> Iterator[Balancer]:
    """Stand before these pods until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    balancer = Balancer(loop)
    try:
        asyncio.run_coroutine_threadsafe(balancer.serve(), loop).result(_SECONDS)
        balancer.lead_to(*urls)
        yield balancer
    finally:
        asyncio.run_coroutine_threadsafe(balancer.end(), loop).result(_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
