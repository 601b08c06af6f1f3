"""Flow's orders by the moment of their last change, which every change moves; Flow does not publish this search."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.flow.state import FlowState
from simulators.testing import SECRET, Api, running_flow

TENANT = "/v2/tenants/acme"
SEARCH = f"{TENANT}/orders/search"
OSLO = f"{TENANT}/stores/oslo"
CONTROL = "/_sim/tenants/acme"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ITEM = {"orderItemUid": "i1", "productUid": "p1", "quantity": 200, "unitPrice": 10000}


class Watch:
    """A clock that goes on by a second with each look at it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
async def flow() -> AsyncIterator[Api]:
    async with running_flow(FlowState(clock=Watch())) as api:
        yield api


async def act(api: Api, name: str, **body: Any) -> dict[str, Any]:
    answer = await api.post(f"{CONTROL}/shop", {"act": name, **body})
    assert answer.status == 200, answer.text
    document: dict[str, Any] = answer.json
    return document


async def found(api: Api, query: str = "", **search: Any) -> list[str]:
    answer = await api.post(f"{SEARCH}{query}", search)
    assert answer.status == 200, answer.text
    return [order["orderUid"] for order in answer.json["items"]]


async def test_an_order_is_listed_without_its_lines(flow: Api) -> None:
    order = await act(flow, "open", storeUid="oslo", orderUid="o1", items=[ITEM])
    (listed,) = (await flow.post(SEARCH, {})).json["items"]
    assert listed.items() <= order.items()
    assert {
        "orderUid",
        "storeUid",
        "orderNumber",
        "orderState",
        "settleState",
        "lastModifiedAt",
    } <= listed.keys()
    assert not {"items", "settlements", "deliveries"} & listed.keys()


async def test_orders_are_found_by_the_moment_of_their_last_change_in_pages(flow: Api) -> None:
    made = [await act(flow, "open", storeUid="oslo", orderUid=f"o{number}", items=[]) for number in range(25)]
    since = made[3]["lastModifiedAt"]
    page = (await flow.post(f"{SEARCH}?pageNumber=2&pageSize=1000", {"lastModifiedFrom": since})).json
    assert [order["orderUid"] for order in page["items"]] == ["o23", "o24"]
    assert page["paging"]["totalCount"] == 22
    newest = "?sortBy=lastModifiedAt&sortDirection=DESC&pageSize=2"
    assert await found(flow, newest, lastModifiedFrom=since) == ["o24", "o23"]
    await act(flow, "note", orderUid="o0", note="changed")
    assert await found(flow, newest, lastModifiedFrom=since) == ["o0", "o24"]


async def test_an_unknown_filter_is_refused(flow: Api) -> None:
    answer = await flow.post(SEARCH, {"modifiedFrom": "2026-01-01T00:00:00Z"})
    assert (answer.status, answer.json["message"]) == (400, "modifiedFrom: unknown field")


async def test_a_tenant_may_be_without_the_search(flow: Api) -> None:
    tenant = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo"], "ordersAreSearchable": False}
    assert (await flow.post("/_sim/tenants", tenant)).status == 201
    assert (await flow.post(SEARCH, {})).status == 404


CHANGES = {
    "a header": ("PUT", f"{OSLO}/orders/o1", {"note": "x"}),
    "a new line": (
        "POST",
        f"{OSLO}/orders/o1/items",
        {"productUid": "p2", "quantityOrdered": 100, "unitPrice": 1},
    ),
    "a line": ("PUT", f"{OSLO}/orders/o1/items/i1", {"quantityOrdered": 300}),
    "a line less": ("DELETE", f"{OSLO}/orders/o1/items/i1", None),
    "a handling": ("POST", f"{OSLO}/orders/o1/handlings", {"handlingUid": "collect"}),
    "a discount": (
        "POST",
        f"{OSLO}/orders/o1/discounts",
        {"type": "AMOUNT", "amount": 100, "origin": "LOYALTY"},
    ),
    "a payment": (
        "POST",
        f"{OSLO}/orders/o1/settlements",
        {"amount": 100, "settlementCode": "CARD", "externalPaymentReference": "r"},
    ),
    "a state": ("PUT", f"{OSLO}/orders/o1/status", {"status": "CONFIRMED"}),
    "an edit": ("PATCH", f"{CONTROL}/orders/o1", {"internalNote": "x"}),
    "a till's payment": (
        "POST",
        f"{CONTROL}/shop",
        {"act": "settle", "orderUid": "o1", "settlementCode": "CARD"},
    ),
    "a hand-over": ("POST", f"{CONTROL}/shop", {"act": "deliver", "orderUid": "o1"}),
    "a cancellation": ("POST", f"{CONTROL}/shop", {"act": "cancel", "orderUid": "o1"}),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_every_change_moves_the_moment(flow: Api, name: str) -> None:
    await act(flow, "open", storeUid="oslo", orderUid="o1", items=[ITEM])
    before = await act(flow, "state", orderUid="o1", state="OPEN")
    method, path, body = CHANGES[name]
    assert (await flow.call(method, path, body)).status < 300
    after = (await flow.get(f"{TENANT}/orders/o1")).json
    assert after["lastModifiedAt"] > before["lastModifiedAt"]
    assert await found(flow, lastModifiedFrom=after["lastModifiedAt"]) == ["o1"]


async def test_the_payments_of_a_settled_order_name_its_receipt(flow: Api) -> None:
    paid = [{"settlementCode": "CARD", "amount": 20000}]
    order = await act(flow, "sell", storeUid="oslo", orderUid="o1", items=[ITEM], settlements=paid)
    (receipt,) = (await flow.post(f"{TENANT}/receipts/search", {})).json["items"]
    assert [one["orderReceiptUid"] for one in order["settlements"]] == [receipt["orderReceiptUid"]]
    assert receipt["lastModifiedAt"] == receipt["createdAt"]


async def test_receipts_are_found_by_when_they_were_settled_both_ends_included(flow: Api) -> None:
    paid = [{"settlementCode": "CARD", "amount": 20000}]
    for number in range(3):
        await act(flow, "sell", storeUid="oslo", orderUid=f"o{number}", items=[ITEM], settlements=paid)
    listed = (await flow.post(f"{TENANT}/receipts/search", {})).json["items"]
    moment = listed[1]["createdAt"]
    window = {"settledAtFrom": moment, "settledAtTo": moment}
    answer = (await flow.post(f"{TENANT}/receipts/search", window)).json
    assert [one["orderUid"] for one in answer["items"]] == ["o1"]


async def test_receptions_are_found_by_the_moment_of_their_last_correction(flow: Api) -> None:
    items = [{"productUid": "p1", "quantity": 100, "receivementItemUid": "i1"}]
    for uid in ("r1", "r2"):
        made = await act(flow, "receive", storeUid="oslo", receivementUid=uid, items=items)
    since = f"{OSLO}/receivements?modifiedFrom={made['lastModifiedAt']}"

    async def changed() -> list[str]:
        return [one["receivementUid"] for one in (await flow.get(since)).json["items"]]

    assert await changed() == ["r2"]
    await act(flow, "correctReceived", receivementUid="r1", receivementItemUid="i1", quantity=50)
    assert await changed() == ["r1", "r2"]
    assert (await flow.get(f"{OSLO}/receivements?modifiedSince=now")).status == 400
