"""One job: bring what a shop has received to Omnium, as a goods reception or as stock levels."""

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
        """Send the lines; those that Omnium has received before are done, and the rest is sent alone."""
        lines = write.lines
        while lines:
            try:
                await self._omnium.goods.receive(self._tenant, write.delivery_id, lines)
            except Rejected as refusal:
                seen = seen_keys(refusal.detail, (line.goods_reception_id for line in lines))
                if not seen:
                    raise
                lines = tuple(line for line in lines if line.goods_reception_id not in seen)
            else:
                return

    async def _set_levels(self, write: SetLevels) -> None:
        """Send the levels as they are now, until they are still the same after.

        Another reception of the same product may be under way: whoever writes last has looked after that, so the later
        level stands in the end.
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
        """Send levels, and where they are refused the halves of them: one SKU that Omnium refuses keeps no other back."""
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


_PASSED_ON: Final = "passedOnBy"
"""Names in an event of ours the job that goods were passed on by; who was woken by it wakes nobody."""


class ReceivementSync:
    """The sync of `receivement` jobs; the key is Flow's uid of a purchase order, or of a reception without one."""

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
    """Tell whether a job need not be made: there is one, or two orders would go on waking each other."""
    if not isinstance(write, PassOn):
        return False
    return _PASSED_ON in job.event or await job.awaits(JobKind.RECEIVEMENT, write.order_uid)
