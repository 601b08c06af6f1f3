"""What a plan for a reception rests on. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class KnownOrder:
    """A purchase order that Omnium has: the lines that the shop's is of, and what is known of it there.

    `booked` is what Omnium has received under each key, as far as its search tells: that may lag behind. `is_explained`
    tells that the search knows of all that was received of the order. `deliveries` are those that we would make, and that
    are there already. `refused_lines` are those of which this run has told goods that Omnium did not take.
    `lost_delivery` is the one that the shop's order is, if Omnium has it no more.
    """

    order_id: str
    lines: Sequence[PurchaseOrderLine]
    status: str | None = None
    booked: Mapping[str, Decimal] = field(default_factory=dict)
    is_explained: bool = False
    deliveries: frozenset[str] = frozenset()
    lost_delivery: str | None = None
    refused_lines: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReceivedProduct:
    """A product that came into a warehouse, under the SKU that it has in Flow today."""

    product_uid: str
    sku: str


@dataclass(frozen=True)
class WarehouseLevels:
    """The products that came into one warehouse, with their levels on both sides, by SKU.

    None is a level in Flow that cannot be read, and what Omnium knows nothing of.
    """

    warehouse_code: str
    products: Sequence[ReceivedProduct]
    in_flow: Mapping[str, Decimal | None]
    in_omnium: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Gathered:
    """The receptions of one purchase order in all stores, or one without, and what stands against them in Omnium.

    `uid` is the purchase order's, None for goods that nobody ordered. `known` is None for an order that is not Omnium's.
    `levels` are those of warehouses whose stock is Flow's; `unknown_warehouses` are those that Omnium has not.
    `orders_of_lines` tells of lines that are of none of these orders, by uid, which one of the shop's they are of.
    `served_orders` are those of them on which both sides agree. `missing` says that no reception was found, and where.
    `failures` are those of reading that concern a part alone.
    """

    tenant: Tenant
    uid: str | None
    receivements: Sequence[Receivement]
    store_uid: str
    purchase_order: PurchaseOrder | None = None
    known: KnownOrder | None = None
    levels: Sequence[WarehouseLevels] = ()
    unknown_warehouses: frozenset[str] = frozenset()
    orders_of_lines: Mapping[str, str] = field(default_factory=dict)
    served_orders: frozenset[str] = frozenset()
    missing: Failed | None = None
    failures: Sequence[Failed] = ()
