"""Which warehouses and stores that an order names are stores of Flow."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models import Order, Shipment
from order_sync.order_types import ONLINE, OrderRule


@dataclass(frozen=True)
class Stores:
    """The tenant's stores: by our settings (`listed`), and by Flow's own list (None: not asked, or Flow has none).

    The settings come first. If an order names none of their stores, it may be for one that the settings leave out, so Flow's
    list decides. If nothing is listed anywhere, every code is taken for a store.
    """

    listed: frozenset[str] = frozenset()
    in_flow: frozenset[str] | None = None

    def among(self, codes: Collection[str]) -> frozenset[str]:
        """Return the uids of the stores among the codes of an order."""
        uids = frozenset(map(sanitize_uid, codes))
        if self.listed & uids:
            return self.listed & uids
        if self.in_flow is not None:
            return self.in_flow & uids
        return frozenset() if self.listed else uids

    def leaves_open(self, codes: Collection[str]) -> bool:
        """Tell whether Flow's list must be read: not if our list decides, nor for one code without any list."""
        uids = frozenset(map(sanitize_uid, codes))
        # A single code without any list is a store: Flow itself would say that it has none (decision 26).
        return not self.listed & uids and (bool(self.listed) or len(uids) > 1)


NO_LIST: Final = Stores()


@dataclass(frozen=True)
class Place:
    """Who hands over a shipment, and by which rule; `store_uid` is None if that is no store of Flow."""

    rule: OrderRule
    store_uid: str | None
    name: str


def codes_of(order: Order, rule: OrderRule) -> frozenset[str]:
    """Return the codes that decide who hands over an order: its shipments' codes, else the store that sold it."""
    shipments = order.order_form.shipments if order.order_form else ()
    return frozenset(_named(shipments, rule) or filter(None, [order.store_id]))


def places_of(
    order: Order, shipments: Iterable[Shipment], rule: OrderRule, stores: Stores
) -> tuple[Place, ...]:
    """Return who hands over each shipment; if no shipment says it, the store that sold the order."""
    given = tuple(shipments)
    uids = stores.among(_named(given, rule) or set(filter(None, [order.store_id])))
    places = tuple(_place(shipment, rule, stores, uids) for shipment in given)
    if order.store_id is None or any(place.name for place in places):
        return places
    uid = sanitize_uid(order.store_id)
    return (Place(rule, uid if uid in uids else None, order.store_id),) * max(len(given), 1)


def _place(shipment: Shipment, rule: OrderRule, stores: Stores, uids: frozenset[str]) -> Place:
    code = rule.warehouse(shipment)
    if code is not None:
        return _named_place(rule, code, uids)
    # A shipment of a collected order that has no pickup code is sent, by a store of ours or by somebody else.
    sender = shipment.warehouse_code
    if sender is not None and sanitize_uid(sender) in stores.listed:
        return _named_place(ONLINE, sender, stores.listed)
    return Place(rule, None, "")


def _named_place(rule: OrderRule, code: str, uids: frozenset[str]) -> Place:
    uid = sanitize_uid(code)
    return Place(rule, uid if uid in uids else None, code)


def _named(shipments: Iterable[Shipment], rule: OrderRule) -> set[str]:
    return {code for shipment in shipments if (code := rule.warehouse(shipment))}
