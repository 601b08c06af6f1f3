"""What is done in the stockroom, and which act does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from simulators.documents import Document
from simulators.flow.catalogue.records import PRODUCTS
from simulators.flow.goods.committing import commit_correction, commit_reception, commit_stock
from simulators.flow.goods.products import product_as, remember_product
from simulators.flow.goods.stock import shown_level
from simulators.flow.orders.progress import items_in
from simulators.flow.shop.acts import Act
from simulators.flow.shop.purchases import purchased
from simulators.flow.shop.receptions import (
    corrected,
    received,
    reception_named,
    restated,
    sent_back,
    without_item,
)
from simulators.flow.shop.stockroom_acts import (
    CorrectReceived,
    Purchase,
    Receive,
    ReceptionAct,
    ReceptionItemAct,
    RenameProduct,
    RestateReception,
    SellStock,
)
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.state import FlowState
from simulators.flow.tenant import StockPlace, Tenant
from simulators.refusal import Refusal
from simulators.write_model import checked

A = TypeVar("A", bound=Act)
C = TypeVar("C", bound=ReceptionAct)


@dataclass(frozen=True)
class StockroomRule(Generic[A]):
    """How the body of an act is read, and what is done."""

    body: type[A]
    do: Callable[[FlowState, Tenant, A], Document]

    def follow(self, state: FlowState, tenant: Tenant, body: Document) -> Document:
        """Do it. Raises Refusal for what cannot be done, and then nothing is changed."""
        return self.do(state, tenant, checked(self.body, body))


def purchase(state: FlowState, tenant: Tenant, act: Purchase) -> Document:
    """Order from a supplier; answer the purchase order."""
    order = purchased(tenant, act, _till(state, tenant))
    tenant.purchase_orders[order["purchaseOrderUid"]] = order
    for item in order["items"]:
        sku, name = item["productSku"], item["productName"]
        remember_product(tenant, product_as(tenant, item["productUid"], sku=sku, name=name))
    return order


def receive(state: FlowState, tenant: Tenant, act: Receive) -> Document:
    """Take goods in; answer the receivement."""
    receivement = received(tenant, act, _till(state, tenant))
    commit_reception(state, tenant, receivement, by=CASHIER.uid)
    return receivement


def send_back(state: FlowState, tenant: Tenant, act: Receive) -> Document:
    """Give goods back to their supplier; answer the receivement."""
    receivement = sent_back(tenant, act, _till(state, tenant))
    commit_reception(state, tenant, receivement, by=CASHIER.uid)
    return receivement


def changing(rule: Callable[[Document, C, Till], Document]) -> Callable[[FlowState, Tenant, C], Document]:
    """Let a rule change a reception that is there; answer it as it is then."""

    def change(state: FlowState, tenant: Tenant, act: C) -> Document:
        before = reception_named(tenant, act.receivement_uid)
        after = rule(before, act, _till(state, tenant))
        commit_correction(state, tenant, before, after, by=CASHIER.uid)
        return after

    return change


def delete_reception(state: FlowState, tenant: Tenant, act: ReceptionAct) -> Document:
    """Take a reception off; answer what it was."""
    before = reception_named(tenant, act.receivement_uid)
    commit_correction(state, tenant, before, None, by=CASHIER.uid)
    return before


def rename_product(_state: FlowState, tenant: Tenant, act: RenameProduct) -> Document:
    """Give a product another SKU, on the lines that it is ordered on as well; answer the product."""
    for uid, order in tenant.purchase_orders.items():
        items = [
            {**item, "productSku": act.sku} if item.get("productUid") == act.product_uid else item
            for item in items_in(order)
        ]
        tenant.purchase_orders[uid] = {**order, "items": items}
    remember_product(tenant, product_as(tenant, act.product_uid, sku=act.sku, name=None))
    record = tenant.catalogue.get(PRODUCTS, act.product_uid)
    if record is not None:
        tenant.catalogue.put(PRODUCTS, act.product_uid, {**record, "sku": act.sku})
    return tenant.products[act.product_uid]


def sell_stock(state: FlowState, tenant: Tenant, act: SellStock) -> Document:
    """Take goods out, below zero as well; answer the level. Raises Refusal 404 where there is no level."""
    place = StockPlace(act.warehouse_uid, act.product_uid)
    if place not in tenant.stock:
        raise Refusal(404, f"productUid: '{act.product_uid}' has no stock in '{act.warehouse_uid}'")
    commit_stock(state, tenant, {place: -act.quantity}, by=CASHIER.uid)
    return shown_level(tenant, place)


STOCKROOM: Final[Mapping[str, StockroomRule[Any]]] = MappingProxyType(
    {
        "purchase": StockroomRule(Purchase, purchase),
        "receive": StockroomRule(Receive, receive),
        "sendBack": StockroomRule(Receive, send_back),
        "correctReceived": StockroomRule(CorrectReceived, changing(corrected)),
        "removeReceived": StockroomRule(ReceptionItemAct, changing(without_item)),
        "restateReception": StockroomRule(RestateReception, changing(restated)),
        "deleteReception": StockroomRule(ReceptionAct, delete_reception),
        "renameProduct": StockroomRule(RenameProduct, rename_product),
        "sellStock": StockroomRule(SellStock, sell_stock),
    }
)


def do_in_stockroom(state: FlowState, tenant: Tenant, body: Document) -> Document:
    """Do an act of the stockroom."""
    return STOCKROOM[body["act"]].follow(state, tenant, body)


def _till(state: FlowState, tenant: Tenant) -> Till:
    return Till(state.now(), state.next_number, tenant)
