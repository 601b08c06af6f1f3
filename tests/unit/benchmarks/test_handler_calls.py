"""An order's handler against canned answers, and how its calls become those of another order."""

import orjson
import pytest
from benchmarks.handler.canned import LINES, Canned
from benchmarks.handler.recording import Sent, requests_of
from benchmarks.orders.template import order_id


def test_an_order_of_omnium_is_the_one_that_was_asked_for() -> None:
    status, body = Canned().answer("GET", f"/api/Orders/{order_id(7)}", b"")
    order = orjson.loads(body)
    assert (status, order["id"], order["orderNumber"]) == (200, order_id(7), order_id(7))
    assert (
        len(order["orderForm"]["lineItems"]) == len(order["orderForm"]["shipments"][0]["lineItems"]) == LINES
    )


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/tenants/demo/customers?customerExternalId=c-77", 200),
        ("GET", "/tenants/demo/orders/BENCH-000001", 404),
        ("POST", "/tenants/demo/stores/oslo/orders/BENCH-000001/items", 201),
        ("PUT", "/tenants/demo/stores/oslo/orders/BENCH-000001/status", 201),
    ],
)
def test_the_shop_knows_the_customer_and_lacks_the_order_until_it_is_made(
    method: str, target: str, status: int
) -> None:
    assert Canned().answer(method, target, b'{"quantity":200}')[0] == status


def test_a_recorded_call_becomes_that_of_another_order() -> None:
    sent = Sent("POST", f"http://flow/orders/{order_id(2)}/items", {"Accept": "x"}, order_id(2).encode(), 201)
    (request,) = requests_of([sent], 2, 9)
    assert str(request.url) == f"http://flow/orders/{order_id(9)}/items"
    assert request.body == order_id(9).encode()
    assert (request.method, request.headers, request.status) == ("POST", {"Accept": "x"}, 201)


def test_a_call_without_a_body_stays_without_one() -> None:
    (request,) = requests_of([Sent("GET", "http://flow/orders", {}, b"", 200)], 2, 9)
    assert request.body is None
