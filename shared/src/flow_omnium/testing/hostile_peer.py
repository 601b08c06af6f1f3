"""A server that answers as no neighbour should: without end, or inflating to far more than it sends."""

import asyncio
import contextlib
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType, TracebackType
from typing import Final, Self

_MIB: Final = 1024 * 1024
_GZIP: Final = 31
"""`wbits` of zlib for a gzip envelope."""

Streaming = Callable[[], Iterator[bytes]]


def head(*headers: str, status: str = "200 OK") -> bytes:
    """Write the head of an answer, without the empty line behind it."""
    return "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *headers)).encode()


@cache
def compressed(mebibytes: int, *, times: int = 1, wbits: int = _GZIP) -> bytes:
    """Compress that many MiB of blanks, some 1,000 to 1 each time; `wbits` as for zlib: gzip, zlib (15), neither (-15)."""
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    blanks = b" " * _MIB
    # Flushed in full, each MiB becomes the same bytes, so that one has to be compressed.
    piece = squeezing.compress(blanks) + squeezing.flush(zlib.Z_FULL_FLUSH)
    raw = piece * mebibytes + squeezing.flush()
    body = _enveloped(raw, blanks, mebibytes, wbits)
    for _ in range(times - 1):
        squeezing = zlib.compressobj(9, zlib.DEFLATED, wbits)
        body = squeezing.compress(body) + squeezing.flush()
    return body


def _enveloped(raw: bytes, blanks: bytes, count: int, wbits: int) -> bytes:
    if wbits < 0:
        return raw
    check, update = (0, zlib.crc32) if wbits == _GZIP else (1, zlib.adler32)
    for _ in range(count):
        check = update(blanks, check)
    if wbits == _GZIP:
        return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + raw + struct.pack("<II", check, count * _MIB)
    return b"\x78\x9c" + raw + struct.pack(">I", check)


def inflating(
    mebibytes: int, encoding: str = "gzip", *, times: int = 1, wbits: int = _GZIP, status: str = "200 OK"
) -> Streaming:
    """Answer with a small body that becomes large."""

    def streaming() -> Iterator[bytes]:
        body = compressed(mebibytes, times=times, wbits=wbits)
        yield (
            head(f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}", status=status)
            + b"\r\n"
            + body
        )

    return streaming


def endless(start: bytes, piece: bytes) -> Streaming:
    """Answer with `start`, then with `piece` for ever."""

    def streaming() -> Iterator[bytes]:
        yield start
        while True:
            yield piece

    return streaming


_CHUNKED: Final = "Transfer-Encoding: chunked"
_GZIPPED: Final = "Content-Encoding: gzip"
_EMPTY_MEMBER: Final = compressed(0)

ANSWERS: Final[Mapping[str, Streaming]] = MappingProxyType(
    {
        "gzip": inflating(256),
        "deflate": inflating(64, "deflate", wbits=15),
        "deflate without its header": inflating(64, "deflate", wbits=-15),
        "gzip in gzip": inflating(256, "gzip, gzip", times=2),
        "an error in gzip": inflating(256, status="503 Service Unavailable"),
        "a body without end": endless(head() + b"\r\n", b" " * 65536),
        "chunks without end": endless(head(_CHUNKED) + b"\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"),
        "an error without end": endless(head(status="404 Not Found") + b"\r\n", b"x" * 65536),
        "a redirect without end": endless(head("Location: /", status="302 Found") + b"\r\n", b"x" * 65536),
        "headers without end": endless(head(), b"X-Header: " + b"x" * 1000 + b"\r\n"),
        "a header without end": endless(head() + b"X-Header: ", b"x" * 65536),
        "a status line without end": endless(b"HTTP/1.1 200 ", b"x" * 65536),
        "trailers without end": endless(head(_CHUNKED) + b"\r\n2\r\n{}\r\n0\r\n", b"X-Trailer: x\r\n" * 1000),
        "gzip with rubbish behind it": endless(head(_GZIPPED) + b"\r\n" + _EMPTY_MEMBER, b"\0" * 65536),
        "gzip of no content without end": endless(head(_GZIPPED) + b"\r\n", _EMPTY_MEMBER * 3000),
        "interim answers without end": endless(b"", head(status="100 Continue") * 1000),
        "a chunk's extension without end": endless(head(_CHUNKED) + b"\r\n2;x=", b"x" * 65536),
    }
)
"""Ways in which an answer has no end, or becomes far more than what was sent."""


class HostilePeer:
    """Gives the same answer to every request, until the client hangs up. Use as `async with`; counts what it sent."""

    def __init__(self, streaming: Streaming, *, pause: float = 0) -> None:
        """`pause` are the seconds between two pieces."""
        self._streaming = streaming
        self._pause = pause
        self._server: asyncio.Server | None = None
        self.sent = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("not started")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            for piece in self._streaming():
                writer.write(piece)
                self.sent += len(piece)
                await writer.drain()
                await asyncio.sleep(self._pause)
            await reader.read()
        writer.close()
