"""What Kubernetes puts before the pods of a Service: each new connection goes to the next pod of a list."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from local_stack.ports import HOST
from rigs.chaos.thread_server import ThreadServer

_CHUNK_BYTES = 65_536


class Balancer(ThreadServer):
    """Passes bytes on and knows nothing of requests, as kube-proxy does: a connection stays where it is, whatever
    becomes of the list."""

    def __init__(self) -> None:
        super().__init__()
        self._ports: list[int] = []
        self._next = 0

    @property
    def url(self) -> str:
        """What callers are given."""
        return f"http://{HOST}:{self.port}"

    def add(self, port: int) -> None:
        """Send new connections there too."""
        self._ports = [*self._ports, port]

    def remove(self, port: int) -> None:
        """Send no new connection there; those that are open go on."""
        self._ports = [one for one in self._ports if one != port]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """See `ThreadServer.serving`."""
        async with await asyncio.start_server(self._connected, HOST, self.port):
            yield

    async def _connected(self, caller: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            pod, onward = await asyncio.open_connection(HOST, self._chosen())
        except (OSError, IndexError):
            back.close()
            return
        # Whichever side ends it, the other one learns at once.
        await asyncio.wait(
            {asyncio.ensure_future(_passed(caller, onward)), asyncio.ensure_future(_passed(pod, back))}
        )

    def _chosen(self) -> int:
        ports = self._ports
        self._next += 1
        return ports[self._next % len(ports)]


async def _passed(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(_CHUNK_BYTES):
            sink.write(chunk)
            await sink.drain()
    sink.close()
