"""The receptions that an operator means: by a reception, or by the purchase order that goods came of.

Of a purchase order there is one job for all its receptions; a reception of goods that nobody ordered has one of its own. An
order of Omnium that is exported by its deliveries has several in the shop, and each is brought.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.flow.uids import is_uid
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import MOST_FOUND, FoundRecord, RecordJob
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.purchase_export import PurchaseOrderSearch
from flow_omnium.outcomes import AccessDenied
from flow_omnium.tenants.tenant import Tenant

_AT_ONCE: Final = 4
"""How many stores are read at once."""


@dataclass(frozen=True)
class _Store:
    """What a store has of the names that are looked for; `denied` where our user may not read it."""

    uid: str
    orders: Sequence[PurchaseOrder] = ()
    receivement: Receivement | None = None
    denied: AccessDenied | None = None


class ReceptionLookup:
    """Finds receptions in the tenant's stores."""

    asks = (
        "Flow's uids of receivements and purchase orders, and external ids of purchase orders, in the tenant's stores; "
        "Omnium's ids and numbers of purchase orders"
    )

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._goods = flow.goods

    async def find(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[FoundRecord]:
        """See `Lookup.find`. Raises AccessDenied where nothing is found and a store may not be read."""
        ids = await self._in_omnium(tenant, name, exact=exact)
        stores = await self._in_stores(tenant, name, [name, *ids])
        found = {**_of_orders(stores), **_of_receivements(stores)}
        denied = next((one.denied for one in stores if one.denied), None)
        if denied is not None and not found:
            raise denied
        lost = [one for one in ids if one not in found]
        return [*found.values(), *(_not_in_shop(one, tenant) for one in lost)]

    async def _in_omnium(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[str]:
        of_id = await self._omnium.goods.purchase_order(tenant, name)
        ids = [] if of_id is None else [of_id.id]
        if not exact:
            search = PurchaseOrderSearch(order_number=name, take=MOST_FOUND)
            async for batch in self._omnium.purchases.orders(tenant, search):
                ids += [one.id for one in batch.records]
        return [*dict.fromkeys(ids)][:MOST_FOUND]

    async def _in_stores(self, tenant: Tenant, name: str, ids: Iterable[str]) -> Sequence[_Store]:
        uids, wanted, found = sorted(tenant.stores), [*dict.fromkeys(ids)], list[_Store]()
        for start in range(0, len(uids), _AT_ONCE):
            some = uids[start : start + _AT_ONCE]
            found += await asyncio.gather(*(self._in_store(tenant, uid, name, wanted) for uid in some))
        return found

    async def _in_store(self, tenant: Tenant, store_uid: str, name: str, ids: Sequence[str]) -> _Store:
        try:
            orders = [
                one for each in ids for one in await self._goods.purchase_orders(tenant, store_uid, each)
            ]
            if not is_uid(name):
                return _Store(store_uid, orders)
            of_uid = await self._goods.purchase_order(tenant, store_uid, name)
            receivement = await self._goods.receivement(tenant, store_uid, name)
        except AccessDenied as denied:
            return _Store(store_uid, denied=denied)
        return _Store(store_uid, [*orders, *([of_uid] if of_uid else [])], receivement)


def _of_orders(stores: Iterable[_Store]) -> Mapping[str, FoundRecord]:
    """Return the purchase orders, those of one order of Omnium together, by the id of that or by their own uid."""
    jobs: dict[str, dict[str, RecordJob]] = defaultdict(dict)
    for store in stores:
        for order in store.orders:
            uid = order.purchase_order_uid
            event = {"purchaseOrderUid": uid, "storeUid": order.store_uid or store.uid}
            jobs[order.external_id or uid][uid] = RecordJob(JobKind.RECEIVEMENT, uid, event)
    return {name: _of_order(name, [*each.values()]) for name, each in jobs.items()}


def _of_order(name: str, jobs: Sequence[RecordJob]) -> FoundRecord:
    where = ", ".join(f"{one.key} in store {one.event['storeUid']}" for one in jobs)
    return FoundRecord(f"purchase order {name} ({where})", tuple(jobs))


def _of_receivements(stores: Iterable[_Store]) -> Mapping[str, FoundRecord]:
    found: dict[str, FoundRecord] = {}
    for store in stores:
        if store.receivement is not None:
            record = _of_receivement(store.receivement, store.uid)
            found[record.jobs[0].key] = record
    return found


def _of_receivement(one: Receivement, store_uid: str) -> FoundRecord:
    references = {
        "receivementUid": one.receivement_uid,
        "purchaseOrderUid": one.purchase_order_uid,
        "storeUid": one.store_uid or store_uid,
    }
    event = {name: value for name, value in references.items() if value is not None}
    # As the gateway names the job of its webhook: by the purchase order, where there is one.
    key = one.purchase_order_uid or one.receivement_uid
    of = f"of purchase order {key}" if one.purchase_order_uid else "of no purchase order"
    told = f"reception {one.receivement_uid} {of} in store {event['storeUid']}"
    return FoundRecord(told, (RecordJob(JobKind.RECEIVEMENT, key, event),))


def _not_in_shop(order_id: str, tenant: Tenant) -> FoundRecord:
    stores = ", ".join(sorted(tenant.stores)) or "none is configured"
    return FoundRecord(f"purchase order {order_id} of Omnium, which no store has ({stores})", ())
