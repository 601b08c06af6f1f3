"""A real HTTP proxy: tunnels for CONNECT, passes absolute addresses on; asks for a password, or refuses, when told to."""

import asyncio
import base64
import contextlib
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

_HOP: Final = b"proxy-"
_ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"


@dataclass(frozen=True)
class Seen:
    """One request as the proxy saw it; of a tunnel nothing but where it leads to."""

    method: str
    target: str
    headers: bytes


class ForwardProxy:
    """Use as `async with`. With `password` it answers 407 to whoever does not show it; `status` it answers to everything."""

    def __init__(self, *, password: str = "", status: int = 0, port: int = 0) -> None:
        self.seen: list[Seen] = []
        self.status = status
        self._expected = base64.b64encode(f"user:{password}".encode()) if password else b""
        self._port = port
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("not started")
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._converse, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            line, _, headers = head.partition(b"\r\n")
            method, target, _ = line.decode().split(" ")
            self.seen.append(Seen(method, target, headers))
            refusal = self._refusal(headers)
            if refusal:
                writer.write(
                    f"HTTP/1.1 {refusal} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
                )
                await writer.drain()
            elif method == "CONNECT":
                await self._tunnel(target, reader, writer)
            else:
                await self._pass_on(method, target, headers, reader, writer)
        writer.close()

    def _refusal(self, headers: bytes) -> int:
        return self.status or (407 if self._expected not in headers else 0)

    async def _tunnel(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = target.rpartition(":")
        there, back = await asyncio.open_connection(host, int(port))
        writer.write(_ESTABLISHED)
        await asyncio.gather(_pipe(reader, back), _pipe(there, writer))

    async def _pass_on(
        self,
        method: str,
        target: str,
        headers: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """One request for each connection, so that each is seen."""
        url = urlsplit(target)
        there, back = await asyncio.open_connection(url.hostname, url.port or 80)
        path = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
        kept = [
            line
            for line in headers.split(b"\r\n")
            if line and not line.lower().startswith((_HOP, b"connection:"))
        ]
        back.write(
            b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), *kept, b"Connection: close", b"", b""])
        )
        # The answer's end closes the client's connection, and with it ends what comes from there.
        await asyncio.gather(_pipe(reader, back), _pipe(there, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
