"""Bounds what the gateway works on at once. Beyond that, senders get a 503 at once instead of waiting longer and longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How many requests, and bytes of their bodies, may be in work at once: of all authenticated senders, and of one tenant.

    A tenant has less than all of it, so that the others find room beside one that floods. Strangers, who have shown no
    secret, have none of it. A few of them, in all and from one address, may wait for a look at the database.
    `body_seconds` is how long a body may take to arrive.
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
    """One request in work, and the bytes of its body so far. A context manager: both are given back at its end."""

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
        """Take a place for a tenant's request. Raises OverloadedError."""
        share = self._tenants.get(tenant_uid) or _Load(tenant_uid)
        # The whole first: which tenant is over its share does not matter when nobody has room.
        if self._all.requests >= self._limits.requests:
            raise OverloadedError("requests")
        if share.requests >= self._limits.tenant_requests:
            raise OverloadedError("tenant_requests")
        self._tenants[tenant_uid] = share
        share.requests += 1
        self._all.requests += 1
        return Place(self, share)

    def grow(self, share: _Load, size: int) -> None:
        """Count bytes for a tenant. Raises OverloadedError."""
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
        # Senders may name any number of tenants over time: only those with work in hand are remembered.
        if not share.requests:
            del self._tenants[share.tenant_uid]


class Strangers:
    """Counts callers who wait before they have shown a secret, in all and from each address."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: dict[str, int] = {}

    @contextmanager
    def waiting(self, address: str) -> Iterator[None]:
        """Let one more from an address wait. Raises OverloadedError."""
        from_address = self._waiting.get(address, 0)
        # One address first, so that its own flood is what it is told, and the others keep their room.
        if from_address >= self._limits.strangers_of_a_source:
            raise OverloadedError("strangers_of_a_source")
        if sum(self._waiting.values()) >= self._limits.strangers:
            raise OverloadedError("strangers")
        self._waiting[address] = from_address + 1
        try:
            yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
