"""The shop of Flow over its control route, beside the API."""

from typing import Any

import pytest

from simulators.testing import Answer, Api

TENANT = "/v2/tenants/acme"
ORDERS = f"{TENANT}/stores/oslo/orders"
ORDER = f"{ORDERS}/o1"
CONTROL = "/_sim/tenants/acme"
WEB_ITEM = {
    "orderItemUid": "i1",
    "productUid": "p1",
    "quantityOrdered": 200,
    "unitPrice": 19950,
    "externalId": "1",
}
SHOP_ITEM = {"productUid": "p2", "quantity": 100, "unitPrice": 100}


async def act(api: Api, name: str, **body: Any) -> Answer:
    return await api.post(f"{CONTROL}/shop", {"act": name, **body})


async def done(api: Api, name: str, **body: Any) -> dict[str, Any]:
    answer = await act(api, name, **body)
    assert answer.status == 200, answer.text
    document: dict[str, Any] = answer.json
    return document


@pytest.fixture
async def web_order(flow: Api) -> Api:
    """A web order with a handling, put aside for pick-up."""
    await flow.post(ORDERS, {"type": "ORDER", "orderUid": "o1", "externalOrderNumber": "901580"})
    await flow.post(f"{ORDER}/items", WEB_ITEM)
    await flow.post(f"{ORDER}/handlings", {"handlingUid": "collect"})
    await flow.put(f"{ORDER}/status", {"status": "PARKED"})
    return flow


async def test_a_web_order_is_picked_paid_and_handed_over(web_order: Api) -> None:
    for state in ("IN_PROGRESS", "READY", "DONE"):
        assert (await done(web_order, "handling", orderUid="o1", state=state))["orderhandlingState"] == state
    await done(web_order, "settle", orderUid="o1", settlementCode="CARD", externalPaymentReference="ref")
    await done(web_order, "deliver", orderUid="o1")
    finished = await done(web_order, "complete", orderUid="o1")
    assert (await web_order.get(f"{TENANT}/orders/o1")).json == finished
    states = [finished[name] for name in ("orderState", "settleState", "deliveryState")]
    assert states == ["COMPLETE", "SETTLED", "DELIVERED"]
    paid = (await web_order.get(f"{ORDER}/settlements")).json["items"][0]
    assert (paid["amount"], paid["externalPaymentReference"], paid["state"]) == (39900, "ref", "SETTLED")
    handed = (await web_order.get(f"{ORDER}/deliveries")).json["items"][0]
    assert handed["items"][0]["quantityDelivered"] == 200


async def test_the_shop_works_on_a_parked_order_as_the_api_does_not(web_order: Api) -> None:
    order = await done(web_order, "addItem", orderUid="o1", item=SHOP_ITEM)
    assert ([item["externalId"] for item in order["items"]], order["orderState"]) == (["1", None], "PARKED")
    assert (await web_order.post(f"{ORDER}/items", {**WEB_ITEM, "orderItemUid": "i2"})).status == 400
    answer = await act(web_order, "removeItem", orderUid="o1", orderItemUid="i1")
    assert (answer.status, answer.json["message"].split(":")[0]) == (400, "externalId")


async def test_the_api_orders_no_less_than_what_is_delivered_and_cancelled(web_order: Api) -> None:
    await done(web_order, "deliver", orderUid="o1", items=[{"orderItemUid": "i1", "quantity": 100}])
    await done(web_order, "cancelQuantity", orderUid="o1", orderItemUid="i1", quantity=50)
    await done(web_order, "state", orderUid="o1", state="OPEN")
    answers = [
        await web_order.put(f"{ORDER}/items/i1", {"quantityOrdered": quantity}) for quantity in (149, 150)
    ]
    assert [answer.status for answer in answers] == [400, 200]
    assert "100 of the line are delivered, 50 cancelled" in answers[0].json["message"]
    assert (await web_order.get(f"{TENANT}/orders/o1")).json["deliveryState"] == "DELIVERED"


async def test_a_line_that_the_api_adds_opens_a_paid_order_again(web_order: Api) -> None:
    await done(web_order, "settle", orderUid="o1", settlementCode="CARD")
    await web_order.put(f"{ORDER}/status", {"status": "OPEN"})
    added = await web_order.post(f"{ORDER}/items", {**WEB_ITEM, "orderItemUid": "i2", "externalId": "2"})
    assert (added.status, added.json["itemPrice"]) == (201, 39900)
    assert (await web_order.get(f"{TENANT}/orders/o1")).json["settleState"] == "PARTIALLY_SETTLED"


async def test_a_part_of_a_package_names_a_line_of_its_order(web_order: Api) -> None:
    await web_order.put(f"{ORDER}/status", {"status": "OPEN"})
    part = {**WEB_ITEM, "orderItemUid": "i2", "packageOrderItemUid": "i1"}
    strange = await web_order.post(f"{ORDER}/items", {**part, "packageOrderItemUid": "none"})
    assert (strange.status, strange.json["message"].split(":")[0]) == (400, "packageOrderItemUid")
    added = await web_order.post(f"{ORDER}/items", part)
    assert (added.status, added.json["packageOrderItemUid"]) == (201, "i1")


async def test_a_sale_and_its_return_are_read_over_the_api(flow: Api) -> None:
    sale = await done(
        flow,
        "sell",
        storeUid="oslo",
        orderUid="s1",
        items=[{**SHOP_ITEM, "orderItemUid": "i1"}],
        settlements=[{"settlementCode": "CASH", "amount": 100}],
    )
    assert (await flow.get(f"{TENANT}/orders/s1")).json == sale
    back = {"storeUid": "bergen", "originalOrderUid": "s1", "settlementCode": "CASH", "orderUid": "r1"}
    await done(flow, "return", **back, items=[{"orderItemUid": "i1", "quantity": 100}])
    returned = (await flow.get(f"{TENANT}/orders/r1")).json
    assert (returned["type"], returned["originalOrderUid"], returned["storeUid"]) == (
        "RETURN",
        "s1",
        "bergen",
    )
    settlements = (await flow.get(f"{TENANT}/stores/bergen/orders/r1/settlements")).json["items"]
    assert [one["amount"] for one in settlements] == [-100]


async def test_customers_of_the_shop_are_added_changed_and_named_on_its_orders(flow: Api) -> None:
    body = {"customerType": "PERSON", "firstname": "Ada", "email": "a@b.no"}
    await done(flow, "customer", customerUid="c1", customer=body)
    changed = await done(flow, "customer", customerUid="c1", customer={"lastname": "Ås"})
    assert (changed["displayName"], changed["email"]) == ("Ada Ås", "a@b.no")
    assert (await flow.get(f"{TENANT}/customers/c1")).json == changed
    assert (await flow.get(f"{CONTROL}/customers")).json == [changed]
    order = await done(flow, "open", storeUid="oslo", type="OFFER", items=[SHOP_ITEM], customerUid="c1")
    assert (order["type"], order["orderState"]) == ("OFFER", "PARKED")
    assert (order["customerUid"], order["customerAddress"]["email"]) == ("c1", "a@b.no")


@pytest.mark.parametrize(
    ("name", "body", "status", "field"),
    [
        ("deliver", {"orderUid": "none"}, 404, "orderUid"),
        (
            "deliver",
            {"orderUid": "o1", "items": [{"orderItemUid": "i9", "quantity": 1}]},
            400,
            "orderItemUid",
        ),
        ("open", {"storeUid": "oslo", "orderUid": "o1", "items": []}, 409, "orderUid"),
        ("handling", {"orderUid": "o1", "state": "NOT_STARTED"}, 400, "state"),
        ("handling", {"orderUid": "o1", "state": "DONE", "orderHandlingUid": "h"}, 400, "orderHandlingUid"),
        ("note", {"orderUid": "o1"}, 400, "note"),
        ("customer", {"customer": {"firstname": "Ada"}}, 400, "customerType"),
        ("dance", {}, 400, "act"),
    ],
)
async def test_what_the_shop_cannot_do_is_refused_and_changes_nothing(
    web_order: Api, name: str, body: dict[str, Any], status: int, field: str
) -> None:
    before = (await web_order.get(f"{CONTROL}/orders")).json
    answer = await act(web_order, name, **body)
    assert (answer.status, answer.json["message"].split(":")[0]) == (status, field)
    assert (await web_order.get(f"{CONTROL}/orders")).json == before


async def test_properties_are_replaced_by_the_api_and_set_by_the_shop(web_order: Api) -> None:
    await web_order.put(f"{ORDER}/status", {"status": "OPEN"})
    await web_order.put(ORDER, {"properties": [{"key": "a", "value": "1", "readOnly": True}, {"key": "b"}]})
    await web_order.put(ORDER, {"properties": [{"key": "a", "value": "1", "readOnly": True}]})
    assert (await act(web_order, "property", orderUid="o1", key="a", value="2")).status == 400
    order = await done(web_order, "property", orderUid="o1", key="c", value="3")
    assert [one["key"] for one in order["properties"]] == ["a", "c"]


async def test_a_tenant_names_its_ways_to_pay_and_its_smallest_coin(flow: Api) -> None:
    mapped = {"systemCode": "OMNIUM", "externalId": "Adyen"}
    card = {"settlementCode": "CARD", "name": "Card", "externalSystemMappings": [mapped]}
    methods = [{"settlementCode": "CASH", "name": "Cash"}, card]
    tenant = {"tenantUid": "acme", "apiToken": "made-up", "stores": ["oslo"], "cashRounding": 50}
    assert (await flow.get(f"{TENANT}/paymentmethods")).json["paging"]["totalCount"] > 1
    await flow.post("/_sim/tenants", {**tenant, "paymentMethods": methods})
    assert (await flow.get(TENANT)).json["currency"]["cashRounding"] == 50
    listed = (await flow.get(f"{TENANT}/paymentmethods")).json["items"]
    assert [method["settlementCode"] for method in listed] == ["CASH", "CARD"]
    found = (await flow.get(f"{TENANT}/paymentmethods?systemCode=OMNIUM")).json
    assert [one["externalSystemMappings"][0]["externalId"] for one in found["items"]] == ["Adyen"]
    assert (await flow.get(f"{TENANT}/paymentmethods?systemCode=OTHER")).json["items"] == []
