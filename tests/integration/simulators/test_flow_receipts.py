"""Receipts of Flow: made by the shop, searched, read and downloaded."""

import base64
from typing import Any

import pytest

from simulators.testing import Api

RECEIPTS = "/v2/tenants/acme/receipts"
SEARCH = f"{RECEIPTS}/search"
CONTROL = "/_sim/tenants/acme"
ITEM = {"orderItemUid": "i1", "productUid": "p1", "quantity": 200, "unitPrice": 10000}


async def shop(api: Api, act: str, **body: Any) -> dict[str, Any]:
    answer = await api.post(f"{CONTROL}/shop", {"act": act, **body})
    assert answer.status == 200, answer.text
    document: dict[str, Any] = answer.json
    return document


async def receipts_of(api: Api, order_uid: str) -> list[dict[str, Any]]:
    found = (await api.post(SEARCH, {})).json["items"]
    return [receipt for receipt in found if receipt["orderUid"] == order_uid]


@pytest.fixture
async def sold(flow: Api) -> Api:
    paid = [{"settlementCode": "CARD", "amount": 20000}]
    await shop(flow, "sell", storeUid="oslo", orderUid="o1", items=[ITEM], settlements=paid)
    return flow


async def test_a_settled_sale_has_a_receipt(sold: Api) -> None:
    order = (await sold.get("/v2/tenants/acme/orders/o1")).json
    receipt = (await receipts_of(sold, "o1"))[0]
    assert receipt["orderTotals"] == {"grandTotal": 20000, "totalVat": 4000}
    assert (receipt["type"], receipt["orderNumber"]) == ("ORDER", order["orderNumber"])
    assert receipt["voucherNumber"] == order["voucherNumber"]
    assert receipt["settlements"] == order["settlements"]
    assert [item["orderItemUid"] for item in receipt["items"]] == ["i1"]
    assert (await sold.get(f"{RECEIPTS}/{receipt['orderReceiptUid']}")).json == receipt
    assert (await sold.get(f"{RECEIPTS}/none")).status == 404


async def test_a_return_has_a_receipt_with_negative_totals(sold: Api) -> None:
    back = {"storeUid": "oslo", "originalOrderUid": "o1", "settlementCode": "CARD", "orderUid": "r1"}
    await shop(sold, "return", **back, items=[{"orderItemUid": "i1", "quantity": 100}])
    receipt = (await receipts_of(sold, "r1"))[0]
    assert (receipt["type"], receipt["orderTotals"]["grandTotal"]) == ("RETURN", -10000)
    assert receipt["items"][0]["originalOrderItemUid"] == "i1"


async def test_a_receipt_is_made_once_all_is_paid_and_a_second_one_for_what_comes_later(flow: Api) -> None:
    await shop(flow, "open", storeUid="oslo", orderUid="o2", items=[ITEM])
    await shop(flow, "settle", orderUid="o2", settlementCode="CARD", amount=5000)
    assert await receipts_of(flow, "o2") == []
    await shop(flow, "settle", orderUid="o2", settlementCode="CARD")
    await shop(flow, "addItem", orderUid="o2", item={**ITEM, "orderItemUid": "i2", "quantity": 100})
    await shop(flow, "settle", orderUid="o2", settlementCode="CARD")
    first, second = await receipts_of(flow, "o2")
    assert [one["amount"] for one in first["settlements"]] == [5000, 15000]
    assert [one["amount"] for one in second["settlements"]] == [10000]
    assert [item["orderItemUid"] for item in second["items"]] == ["i2"]
    assert second["orderTotals"]["grandTotal"] == 10000


async def test_a_payment_order_names_the_voucher_it_pays(flow: Api) -> None:
    body = {"storeUid": "oslo", "orderUid": "p1", "type": "PAYMENT", "referenceVoucherNumber": "V77"}
    await shop(flow, "open", **body, items=[ITEM])
    await shop(flow, "settle", orderUid="p1", settlementCode="CARD")
    receipt = (await receipts_of(flow, "p1"))[0]
    assert (receipt["type"], receipt["referenceVoucherNumber"]) == ("PAYMENT", "V77")


async def test_receipts_are_searched_in_pages(sold: Api) -> None:
    paid = [{"settlementCode": "CARD", "amount": 20000}]
    await shop(sold, "sell", storeUid="bergen", items=[ITEM], settlements=paid)
    page = (await sold.post(f"{SEARCH}?pageNumber=2&pageSize=1", {})).json
    assert (len(page["items"]), page["paging"]["totalCount"]) == (1, 2)
    number = (await receipts_of(sold, "o1"))[0]["orderNumber"]
    found = (await sold.post(SEARCH, {"orderNumber": number, "query": "", "storeUids": ["oslo"]})).json
    assert [one["orderUid"] for one in found["items"]] == ["o1"]
    refused = await sold.post(SEARCH, {"orderUid": "o1"})
    assert (refused.status, refused.json["message"]) == (400, "orderUid: unknown field")


async def test_a_receipt_is_downloaded_as_a_pdf_or_inside_json(sold: Api) -> None:
    receipt = (await receipts_of(sold, "o1"))[0]
    path = f"{RECEIPTS}/{receipt['orderReceiptUid']}/download"
    async with sold.session.get(sold.url + path, headers=sold.headers) as answer:
        content = await answer.read()
        assert (answer.status, answer.content_type) == (200, "application/pdf")
    assert content.startswith(b"%PDF")
    assert receipt["voucherNumber"].encode() in content
    as_json = (await sold.call("GET", path, Accept="application/json")).json
    assert (base64.b64decode(as_json["content"]), as_json["contentType"]) == (content, "application/pdf")
    assert as_json["filename"].endswith(".pdf")


async def test_a_fault_breaks_the_download_and_nothing_else(sold: Api) -> None:
    uid = (await receipts_of(sold, "o1"))[0]["orderReceiptUid"]
    await sold.post("/_sim/faults", {"route": "*/download", "kind": "status", "status": 503})
    statuses = [
        (await sold.get(path)).status
        for path in (f"{RECEIPTS}/{uid}", f"{RECEIPTS}/{uid}/download", f"{RECEIPTS}/{uid}/download")
    ]
    assert statuses == [200, 503, 200]


async def test_a_raw_receipt_is_served_as_it_was_stored(flow: Api) -> None:
    raw = {"orderReceiptUid": "r9", "orderUid": "o9", "voucherNumber": "V9", "odd": None}
    await flow.put(f"{CONTROL}/receipts/r9", raw)
    assert (await flow.get(f"{RECEIPTS}/r9")).json == raw
    assert (await flow.get(f"{CONTROL}/receipts")).json == [raw]
    assert (await flow.get(f"{RECEIPTS}/r9/download")).text.startswith("%PDF")
