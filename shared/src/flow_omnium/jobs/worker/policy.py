"""How a worker works: who it is, what it reads, how long its leases last, and how it waits for a store that is down."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.ledger.contract import Lease, LedgerUnavailableError
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.directory import TenantsUnread

_PAUSES_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Between two tries; the last one for all further ones."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class WorkerPolicy:
    """Who a worker is (`owner`), its clock, how long its leases last, which queues it reads.

    `landing` is how long a call may take to have its effect after it was sent: Omnium's workflows take up to 30 s.
    """

    owner: str
    clock: Clock
    lease: timedelta
    retry_unit_seconds: float
    queues: Collection[str]
    landing: timedelta = timedelta(seconds=30)

    def new_lease(self) -> Lease:
        """Return a lease that begins now."""
        return Lease(self.owner, self.clock.now(), self.lease)


async def until_up(step: Callable[[], Awaitable[_T]]) -> _T:
    """Repeat what broker or ledger could not take, until they take it.

    The message stays unacknowledged meanwhile, so nothing is lost if the process dies here.
    """
    failures = 0
    while True:
        try:
            return await step()
        except (LedgerUnavailableError, BrokerUnavailableError, TenantsUnread) as error:
            get_logger("worker").warning("waiting for broker or ledger", error=str(error))
        await asyncio.sleep(_PAUSES_SECONDS[min(failures, len(_PAUSES_SECONDS) - 1)])
        failures += 1
