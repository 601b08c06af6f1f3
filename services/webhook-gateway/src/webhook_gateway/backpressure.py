"""How much the gateway takes on at once; beyond it, senders are told at once to come back, instead of waiting longer
and longer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What senders who have shown their secret may have in work at once: requests, and the bytes of their bodies.

    A tenant may have a part of it: the others find room beside one that floods. Who has shown no secret has nothing of
    this; such strangers may wait for a look at the database, a few in all and of one source. `body_seconds` is how long
    a body may take to come.
    """

    requests: int = 1_000
    tenant_requests: int = 750
    body_bytes: int = 64 * MIB
    tenant_body_bytes: int = 48 * MIB
    strangers: int = 64
    strangers_of_a_source: int = 8
    body_seconds: float = 10.0


class OverloadedError(Exception):
    """There is no room now: the sender must send again. The text is the reason, as it is counted."""


class Place:
    """A request's place, and the bytes of its body as they come. A context manager: it is given back in the end."""

    __slots__ = ("_bytes", "_room", "_shares")

    def __init__(self, room: "Backpressure", shares: "_Load") -> None:
        self._room = room
        self._shares = shares
        self._bytes = 0

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self._room.leave(self._shares, self._bytes)

    def grow(self, size: int) -> None:
        """Count more bytes. Raises OverloadedError."""
        self._room.grow(self._shares, size)
        self._bytes += size


@dataclass
class _Load:
    tenant_uid: str
    requests: int = 0
    body_bytes: int = 0


class Backpressure:
    """Counts what is in work, in all and of each tenant that has something in work."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = _Load("")
        self._tenants: dict[str, _Load] = {}

    def place(self, tenant_uid: str) -> Place:
        """Take a place for a request of a tenant's. Raises OverloadedError."""
        share = self._tenants.get(tenant_uid) or _Load(tenant_uid)
        if self._all.requests >= self._limits.requests:
            raise OverloadedError("requests")
        if share.requests >= self._limits.tenant_requests:
            raise OverloadedError("tenant_requests")
        self._tenants[tenant_uid] = share
        share.requests += 1
        self._all.requests += 1
        return Place(self, share)

    def grow(self, share: _Load, size: int) -> None:
        """Count bytes of a tenant's. Raises OverloadedError."""
        if self._all.body_bytes + size > self._limits.body_bytes:
            raise OverloadedError("body_bytes")
        if share.body_bytes + size > self._limits.tenant_body_bytes:
            raise OverloadedError("tenant_body_bytes")
        share.body_bytes += size
        self._all.body_bytes += size

    def leave(self, share: _Load, size: int) -> None:
        """Give a place back."""
        share.requests -= 1
        share.body_bytes -= size
        self._all.requests -= 1
        self._all.body_bytes -= size
        if not share.requests:
            del self._tenants[share.tenant_uid]


class Strangers:
    """Counts callers who wait before they have shown a secret, in all and of each source."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: dict[str, int] = {}

    @contextmanager
    def waiting(self, source: str) -> Iterator[None]:
        """Let one more of a source wait. Raises OverloadedError."""
        of_source = self._waiting.get(source, 0)
        if of_source >= self._limits.strangers_of_a_source:
            raise OverloadedError("strangers_of_a_source")
        if sum(self._waiting.values()) >= self._limits.strangers:
            raise OverloadedError("strangers")
        self._waiting[source] = of_source + 1
        try:
            yield
        finally:
            self._waiting[source] -= 1
            if not self._waiting[source]:
                del self._waiting[source]
