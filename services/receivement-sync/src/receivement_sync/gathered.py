"""What a plan for a reception rests on. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrderLine


@dataclass(frozen=True)
class KnownOrder:
    """A purchase order that Omnium has: the lines that the reception may be of, and what is known of it there.

    `confirmed` are the keys of receptions that Omnium has seen, as far as its search tells; `deliveries` are those that
    we would make, and that are there already.
    """

    order_id: str
    lines: Sequence[PurchaseOrderLine]
    status: str | None = None
    confirmed: frozenset[str] = frozenset()
    deliveries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReceivedProduct:
    """A product that came into a warehouse."""

    product_uid: str
    sku: str


@dataclass(frozen=True)
class WarehouseLevels:
    """The products that came into one warehouse, with their levels on both sides, by SKU; Omnium may know none."""

    warehouse_code: str
    products: Sequence[ReceivedProduct]
    in_flow: Mapping[str, Decimal]
    in_omnium: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Gathered:
    """The receptions of one purchase order, or one without, and what stands against them in Omnium.

    `known` is None for a purchase order of the shop's own. `levels` are read only for those, and only where the store's
    stock is Flow's (`is_stock_master`). `unknown_warehouses` are those that Omnium has not.
    """

    receivements: Sequence[Receivement]
    store_uid: str
    is_stock_master: bool
    purchase_order: PurchaseOrder | None = None
    known: KnownOrder | None = None
    levels: Sequence[WarehouseLevels] = ()
    unknown_warehouses: frozenset[str] = field(default_factory=frozenset)
