"""What happens to one delivery: read it, see whether its job may run, claim, run, settle, acknowledge last.

Nothing is acknowledged before its consequence is durable, so a crash at any point means that the message comes again,
or that the relay finds the job.
"""

import asyncio
from collections.abc import Awaitable, Callable

from flow_omnium.jobs.broker.delivery import Delivery
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.holding import SLOT
from flow_omnium.jobs.ledger.contract import UnstorableError
from flow_omnium.jobs.message import JobMessage, UnreadableMessageError
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.runtime.logging import get_logger

_PARKING_PAUSES = (0.1, 1.0)
"""Seconds after a message could not be parked: its queue may be declared again, or the connection be back, meanwhile."""


class Worker:
    """Handles deliveries: at most `concurrency` jobs at once in this process, and of one tenant as many as its cap."""

    def __init__(
        self, chain: JobChain, slots: TenantJobSlots, dispatch: Dispatch, *, concurrency: int
    ) -> None:
        self._chain = chain
        self._slots = slots
        self._dispatch = dispatch
        self._places = asyncio.Semaphore(concurrency)
        self._log = get_logger("worker")

    async def on_delivery(self, delivery: Delivery) -> None:
        """Deal with one message; it goes back to the broker when we are told to stop meanwhile."""
        try:
            is_dealt_with = await self._deal_with_or_park(delivery)
        except asyncio.CancelledError:
            await delivery.give_back()
            raise
        if is_dealt_with:
            await delivery.ack()
        else:
            await delivery.reject()

    async def _deal_with_or_park(self, delivery: Delivery) -> bool:
        """Return False for a message that could not be parked by ourselves.

        One that raises what nobody expected must not keep its place for ever, nor come again at once: it is parked. If
        its job is in the ledger, the relay finds it.
        """
        try:
            message = JobMessage.decode(delivery.body, delivery.headers, queue=delivery.queue)
            await self.work_off(message)
        except (UnreadableMessageError, UnstorableError) as error:
            return await self._parked(delivery, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not keep the place
            self._log.exception("a message could not be dealt with", queue=delivery.queue)
            return await self._parked(delivery, f"the worker failed: {type(error).__name__}")
        return True

    async def work_off(self, message: JobMessage) -> None:
        """Run the message's job, or hold it; then what is held for the slot that this frees."""
        if self._slots.take(message.tenant_uid):
            await self._in_slot(message.tenant_uid, lambda: self._chain.run_message(message))
        else:
            await self._hold_for_slot(message)
        await self._use_free_slots(message.tenant_uid)

    async def _hold_for_slot(self, message: JobMessage) -> None:
        await self._chain.hold(message, SLOT)
        # A slot may have been freed while we wrote: whoever freed it did not see this job.
        self._slots.note_held(message.tenant_uid)

    async def _use_free_slots(self, tenant_uid: str) -> None:
        """Run held jobs of the tenant as long as one may be held and a slot is free."""
        while self._slots.may_be_held(tenant_uid) and self._slots.take(tenant_uid):
            await self._in_slot(tenant_uid, lambda: self._chain.run_held(tenant_uid))

    async def _in_slot(self, tenant_uid: str, work: Callable[[], Awaitable[None]]) -> None:
        """Work beside others, in a slot of the tenant that is taken already."""
        try:
            async with self._places:
                await self._chain.solitude.join()
                try:
                    await work()
                finally:
                    self._chain.solitude.leave()
        finally:
            self._slots.free(tenant_uid)

    async def _parked(self, delivery: Delivery, reason: str) -> bool:
        """Park a message with its reason; False when that cannot be done: the broker then moves it, without a reason.

        The parking place may be gone or full. The broker keeps what it cannot move, and tries for ever; our places stay
        free meanwhile.
        """
        for pause in _PARKING_PAUSES:
            try:
                await self._dispatch.park(delivery.queue, delivery.body, reason)
            except BrokerUnavailableError as error:
                self._log.warning("could not park a message", queue=delivery.queue, error=str(error))
                await asyncio.sleep(pause)
            else:
                self._log.error("parked an unreadable message", queue=delivery.queue, reason=reason)
                return True
        self._log.error("left a message to the broker to park", queue=delivery.queue, reason=reason)
        return False
