"""Reads the receptions that a job is about from the shop: those of a purchase order in all stores, or a single one."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.jobs.handler import JobContext
from flow_omnium.outcomes import AccessDenied, Failed, RecordMissing
from receivement_sync.items import items_of

_AT_ONCE: Final = 4
"""How many stores are read at once."""


@dataclass(frozen=True)
class InShop:
    """The receptions, oldest or newest first; `uid` is the purchase order's, None for goods that nobody ordered.

    `missing` is set if there is no reception, unless the event said that one was deleted.
    """

    uid: str | None
    receivements: Sequence[Receivement]
    order: PurchaseOrder | None = None
    missing: Failed | None = None

    @property
    def stores(self) -> frozenset[str]:
        """The stores that the order and its receptions are of."""
        owners = (self.order, *self.receivements)
        return frozenset(one.store_uid for one in owners if one is not None and one.store_uid)


class ShopReading:
    """Reads in the store that the event names, then in all configured stores.

    Raises what the client raises; a further store that our user may not read is passed over.
    """

    def __init__(self, flow: FlowClient, job: JobContext) -> None:
        self._goods = flow.goods
        self._tenant = job.tenant
        self._job = job
        named = job.event.get("storeUid")
        self._named = [str(named)] if named else []
        self._stores = [*dict.fromkeys([*self._named, *sorted(job.tenant.stores)])]

    @property
    def store_uid(self) -> str:
        """The store to name where nothing else names one."""
        return next(iter(self._stores), "")

    async def read(self) -> InShop:
        """Read the receptions of the purchase order, or the one reception, that the job is about."""
        key = self._job.key
        found = await self._of_order(key)
        if found.receivements:
            return found
        single = await self._single(key)
        if single is None:
            return found
        if single.purchase_order_uid in (None, key):
            return InShop(single.purchase_order_uid, (single,))
        return await self._of_order(single.purchase_order_uid)

    async def owners_of(self, line_uids: Sequence[str], own_uid: str | None) -> Mapping[str, PurchaseOrder]:
        """Find the other purchase orders of the shop that have these lines, by line uid."""
        wanted, found = set(line_uids), dict[str, PurchaseOrder]()
        for store_uid in self._stores:
            if wanted - found.keys():
                orders = await self._goods.purchase_orders(self._tenant, store_uid)
                found |= _owners(orders, wanted, own_uid)
        return found

    async def _of_order(self, uid: str) -> InShop:
        first, others = self._stores[:1], self._stores[1:]
        found = [one for store in first for one in await self._in_store(store, uid)]
        order = await self._order_in(first, uid)
        # Stores are many and events are too: none is asked that can add nothing (decision 15).
        if not _is_accounted_for(found, order):
            found += await self._in_further_stores(others, uid)
            # Goods may have come to other stores than the one that has ordered them: those are asked first.
            receiving = [one.store_uid or "" for one in found]
            order = order or await self._order_in([*receiving, *others], uid)
        found += [guest for one in self._guests(found, order) if (guest := await self._guest(one, order))]
        return InShop(uid, found, order, None if found else self._missing(uid))

    async def _in_store(self, store_uid: str, uid: str) -> Sequence[Receivement]:
        listed = await self._goods.receivements(self._tenant, store_uid, uid)
        return [_of_store(one, store_uid) for one in listed]

    async def _in_further_stores(self, stores: Sequence[str], uid: str) -> Sequence[Receivement]:
        found: list[Receivement] = []
        for start in range(0, len(stores), _AT_ONCE):
            reads = (self._if_allowed(store, uid) for store in stores[start : start + _AT_ONCE])
            found += [one for listed in await asyncio.gather(*reads) for one in listed]
        return found

    async def _if_allowed(self, store_uid: str, uid: str) -> Sequence[Receivement]:
        with self._skipping(store_uid):
            return await self._in_store(store_uid, uid)
        return ()

    async def _order_in(self, stores: Sequence[str], uid: str) -> PurchaseOrder | None:
        for store_uid in dict.fromkeys(stores):
            order = None
            with self._skipping(store_uid):
                order = await self._goods.purchase_order(self._tenant, store_uid, uid)
            if order is not None:
                return order if order.store_uid else order.model_copy(update={"store_uid": store_uid})
        return None

    async def _single(self, uid: str) -> Receivement | None:
        for store_uid in self._stores:
            single = None
            with self._skipping(store_uid):
                single = await self._goods.receivement(self._tenant, store_uid, uid)
            if single is not None:
                return _of_store(single, store_uid)
        return None

    def _skipping(self, store_uid: str) -> AbstractContextManager[None]:
        """Pass over a store that our user may not read, unless it is the one to look in first."""
        return nullcontext() if store_uid in self._stores[:1] else suppress(AccessDenied)

    def _guests(self, found: Sequence[Receivement], order: PurchaseOrder | None) -> Sequence[str]:
        """Name the receptions of other orders that may have brought goods of this one: by the order's lines, and the event."""
        named = [
            item.receivement_uid for line in (order.items if order else ()) for item in line.receivement_items
        ]
        event = self._job.event.get("receivementUid")
        known = {one.receivement_uid for one in found}
        uids = dict.fromkeys([*named, *([str(event)] if event else [])])
        return [uid for uid in uids if uid is not None and uid not in known]

    async def _guest(self, uid: str, order: PurchaseOrder | None) -> Receivement | None:
        guest = await self._single(uid)
        return guest if guest is not None and order is not None and items_of([guest], order) else None

    def _missing(self, key: str) -> Failed | None:
        # It was deleted, so that none is found is no fault.
        if "DELETE" in str(self._job.event.get("action", "")):
            return None
        stores = self._stores
        where = f"in {', '.join(stores)}" if stores else "in no store, since none is configured"
        return RecordMissing(
            f"Flow has no reception of purchase order {key}, and no reception {key}: looked {where}"
        )


def _of_store(receivement: Receivement, store_uid: str) -> Receivement:
    return receivement if receivement.store_uid else receivement.model_copy(update={"store_uid": store_uid})


def _owners(
    orders: Sequence[PurchaseOrder], line_uids: set[str], own_uid: str | None
) -> Mapping[str, PurchaseOrder]:
    return {
        item.purchase_order_item_uid: order
        for order in orders
        for item in order.items
        if order.purchase_order_uid != own_uid
        and item.purchase_order_item_uid is not None
        and item.purchase_order_item_uid in line_uids
    }


def _is_accounted_for(found: Sequence[Receivement], order: PurchaseOrder | None) -> bool:
    """Tell whether the receptions found are all that the order knows of: then no other store has any."""
    # Without the order's own figures nothing says that these are all.
    if order is None or not found:
        return False
    received = Counter[str | None]()
    for one in items_of(found, order):
        received[one.line_uid] += one.quantity
    return all(item.quantity_received == received[item.purchase_order_item_uid] for item in order.items)
