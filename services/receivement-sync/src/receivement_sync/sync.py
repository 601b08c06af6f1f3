"""The sync of `receivement` jobs: brings what a shop has received to Omnium, as goods receptions and stock levels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Write, together
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.inventory import NewLevel
from flow_omnium.omnium.models.purchase import GoodsReceptionLine
from flow_omnium.outcomes import Deferral, Deferred, Rejected
from flow_omnium.tenants.tenant import Tenant
from receivement_sync.changes import ConfirmReception, PassOn, PutIntoDelivery, SetLevels
from receivement_sync.gather import Gathering
from receivement_sync.keys import seen_keys
from receivement_sync.levels import levels_in_flow, new_levels
from receivement_sync.plan import plan

LOOKS: Final = 5
"""How often levels are sent in one run while they go on moving."""

_REST_SECONDS: Final = 30.0
"""How long a shop is left alone that sells faster than we look."""

_PASSED_ON: Final = "passedOnBy"
"""The field of our own event that names the job which started this one. A job started so starts no other."""


class ReceivementSync:
    """Plans and applies jobs; the key is Flow's uid of a purchase order, or of a reception without one."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        gathered = await Gathering(self._omnium, self._flow, job).gather()
        planned = plan(gathered, passes_on=job.wakes is not None)
        return replace(planned, writes=[one for one in planned.writes if not await _is_needless(job, one)])

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        if isinstance(write, PassOn) and job.wakes is not None:
            event = {
                "storeUid": write.store_uid,
                "receivementUid": write.receivement_uid,
                _PASSED_ON: job.key,
            }
            await job.wakes(JobKind.RECEIVEMENT, write.order_uid, event)
            return
        await Applying(self._omnium, self._flow, job.tenant).apply(write)


async def _is_needless(job: JobContext, write: Write) -> bool:
    """Tell whether no job must be started: one is queued already, or two orders would start each other for ever."""
    if not isinstance(write, PassOn):
        return False
    return _PASSED_ON in job.event or await job.awaits(JobKind.RECEIVEMENT, write.order_uid)


class Applying:
    """Writes in the name of one tenant. Raises ApiError, Deferred."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, tenant: Tenant) -> None:
        self._omnium = omnium
        self._flow = flow
        self._tenant = tenant

    async def apply(self, write: Write) -> None:
        """Carry out one write; each can be repeated."""
        match write:
            case PutIntoDelivery(order_id, delivery_id, lines, exists):
                await self._omnium.goods.create_delivery(
                    self._tenant, order_id, delivery_id, lines, exists=exists
                )
            case ConfirmReception():
                await self._confirm(write)
            case SetLevels():
                await self._set_levels(write)
            case _:
                message = f"{type(write).__name__} is no write of a reception"
                raise TypeError(message)

    async def _confirm(self, write: ConfirmReception) -> None:
        """Send the lines. If Omnium refuses some as received before, those are done, and the rest is sent alone."""
        lines = write.lines
        while lines:
            lines = await self._receive(write.delivery_id, lines)

    async def _receive(
        self, delivery_id: str, lines: tuple[GoodsReceptionLine, ...]
    ) -> tuple[GoodsReceptionLine, ...]:
        """Send lines; return those to send again, without the ones that Omnium has received before."""
        try:
            await self._omnium.goods.receive(self._tenant, delivery_id, lines)
        except Rejected as refusal:
            seen = seen_keys(refusal.detail, (line.goods_reception_id for line in lines))
            if not seen:
                raise
            return tuple(line for line in lines if line.goods_reception_id not in seen)
        return ()

    async def _set_levels(self, write: SetLevels) -> None:
        """Send the levels as they are now, and read them again, until they did not change in between.

        Another job may be sending a level of the same product. Each reads after it has written, so the latest level wins.
        """
        levels = await self._levels(write)
        for _look in range(LOOKS):
            refusals = await self._send(new_levels(write.products, levels, write.warehouse_code))
            sent, levels = levels, await self._levels(write)
            if levels == sent and refusals:
                raise together(refusals) or refusals[0]
            if levels == sent:
                return
        message = f"the stock in warehouse {write.warehouse_code} keeps moving"
        raise Deferred(message, cause=Deferral.LEVELS_MOVE, after_seconds=_REST_SECONDS)

    async def _send(self, levels: Sequence[NewLevel]) -> Sequence[Rejected]:
        """Send levels; if they are refused, send each half alone, so that one refused SKU does not keep back the others."""
        if not levels:
            return ()
        try:
            await self._omnium.inventory.set_levels(self._tenant, levels)
        except Rejected as refusal:
            if len(levels) == 1:
                return [refusal]
            half = len(levels) // 2
            return [*await self._send(levels[:half]), *await self._send(levels[half:])]
        return ()

    async def _levels(self, write: SetLevels) -> Mapping[str, Decimal | None]:
        uids = [product.product_uid for product in write.products]
        stock = await self._flow.goods.stock(self._tenant, uids, write.warehouse_code)
        return levels_in_flow(stock, write.products, write.warehouse_code)
