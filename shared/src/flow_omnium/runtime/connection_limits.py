"""What a caller's connection may cost, and how many of them a process bears."""

from dataclasses import dataclass
from typing import Protocol

from flow_omnium.runtime.metrics.process import ServiceMetrics

REASONS = ("slow_head", "large_head", "endless_body", "unread", "crowded", "refused")
"""Why a connection is cut off, as it is counted."""


@dataclass(frozen=True)
class ConnectionLimits:
    """What a connection may cost. Times are seconds.

    `head` counts from a connection's opening, or from a later request's first byte, to the end of the request's headers;
    `idle` from the last answer to that first byte: it is longer than the minute for which proxies keep their connections,
    so that they do not send into one that is being closed. `head_bytes` bounds request line and headers together, as
    Node.js does: a trace's baggage alone may have 8 KiB. `lingering` and `lingering_bytes` are how much of a body is
    swallowed that was answered before its end: without it many a sender would miss the answer. `unread` is how long a
    caller may leave answers in our buffers. `connections` is how many a process bears.
    """

    head: float = 10.0
    head_bytes: int = 16 * 1024
    idle: float = 75.0
    lingering: float = 5.0
    lingering_bytes: int = 1024 * 1024
    unread: float = 10.0
    connections: int = 2_000


class _Member(Protocol):
    """A connection, as the limiter sees it."""

    @property
    def is_in_work(self) -> bool:
        """Tell whether a whole request stands here that has no answer yet."""
        ...

    def rank(self) -> tuple[bool, float]:
        """Sort connections by how little they would be missed."""
        ...

    def cut(self, reason: str) -> None:
        """End the connection now."""
        ...


class ConnectionLimiter:
    """The open connections of a process. When there are too many, those go first that nobody would miss.

    First those that have shown no secret, then the others, of each the longest idle; none on which a request is in work.
    So a probe, or a sender with a whole request, finds room whatever strangers keep open.
    """

    SHARE = 20
    """At once one in so many goes, so that a rush is not looked through anew for each newcomer."""

    def __init__(self, most: int, metrics: ServiceMetrics) -> None:
        self._most = most
        self._open: dict[_Member, None] = {}
        self._cut = metrics.http_cut
        for reason in REASONS:
            self._cut.labels(reason)  # there from the start, so that the first one counts as growth
        metrics.http_connections.set_function(lambda: len(self._open))

    def admits(self, newcomer: _Member) -> bool:
        """Tell whether there is room for one more, after making some."""
        if len(self._open) >= self._most:
            self._make_room()
        if len(self._open) >= self._most:
            self.count("refused")
            return False
        self._open[newcomer] = None
        return True

    def forget(self, gone: _Member) -> None:
        """Give its room to others."""
        self._open.pop(gone, None)

    def count(self, reason: str) -> None:
        """Count a connection that is cut off."""
        self._cut.labels(reason).inc()

    def _make_room(self) -> None:
        idle = sorted((each for each in self._open if not each.is_in_work), key=lambda each: each.rank())
        for each in idle[: max(1, self._most // self.SHARE)]:
            self.forget(each)
            each.cut("crowded")
