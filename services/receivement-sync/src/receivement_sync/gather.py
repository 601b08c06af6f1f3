"""Reads what the plan of a reception needs from both systems, and no more."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.purchase import PurchaseOrder
from flow_omnium.flow.versions import receivement_version
from flow_omnium.jobs.handler import JobContext
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.purchase import PurchaseOrder as OmniumOrder
from flow_omnium.omnium.models.purchase import PurchaseOrderLine, Transaction
from flow_omnium.omnium.packages import Package, packages_of, skus_of_packages
from receivement_sync.changes import ConfirmReception
from receivement_sync.confirmations import own_delivery_id
from receivement_sync.figures import agrees
from receivement_sync.gathered import Gathered, KnownOrder
from receivement_sync.in_shop import InShop, ShopReading
from receivement_sync.items import ReceivedItem, items_of
from receivement_sync.keys import booked_under, key_of_part
from receivement_sync.matching import lines_named, names_of
from receivement_sync.references import Reference, came_from_omnium, is_of, references
from receivement_sync.unfolding import is_named, names_in, part_uid, unfolded, unfolded_order
from receivement_sync.warehouses import WarehouseReading


class Gathering:
    """Reads both sides in the name of a job's tenant. Raises Failed, and what the clients raise."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, job: JobContext) -> None:
        self._omnium = omnium
        self._flow = flow
        self._tenant = job.tenant
        self._journal = job.journal
        self._shop = ShopReading(flow, job)
        self._done = _confirmations(job.journal.writes)
        self._refused = _confirmations(job.journal.refused)

    async def gather(self) -> Gathered:
        """Read the receptions of the purchase order, or the one reception, that the job is about."""
        known, shop = await self._known(await self._read())
        self._journal.called(known.order_id if known else None)
        received = items_of(shop.receivements, shop.order)
        others = await self._orders_of_lines(shop, received, known)
        found = Gathered(
            self._tenant,
            shop.uid,
            shop.receivements,
            next(iter(sorted(shop.stores)), self._shop.store_uid),
            shop.order,
            known,
            orders_of_lines={line_uid: order.purchase_order_uid for line_uid, order in others.items()},
            served_orders=await self._served(others.values()),
            missing=shop.missing,
        )
        return await WarehouseReading(self._omnium, self._flow, self._tenant).complete(found, received)

    async def _read(self) -> InShop:
        shop = await self._shop.read()
        for one in shop.receivements:
            self._journal.saw(receivement_version(one))
            self._journal.called(one.receivement_uid)
        self._journal.in_store(*sorted(shop.stores))
        if shop.order is not None:
            self._journal.called(shop.order.purchase_order_uid, shop.order.external_id)
        return shop

    async def _known(self, shop: InShop) -> tuple[KnownOrder | None, InShop]:
        """Find the purchase order in Omnium, exported whole or as a delivery; without lines if the delivery is empty there.

        Beside it is what the shop has, with the parts of packages that it has received.
        """
        without_lines: KnownOrder | None = None
        for reference in self._candidates(shop.uid, shop.order):
            order = await self._omnium.goods.purchase_order(self._tenant, reference.purchase_order_id)
            if order is None:
                continue
            in_parts = await self._in_parts(shop, order, reference)
            received = items_of(in_parts.receivements, in_parts.order)
            if not is_of(order, in_parts.order, _named(in_parts, received), shop.stores):
                continue
            lines = reference.lines_of(order, in_parts.order)
            if lines or reference.delivery_id is None:
                known = await self._with_receptions(order, lines, received)
                return replace(known, lost_delivery=reference.lost_in(order)), in_parts
            without_lines = KnownOrder(order.id, (), order.status, lost_delivery=reference.delivery_id)
        return without_lines, shop

    async def _in_parts(self, shop: InShop, order: OmniumOrder, reference: Reference) -> InShop:
        packages = await self._packages(order, reference, names_in(shop.receivements, shop.order))
        if not packages:
            return shop
        movements = await self._omnium.goods.receptions(self._tenant, order.id)
        booked = _booked(movements, self._done)

        def booked_of(receivement_uid: str, item_uid: str | None, line_id: str) -> Decimal:
            key = key_of_part(self._tenant.tenant_uid, receivement_uid, part_uid(item_uid, line_id))
            return booked_under(key, booked)

        words = self._tenant.flow.states
        parts = unfolded(shop.receivements, shop.order, packages, words, booked_of)
        return replace(shop, receivements=parts.receivements, order=parts.order)

    async def _packages(
        self, order: OmniumOrder, reference: Reference, names: Collection[str]
    ) -> Sequence[Package[PurchaseOrderLine]]:
        """Find the packages that the shop has lines of; what is in one is told by the order's own line, else by the product."""
        parts = [line for line in order.lines if is_named(line.package_line_item_id or "", names)]
        if not parts:
            return ()
        read = self._omnium.purchases.parts_of_product
        known = {sku: await read(self._tenant, sku) for sku in skus_of_packages(parts)}
        whole = {one.line_id: one for one in packages_of(order.lines, known)}
        # Exported was what is in the delivery; a part that was moved to another one since belongs to the package still.
        of_delivery = packages_of(reference.lines_of(order, None), known)
        return [*(whole | {one.line_id: one for one in of_delivery if one.in_one is not None}).values()]

    def _candidates(self, uid: str | None, order: PurchaseOrder | None) -> Sequence[Reference]:
        connector = self._tenant.connector
        # Both ids may contain `-delivery-`, so every reading is tried; the setting says which is likelier.
        deliveries_first = connector is not None and connector.export_delivery_as_po
        external_id = order.external_id if order else None
        return () if uid is None else references(uid, external_id, deliveries_first=deliveries_first)

    async def _with_receptions(
        self, order: OmniumOrder, lines: Sequence[PurchaseOrderLine], received: Sequence[ReceivedItem]
    ) -> KnownOrder:
        movements = await self._omnium.goods.receptions(self._tenant, order.id)
        booked = _booked(movements, self._done)
        is_explained = _is_explained(order, movements)
        there = (
            frozenset() if all(line.delivery_id for line in lines) else await self._own_deliveries(received)
        )
        refused = {line.line_item_id for write in self._refused for line in write.lines}
        return KnownOrder(
            order.id, lines, order.status, booked, is_explained, there, refused_lines=frozenset(refused)
        )

    async def _own_deliveries(self, received: Sequence[ReceivedItem]) -> frozenset[str]:
        own = dict.fromkeys(own_delivery_id(one.receivement) for one in received)
        there = [one for one in own if await self._omnium.goods.delivery(self._tenant, one) is not None]
        return frozenset(there)

    async def _orders_of_lines(
        self, shop: InShop, received: Sequence[ReceivedItem], known: KnownOrder | None
    ) -> Mapping[str, PurchaseOrder]:
        """Find the purchase orders of lines that are neither on the shop's order nor on Omnium's, by line uid."""
        own = {item.purchase_order_item_uid for item in shop.order.items} if shop.order else set()
        lines = known.lines if known else ()
        strange = [
            one.line_uid
            for one in received
            if one.line_uid is not None and one.line_uid not in own and not lines_named([one.line_uid], lines)
        ]
        return await self._shop.owners_of(strange, shop.uid) if strange else {}

    async def _served(self, orders: Iterable[PurchaseOrder]) -> frozenset[str]:
        """Name the other purchase orders that need no job: both sides have received the same, or they are not Omnium's."""
        by_uid = {order.purchase_order_uid: order for order in orders}
        return frozenset([uid for uid, order in by_uid.items() if await self._is_served(order)])

    async def _is_served(self, order: PurchaseOrder) -> bool:
        names = [name for item in order.items for name in names_of(item)]
        for reference in self._candidates(order.purchase_order_uid, order):
            there = await self._omnium.goods.purchase_order(self._tenant, reference.purchase_order_id)
            if there is not None and is_of(there, order, names, {order.store_uid or ""}):
                packages = await self._packages(there, reference, names)
                return agrees(there.lines, unfolded_order(order, packages))
        return not came_from_omnium(order)


def _named(shop: InShop, received: Sequence[ReceivedItem]) -> Collection[str]:
    """List all names that lines have on the shop's order and on its receptions."""
    ordered = [name for item in (shop.order.items if shop.order else ()) for name in names_of(item)]
    return {*ordered, *(one.line_uid for one in received if one.line_uid is not None)}


def _confirmations(writes: Iterable[object]) -> Sequence[ConfirmReception]:
    return [write for write in writes if isinstance(write, ConfirmReception)]


def _booked(movements: Sequence[Transaction], done: Sequence[ConfirmReception]) -> Mapping[str, Decimal]:
    """Add up what Omnium has received under each key. What this run has sent counts too: the search may lag behind."""
    booked: dict[str, Decimal] = defaultdict(Decimal)
    for one in movements:
        if one.goods_reception_id:
            booked[one.goods_reception_id] += one.inventory_change
    for line in (line for write in done for line in write.lines):
        # Not added: the search may show the transaction by now.
        booked[line.goods_reception_id] = max(booked[line.goods_reception_id], line.delivered_quantity)
    return booked


def _is_explained(order: OmniumOrder, movements: Sequence[Transaction]) -> bool:
    """Tell whether the search has all that was received of an order, and so does not lag behind."""
    received = sum((line.delivered_quantity for line in order.lines), Decimal(0))
    return received == sum((one.inventory_change for one in movements), Decimal(0))
