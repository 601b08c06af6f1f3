"""Running the jobs that must run alone (see `poison`): one at a time in this process, and nothing else here meanwhile.

They are held in the ledger (`holding.ALONE`), so they take no slot and have no message while they wait. A worker takes one,
keeps its lease, waits until nothing else runs here, and runs it; other replicas go on. Between two such jobs the other
jobs have as much time as the last one took.
"""

import asyncio

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.fence import LeaseLostError
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.runtime.logging import get_logger

ALONE_TASK = "jobs that run alone"


class LoneRunner:
    """Takes one job after the other. `patience` is how long to wait for what runs already, in seconds."""

    def __init__(
        self,
        chain: JobChain,
        leases: LeaseRenewer,
        *,
        interval: float,
        patience: float,
    ) -> None:
        self._chain = chain
        self._leases = leases
        self._interval = interval
        self._patience = patience
        self._stopping = False
        self._log = get_logger("alone")

    async def run(self) -> None:
        """Take turns for ever: when asked to, and every `interval` seconds. On cancellation the job is handed back."""
        loop = asyncio.get_running_loop()
        while not self._stopping:
            await self._chain.solitude.asked_within(self._interval)
            began = loop.time()
            while not self._stopping and await self._is_turn_taken():
                await asyncio.sleep(loop.time() - began)
                began = loop.time()
        await asyncio.Event().wait()

    def stop(self) -> None:
        """Begin no further turn."""
        self._stopping = True

    async def take_turn(self) -> bool:
        """Run the job that waits longest, if any does; False when there was none. Raises LedgerUnavailableError."""
        entry = await self._chain.take_alone()
        if entry is None:
            return False
        try:
            has_run = await self._has_run_alone(entry)
        except asyncio.CancelledError:
            await self._chain.hand_back(entry)
            raise
        if not has_run:
            await self._chain.put_off(entry)
        return True

    async def _has_run_alone(self, entry: JobEntry) -> bool:
        async with self._chain.solitude.alone():
            if not await self._is_alone(entry):
                return False
            await self._chain.run_alone(entry)
            return True

    async def _is_turn_taken(self) -> bool:
        try:
            return await self.take_turn()
        except LedgerUnavailableError as error:
            self._log.warning("no look for jobs that run alone", error=str(error))
            return False

    async def _is_alone(self, entry: JobEntry) -> bool:
        """Wait until nothing else runs here, while the job's lease is kept."""
        try:
            lease = await self._leases.secured(entry)
            async with self._leases.kept(entry, lease, self._leases.deadline(lease, self._patience)):
                await self._chain.solitude.others_ended()
        except (TimeoutError, LeaseLostError):
            self._log.warning("others did not end in time for a job that must run alone", jobId=entry.job_id)
            return False
        return True
