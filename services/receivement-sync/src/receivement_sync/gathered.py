"""What a plan for a reception rests on: both systems' records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class KnownOrder:
    """A purchase order in Omnium, with the lines that the shop's purchase order is of.

    - `booked`: what Omnium has received under each key, by its search, which may lag behind
    - `is_explained`: the search has all that was received of the order
    - `deliveries`: those of our own deliveries that exist already
    - `refused_lines`: lines of which this run has sent goods that Omnium did not take
    - `lost_delivery`: the delivery that the shop's order was made of, if Omnium has it no more
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
    """A product that came into a warehouse, with its SKU in Flow."""

    product_uid: str
    sku: str


@dataclass(frozen=True)
class WarehouseLevels:
    """The products that came into one warehouse, with their levels on both sides, by SKU.

    None stands for a level in Flow that cannot be read, and for a SKU that Omnium has no level of.
    """

    warehouse_code: str
    products: Sequence[ReceivedProduct]
    in_flow: Mapping[str, Decimal | None]
    in_omnium: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Gathered:
    """The receptions of one purchase order in all stores, or one without an order, and Omnium's side of them.

    - `uid`: the purchase order's; None for goods that nobody ordered
    - `known`: None if the order is not Omnium's
    - `levels`: of warehouses whose stock is Flow's
    - `unknown_warehouses`: warehouses that Omnium lacks
    - `orders_of_lines`: the other purchase orders of the shop, by the uids of their lines on these receptions
    - `served_orders`: those of them on which both sides agree
    - `missing`: no reception was found, and where we looked
    - `failures`: of reads that concern a part alone
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
