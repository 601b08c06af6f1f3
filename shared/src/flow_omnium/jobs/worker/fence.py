"""The fence between a run and the systems that it calls: no call leaves once the run's lease has ended.

From then on another worker may run the job. A process that was frozen (stopped, suspended, its loop blocked) does not
notice for how long. So each call checks the lease when it is made, and again when it has its connection, the last moment
before it leaves. The lease is counted by the suite's clock, which goes on while a machine is suspended. Flow and Omnium
know no fencing token that we could send along, so the check must be made here.

A call that left before the process froze cannot be called back. So a run remembers that it has written, and when its
result is refused, since another worker has the job, the record is compared once more (`Attempts`).
"""

from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.outcomes import Failed
from flow_omnium.runtime.clock import Clock

_MARGINS_PER_LEASE: Final = 6
"""One of these parts of a lease must be left for a call; a lease is renewed when a third of it has gone."""

_READS: Final = frozenset({"GET", "HEAD"})


class LeaseLostError(Failed):
    """The lease was lost or has ended: another worker may run the job, so this run must not go on."""


@dataclass
class RunLease:
    """What a run holds: until when (UTC) and of what length, and whether anything was written under it.

    `is_lost` is never taken back: a run that was refused once has ended.
    """

    until: datetime
    duration: timedelta
    is_lost: bool = False
    has_written: bool = False
    _margin: timedelta = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._margin = self.duration / _MARGINS_PER_LEASE

    @property
    def safe_until(self) -> datetime:
        """Until when a call may be on its way, so that it has ended when the lease does."""
        return self.until - self._margin


class Fence:
    """Checks the lease of the run that makes a call. A call outside any run passes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lease: ContextVar[RunLease | None] = ContextVar("lease", default=None)

    def around(self, lease: RunLease) -> AbstractContextManager[None]:
        """Check this lease for every call that is made meanwhile, also by tasks that begin meanwhile."""
        return _Around(self._lease, lease)

    def check(self) -> None:
        """Raise LeaseLostError unless a call may leave now."""
        lease = self._lease.get()
        if lease is not None:
            self._require(lease)

    def begin(self, method: str) -> None:
        """Raise LeaseLostError unless a call may begin, and note that it may write."""
        lease = self._lease.get()
        if lease is None:
            return
        self._require(lease)
        # Noted before the call leaves: if its answer is lost, it may have had its effect.
        if method not in _READS:
            lease.has_written = True

    def _require(self, lease: RunLease) -> None:
        lease.is_lost = lease.is_lost or self._clock.now() >= lease.safe_until
        if lease.is_lost:
            raise LeaseLostError("the lease ended before a call was made")


class _Around(AbstractContextManager[None]):
    """A class, since each run enters it: a generator costs three times as much."""

    def __init__(self, variable: ContextVar[RunLease | None], lease: RunLease) -> None:
        self._variable = variable
        self._lease = lease
        self._before: Token[RunLease | None] | None = None

    def __enter__(self) -> None:
        self._before = self._variable.set(self._lease)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            self._variable.reset(self._before)
