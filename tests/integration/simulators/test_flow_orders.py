"""Orders, lines, handlings and customers of Flow over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api

TENANT = "/v2/tenants/acme"
ORDERS = f"{TENANT}/stores/oslo/orders"
ORDER = f"{ORDERS}/o1"
ITEM = {"productUid": "p1", "quantityOrdered": 200, "unitPrice": 19950, "externalId": "1"}


@pytest.fixture
async def order(flow: Api) -> Api:
    answer = await flow.post(ORDERS, {"type": "ORDER", "orderUid": "o1", "externalOrderNumber": "901580"})
    assert (answer.status, answer.json["orderState"]) == (201, "OPEN")
    return flow


async def stored(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = (await api.get(f"{TENANT}/orders/o1")).json
    return document


async def test_only_the_tenants_own_token_is_taken(flow: Api) -> None:
    assert (await flow.get(TENANT)).json["currency"]["code"] == "NOK"
    assert (await flow.get("/v2/tenants/nobody")).status == 404
    for header in ("Bearer wrong", "Basic made-up", ""):
        answer = await flow.call("GET", TENANT, Authorization=header)
        assert (answer.status, "Authorization" in answer.json["message"]) == (401, True)


async def test_unknown_stores_and_orders_and_other_stores_orders_are_absent(order: Api) -> None:
    paths = (
        f"{TENANT}/orders/none",
        f"{TENANT}/stores/rome/orders/o1/handlings",
        f"{TENANT}/stores/bergen/orders/o1/handlings",
    )
    answers = [await order.get(path) for path in paths]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert [answer.json["message"].split(":")[0] for answer in answers] == [
        "orderUid",
        "storeUid",
        "orderUid",
    ]


async def test_a_taken_uid_is_a_409_and_a_missing_one_is_made(order: Api) -> None:
    assert (await order.post(ORDERS, {"type": "ORDER", "orderUid": "o1"})).status == 409
    made = [(await order.post(ORDERS, {"type": "ORDER"})).json["orderUid"] for _ in range(2)]
    assert made[0] != made[1]


async def test_lines_are_added_changed_and_removed(order: Api) -> None:
    added = await order.post(f"{ORDER}/items", ITEM)
    path = f"{ORDER}/items/{added.json['orderItemUid']}"
    changed = await order.put(path, {"quantityOrdered": 100, "itemDiscountAmount": 950})
    assert (added.status, changed.status, changed.json["unitPrice"]) == (201, 200, 19950)
    assert (await stored(order))["orderTotals"] == {"grandTotal": 19000, "totalVat": 3800}
    assert (await order.delete(path)).status == 204
    assert ((await stored(order))["items"], (await order.delete(path)).status) == ([], 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**ITEM, "unitPrice": 199.5}, "unitPrice"),
        ({**ITEM, "colour": "red"}, "colour"),
        ({"productUid": "p1", "unitPrice": 1}, "quantityOrdered"),
    ],
)
async def test_a_refused_line_is_named_in_the_message(order: Api, body: dict[str, Any], field: str) -> None:
    answer = await order.post(f"{ORDER}/items", body)
    assert (answer.status, answer.json["message"].split(":")[0]) == (400, field)


async def test_lines_and_header_change_only_while_the_order_is_open(order: Api) -> None:
    await order.post(f"{ORDER}/items", {**ITEM, "orderItemUid": "i1"})
    assert (await order.put(ORDER, {"note": "bring a bag"})).json["note"] == "bring a bag"
    assert (await order.put(f"{ORDER}/status", {"status": "PARKED"})).json["orderState"] == "PARKED"
    answers = [
        await order.post(f"{ORDER}/items", ITEM),
        await order.put(f"{ORDER}/items/i1", {"unitPrice": 1}),
        await order.delete(f"{ORDER}/items/i1"),
        await order.put(ORDER, {"note": ""}),
    ]
    assert {(answer.status, answer.json["message"].split(":")[0]) for answer in answers} == {
        (400, "orderState")
    }


async def test_a_header_change_keeps_what_it_does_not_say(order: Api) -> None:
    properties = [{"key": "a", "value": "b", "readOnly": True}]
    await order.put(ORDER, {"properties": properties, "validUntil": "2026-01-09T23:59:59Z"})
    after = await stored(order)
    assert (after["externalOrderNumber"], after["properties"]) == ("901580", properties)


async def test_a_finished_order_takes_no_state_and_no_handling(order: Api) -> None:
    await order.put(f"{ORDER}/status", {"status": "CANCELLED"})
    answers = [
        await order.put(f"{ORDER}/status", {"status": "OPEN"}),
        await order.put(f"{ORDER}/status", {"status": "Cancelled"}),
        await order.post(f"{ORDER}/handlings", {"handlingUid": "collect"}),
    ]
    assert [answer.status for answer in answers] == [400, 400, 400]


async def test_a_handling_of_the_tenant_is_attached(order: Api) -> None:
    attached = await order.post(f"{ORDER}/handlings", {"handlingUid": "collect"})
    unknown = await order.post(f"{ORDER}/handlings", {"handlingUid": "other"})
    assert (attached.status, attached.json["state"], unknown.status) == (201, "NOT_STARTED", 400)
    listed = (await order.get(f"{ORDER}/handlings")).json
    assert ([item["handlingUid"] for item in listed["items"]], listed["paging"]["totalCount"]) == (
        ["collect"],
        1,
    )
    assert (await order.get(f"{TENANT}/handlings")).json["items"][0]["name"] == "Click & Collect"


async def test_settlements_and_deliveries_appear_when_the_shop_makes_them(order: Api) -> None:
    paths = (f"{ORDER}/settlements", f"{ORDER}/deliveries")
    assert [(await order.get(path)).json["paging"]["totalCount"] for path in paths] == [0, 0]
    edit = {"settlements": [{"settlementUid": "s1", "amount": 19950}], "settleState": "SETTLED"}
    assert (await order.patch("/_sim/tenants/acme/orders/o1", edit)).status == 200
    assert (await order.get(paths[0])).json["items"][0]["amount"] == 19950


async def test_what_is_delivered_is_neither_lowered_nor_removed(order: Api) -> None:
    await order.post(f"{ORDER}/items", {**ITEM, "orderItemUid": "i1"})
    await order.patch(
        "/_sim/tenants/acme/orders/o1", {"items": [{"orderItemUid": "i1", "quantityDelivered": 100}]}
    )
    assert (await order.put(f"{ORDER}/items/i1", {"quantityOrdered": 50})).status == 400
    assert (await order.delete(f"{ORDER}/items/i1")).status == 400
    assert (await order.put(f"{ORDER}/items/i1", {"quantityOrdered": 100})).status == 200


async def test_a_raw_order_is_served_as_it_was_stored(flow: Api) -> None:
    raw = {"orderUid": "o1", "storeUid": "bergen", "orderState": "ODD", "items": None}
    await flow.put("/_sim/tenants/acme/orders/o1", raw)
    assert await stored(flow) == raw
    assert (await flow.get("/_sim/tenants/acme/orders")).json == [raw]


async def test_orders_can_be_told_by_their_external_number(order: Api) -> None:
    stored_orders = "/_sim/tenants/acme/orders"
    (one,) = (await order.get(stored_orders)).json
    number = one["externalOrderNumber"]
    assert (await order.get(f"{stored_orders}?externalOrderNumber={number}")).json == [one]
    assert (await order.get(f"{stored_orders}?externalOrderNumber=another")).json == []


async def test_customers_are_found_by_their_external_id(flow: Api) -> None:
    customers = f"{TENANT}/customers"
    for number in (1, 2):
        body = {
            "customerType": "PERSON",
            "firstname": "A",
            "lastname": str(number),
            "externalId": f"c-{number}",
        }
        assert (await flow.post(customers, body)).status == 201
    found = (await flow.get(f"{customers}?customerExternalId=c-2")).json
    assert ([item["displayName"] for item in found["items"]], found["paging"]["totalCount"]) == (["A 2"], 1)
    page = (await flow.get(f"{customers}?pageNumber=2&pageSize=1")).json
    assert ([item["externalId"] for item in page["items"]], page["paging"]["totalCount"]) == (["c-2"], 2)


async def test_a_customer_is_written_whole_by_its_uid_and_named_on_orders(flow: Api) -> None:
    body = {"customerUid": "c1", "customerType": "COMPANY", "companyName": "Bolt AS", "mobile": "+4790000001"}
    assert [(await flow.post(f"{TENANT}/customers", body)).status for _ in range(2)] == [201, 409]
    await flow.put(f"{TENANT}/customers/c1", {"companyName": "Bolt AS", "email": "a@b.no"})
    customer = (await flow.get(f"{TENANT}/customers/c1")).json
    assert (customer["companyName"], customer["email"], customer["mobile"]) == ("Bolt AS", "a@b.no", None)
    orders = [await flow.post(ORDERS, {"type": "ORDER", "customerUid": uid}) for uid in ("c1", "c2")]
    assert [answer.status for answer in orders] == [201, 400]


async def test_a_tenant_posted_again_gets_new_settings_and_keeps_its_orders(order: Api) -> None:
    tenant = {"tenantUid": "acme", "apiToken": "rotated", "stores": ["oslo"], "countryCode": "SE"}
    assert (await order.post("/_sim/tenants", tenant)).status == 201
    assert (await order.get(TENANT)).status == 401
    order.headers["Authorization"] = "Bearer rotated"
    assert (await order.get(TENANT)).json["currency"]["code"] == "SEK"
    assert (await stored(order))["orderUid"] == "o1"


async def test_a_payment_of_another_system_settles_an_open_order_up_to_what_is_left(order: Api) -> None:
    await order.post(f"{ORDER}/items", ITEM)
    payment = {"amount": 39900, "settlementCode": "CARD", "externalPaymentReference": "p1"}
    added = await order.post(f"{ORDER}/settlements", payment)
    assert (added.status, added.json["state"], added.json["externalPaymentReference"]) == (
        201,
        "SETTLED",
        "p1",
    )
    assert (await stored(order))["settleState"] == "SETTLED"
    refused = await order.post(f"{ORDER}/settlements", payment)
    assert (refused.status, refused.json["message"].split(":")[0]) == (400, "amount")
    assert (await order.post(f"{ORDER}/settlements", {**payment, "amount": -39900})).status == 201
    assert (await stored(order))["settleState"] == "NOT_STARTED"
    await order.put(f"{ORDER}/status", {"status": "PARKED"})
    assert (await order.post(f"{ORDER}/settlements", payment)).status == 400


async def test_the_reference_of_a_payment_is_no_key(order: Api) -> None:
    await order.post(f"{ORDER}/items", ITEM)
    payment = {"amount": 100, "settlementCode": "CARD", "externalPaymentReference": "p1"}
    assert [(await order.post(f"{ORDER}/settlements", payment)).status for _ in range(2)] == [201, 201]
    listed = (await order.get(f"{ORDER}/settlements")).json["items"]
    assert [one["externalPaymentReference"] for one in listed] == ["p1", "p1"]


async def test_a_discount_comes_off_the_whole_order_and_its_uid_is_taken_once(order: Api) -> None:
    await order.post(f"{ORDER}/items", ITEM)
    discount = {"orderDiscountUid": "d1", "type": "AMOUNT", "amount": 9900, "origin": "LOYALTY"}
    answers = [await order.post(f"{ORDER}/discounts", discount) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 409]
    assert (await stored(order))["orderTotals"] == {"grandTotal": 30000, "totalVat": 6000}
    assert (await order.post(f"{ORDER}/discounts", {**discount, "origin": None})).status == 400


async def test_an_order_without_tax_has_none_in_its_lines(order: Api) -> None:
    await order.put(ORDER, {"vatFree": True})
    await order.post(f"{ORDER}/items", ITEM)
    assert (await stored(order))["orderTotals"] == {"grandTotal": 39900, "totalVat": 0}
