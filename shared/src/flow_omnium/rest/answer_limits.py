"""How much of an answer is read, whoever sends it: no neighbour can fill the memory of a process, in any encoding.

The inflated size counts. The libraries inflate in pieces of at most a MiB (aiohttp 256 KiB), and only as far as we read.
They limit headers and trailers themselves.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

_MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Limit:
    """The most bytes of one kind of answer; `name` is what errors and the pages call it."""

    name: str
    size: int

    def __str__(self) -> str:
        shown = f"{self.size // _MIB} MiB" if self.size >= _MIB else f"{self.size // 1024} KiB"
        return f"{shown} ({self.name})"


JSON_ANSWER: Final = Limit("JSON_ANSWER", 16 * _MIB)
DOCUMENT_ANSWER: Final = Limit("DOCUMENT_ANSWER", 32 * _MIB)
TOKEN_ANSWER: Final = Limit("TOKEN_ANSWER", 64 * 1024)
ERROR_ANSWER: Final = Limit("ERROR_ANSWER", 64 * 1024)
"""Of an error only the status and some words are used: the rest is left unread."""

JSON_VALUES: Final = 1_000_000
"""The most values of a JSON answer. Each takes some 100 bytes of memory, so 16 MiB of `0,0,0…` would take a GiB."""

ENCODINGS: Final = frozenset({"", "identity", "gzip", "deflate"})
"""The `Content-Encoding`s that we ask for, and that are undone; no combination of them."""


class Body(NamedTuple):
    """What was read; `is_cut` when there was more than the limit."""

    content: bytes
    is_cut: bool


class Stream(Protocol):
    """An answer that comes in pieces, as aiohttp gives it."""

    async def readany(self) -> bytes:
        """Return what has come, or wait for more."""
        ...

    def at_eof(self) -> bool:
        """Tell whether all was read."""
        ...


async def bounded_stream(stream: Stream, limit: Limit) -> Body:
    """The same as `bounded`. Most answers have come in one piece, which is taken as it is."""
    first = await stream.readany()
    if stream.at_eof() and len(first) <= limit.size:
        return Body(first, is_cut=False)
    return await bounded(_pieces(first, stream), limit)


async def _pieces(first: bytes, stream: Stream) -> AsyncIterator[bytes]:
    yield first
    while not stream.at_eof():
        yield await stream.readany()


async def bounded(chunks: AsyncIterator[bytes], limit: Limit) -> Body:
    """Read until the end or until more has come than the limit allows. Raises what the reading raises."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > limit.size:
            return Body(bytes(content[: limit.size]), is_cut=True)
    return Body(bytes(content), is_cut=False)


def too_long(limit: Limit) -> str:
    """Say of an answer that it is longer than that."""
    return f"the answer is longer than {limit}"
