"""Flow's purchase orders, receivements and stock: documents in, documents out."""

from typing import Any

import pytest

from simulators.flow.goods.purchase_orders import with_received
from simulators.flow.goods.receivements import line_of
from simulators.flow.goods.search import (
    PurchaseOrderQuery,
    ReceivementQuery,
    found_purchase_orders,
    found_receivements,
)
from simulators.flow.goods.stock_search import StockSearch
from simulators.flow.paging import filters_in
from simulators.flow.tenant import Tenant, TenantSettings
from simulators.refusal import Refusal
from simulators.write_model import checked

TENANT = {"tenantUid": "acme", "apiToken": "t", "stores": ["oslo", "bergen"]}
ORDER = {
    "items": [
        {"purchaseOrderItemUid": "l1", "productUid": "p1", "quantityOrdered": 300},
        {"purchaseOrderItemUid": "l2", "productUid": "p2", "quantityOrdered": 100},
        {"purchaseOrderItemUid": "l3", "productUid": "p2", "quantityOrdered": 100},
    ]
}


def came(*quantities: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"purchaseOrderItemUid": line, "quantity": quantity} for line, quantity in quantities]


def goods(line: str | None = None, product: str | None = None) -> dict[str, Any]:
    return {"purchaseOrderItemUid": line, "productUid": product}


def test_a_store_has_one_warehouse_of_its_own_name_unless_others_are_named() -> None:
    tenant = Tenant(checked(TenantSettings, {**TENANT, "warehouses": {"oslo": ["front", "back"]}}))
    assert [tenant.warehouses_of(store) for store in ("oslo", "bergen")] == [["front", "back"], ["bergen"]]
    owners = [tenant.store_of(warehouse) for warehouse in ("back", "bergen", "oslo")]
    assert owners == ["oslo", "bergen", None]


@pytest.mark.parametrize(
    "warehouses",
    [
        {"rome": ["w1"]},
        {"oslo": []},
        {"oslo": ["w1", "w1"]},
        {"oslo": ["w1"], "bergen": ["w1"]},
        {"oslo": ["bergen"]},
    ],
)
def test_a_warehouse_belongs_to_one_store_of_the_tenant(warehouses: dict[str, list[str]]) -> None:
    with pytest.raises(Refusal, match="warehouses"):
        checked(TenantSettings, {**TENANT, "warehouses": warehouses})


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (came(("l1", 100)), "PARTIALLY_RECEIVED"),
        (came(("l1", 400)), "PARTIALLY_RECEIVED"),
        (came(("l1", 300), ("l2", 100), ("l3", 50), ("l3", 50)), "RECEIVED"),
        (came(("l1", 900), ("l2", 100), ("l3", 101)), "RECEIVED"),
    ],
)
def test_all_has_come_when_no_line_lacks_anything(received: list[dict[str, Any]], status: str) -> None:
    assert with_received(ORDER, received)["status"] == status


def test_several_receptions_add_up_on_their_line_and_touch_no_other() -> None:
    order = with_received(with_received(ORDER, came(("l1", 100), ("l1", 50))), came(("l1", 25)))
    assert [item.get("quantityReceived") for item in order["items"]] == [175, None, None]
    assert [one["quantity"] for one in order["items"][0]["receivementItems"]] == [100, 50, 25]
    assert "receivementItems" not in ORDER["items"][0]


def test_goods_are_on_the_one_line_that_fits_what_is_named() -> None:
    fits = [line_of(ORDER, named) for named in (goods("l3"), goods("l2", "p2"), goods(product="p1"))]
    assert [line["purchaseOrderItemUid"] for line in fits] == ["l3", "l2", "l1"]
    assert line_of(None, goods(product="p9")) == {}


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (goods("l9"), "purchaseOrderItemUid: 'l9' fits 0 lines"),
        (goods("l1", "p2"), "purchaseOrderItemUid: 'l1' fits 0 lines"),
        (goods(product="p2"), "productUid: 'p2' fits 2 lines"),
        (goods(product="p9"), "productUid: 'p9' fits 0 lines"),
        (goods(), "productUid: is required"),
    ],
)
def test_goods_that_are_on_no_line_or_on_several_are_refused(named: dict[str, Any], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        line_of(ORDER, named)


def test_goods_without_a_purchase_order_are_on_no_line() -> None:
    with pytest.raises(Refusal, match="purchaseOrderItemUid"):
        line_of(None, goods("l1", "p1"))


def test_purchase_orders_are_found_by_any_of_several_states_and_their_external_id() -> None:
    orders = [
        {"externalId": "a", "status": "NEW"},
        {"externalId": "b", "status": "CLOSED"},
        {"status": "RECEIVED"},
    ]
    states = {"purchaseOrderStatus": ["NEW", "CLOSED"]}
    assert found_purchase_orders(orders, checked(PurchaseOrderQuery, {})) == orders
    assert found_purchase_orders(orders, checked(PurchaseOrderQuery, states)) == orders[:2]
    named = {**states, "purchaseOrderExternalId": "b"}
    assert found_purchase_orders(orders, checked(PurchaseOrderQuery, named)) == orders[1:2]


def test_receivements_are_found_by_everything_that_is_asked() -> None:
    first = {"purchaseOrderUid": "1", "externalId": "a", "items": [{"product": {"productUid": "p1"}}]}
    second = {"purchaseOrderUid": "1", "externalId": "b", "items": [{}]}
    third = {"purchaseOrderUid": None}

    def found(**asked: str) -> list[dict[str, Any]]:
        return found_receivements([first, second, third], checked(ReceivementQuery, asked))

    assert found() == [first, second, third]
    assert found(purchaseOrderUid="1") == [first, second]
    assert found(purchaseOrderUid="1", productUid="p1") == [first]
    assert found(receivementExternalId="b") == [second]


def test_only_lists_are_repeated_in_a_query() -> None:
    pairs = [("a", "1"), ("pageSize", "5"), ("b", "2"), ("c", "3"), ("c", "4")]
    assert filters_in(pairs, lists={"b"}) == {"a": "1", "b": ["2"], "c": ["3", "4"]}
    with pytest.raises(Refusal, match="purchaseOrderUid"):
        checked(ReceivementQuery, filters_in([("purchaseOrderUid", "1"), ("purchaseOrderUid", "2")]))


@pytest.mark.parametrize(
    "products", [{}, {"productUids": ["p"], "productSkus": ["s"]}, {"productUids": []}, {"productUids": None}]
)
def test_stock_is_asked_for_products_of_exactly_one_kind(products: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="productUids"):
        checked(StockSearch, {**products, "storeUids": ["oslo"]})


@pytest.mark.parametrize(
    "places", [{}, {"storeUids": ["s"], "warehouseUids": ["w"]}, {"storeUids": []}, {"storeUids": "s"}]
)
def test_stock_is_asked_for_places_of_exactly_one_kind(places: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="storeUids"):
        checked(StockSearch, {**places, "productUids": ["p1"]})
