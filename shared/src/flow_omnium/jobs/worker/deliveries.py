"""What happens to one delivery: read it, see whether its job may run, claim it, run it, complete it, acknowledge last.

Nothing is acknowledged before its consequence is durable. So after a crash at any point the message comes again, or the
relay finds the job.
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
from flow_omnium.jobs.worker.seat import Seat
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.runtime.logging import get_logger

_DEAD_LETTER_PAUSES = (0.1, 1.0)
"""Seconds after a dead letter could not be sent: meanwhile its queue may be declared again, or the connection be back."""


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
            is_dealt_with = await self._is_dealt_with(delivery)
        except asyncio.CancelledError:
            await delivery.give_back()
            raise
        # Last of all: an acknowledged message is gone, and by now the ledger or the dead letter queue has what came of it.
        if is_dealt_with:
            await delivery.ack()
        else:
            await delivery.reject()

    async def _is_dealt_with(self, delivery: Delivery) -> bool:
        """Work a message off, or make it a dead letter; False when it could not be made one by ourselves."""
        # Also what nobody expected: such a message must not keep its place for ever, nor come again at once. If its job is
        # in the ledger, the relay publishes it again.
        try:
            message = JobMessage.decode(delivery.body, delivery.headers, queue=delivery.queue)
            await self.work_off(message)
        except (UnreadableMessageError, UnstorableError) as error:
            return await self._dead_lettered(delivery, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the message must not keep its place
            self._log.exception("a message could not be dealt with", queue=delivery.queue)
            return await self._dead_lettered(delivery, f"the worker failed: {type(error).__name__}")
        return True

    async def work_off(self, message: JobMessage) -> None:
        """Run the message's job, or hold it; then what is held for the slot that this frees."""
        if self._slots.take(message.tenant_uid):
            await self._seated(message.tenant_uid, lambda seat: self._chain.run_message(message, seat.leave))
        else:
            await self._hold_for_slot(message)
        await self._use_free_slots(message.tenant_uid)

    async def _hold_for_slot(self, message: JobMessage) -> None:
        await self._chain.hold(message, SLOT)
        # A slot may have been freed while we wrote, and whoever freed it did not see this job: look once more.
        self._slots.note_held(message.tenant_uid)

    async def _use_free_slots(self, tenant_uid: str) -> None:
        """Run held jobs of the tenant as long as one may be held and a slot is free."""
        while self._chain.held.may_have(tenant_uid) and self._slots.take(tenant_uid):
            await self._seated(tenant_uid, lambda seat: self._chain.run_held(tenant_uid, seat))

    async def _seated(self, tenant_uid: str, work: Callable[[Seat], Awaitable[None]]) -> None:
        """Work in a slot of the tenant, which is taken already, and in a place; the work may give them back before its end."""
        seat = Seat(self._slots, tenant_uid, self._places)
        try:
            await seat.take_place()
            async with self._chain.solitude.beside_others():
                await work(seat)
        finally:
            seat.leave()

    async def _dead_lettered(self, delivery: Delivery, reason: str) -> bool:
        """Send a message to the dead letter queue with its reason; False when that cannot be done.

        It is then rejected, and the broker moves it without a reason: it tries for ever, while our places are free.
        """
        for pause in _DEAD_LETTER_PAUSES:
            try:
                await self._dispatch.dead_letter(delivery.queue, delivery.body, reason)
            except BrokerUnavailableError as error:
                self._log.warning("could not park a message", queue=delivery.queue, error=str(error))
                await asyncio.sleep(pause)
            else:
                self._log.error("parked an unreadable message", queue=delivery.queue, reason=reason)
                return True
        self._log.error("left a message to the broker to park", queue=delivery.queue, reason=reason)
        return False
