"""Receipts of the shop come to Omnium as invoices with their PDF, over HTTP."""

from typing import Any

import pytest

from flow_omnium.flow import routes as flow_routes
from flow_omnium.outcomes import Failed, Ignored, Unavailable

DOWNLOAD = flow_routes.DOWNLOAD_RECEIPT.path
SENT_ONCE = ["UpdateInvoice", "AddAsset"]
ANOTHER = {"productUid": "p-2", "sku": "SKU-2", "quantity": 100, "unitPrice": 34900, "orderItemUid": "i-2"}


def holds(document: dict[str, Any], **expected: object) -> bool:
    return {name: document[name] for name in expected} == expected


async def test_a_sale_becomes_an_invoice_with_its_pdf(desk: Any) -> None:
    order = await desk.sell()
    (receipt,) = await desk.receipts()
    job = await desk.sync()
    (invoice,) = await desk.invoices()
    uid, voucher = receipt["orderReceiptUid"], order["voucherNumber"]
    assert holds(invoice, id=uid, invoiceNumber=voucher, orderId="o-1", isCreditNote=False, origin="Flow")
    assert holds(
        invoice, amount=199.5, amountExcludingTax=159.6, currency="NOK", storeId="oslo", marketId="nor"
    )
    assert invoice["invoiceDate"] == invoice["deliveryDate"] != "0001-01-01T00:00:00"
    (line,) = invoice["lineItems"]
    assert holds(line, lineItemId="i-1", code="SKU-1", quantity=1, placedPrice=199.5, taxRate=25)
    (asset,) = invoice["assets"]
    assert holds(asset, assetId=uid, fileName=f"{voucher}.pdf", contentType="application/pdf")
    assert asset["sha256"] == await desk.pdf_fingerprint(uid)
    assert [line.split(" (")[0] for line in job.journal.changes] == [
        f"send receipt {voucher} as invoice {uid}",
        f"attach {voucher}.pdf to invoice {uid}",
    ]


async def test_a_job_is_found_by_what_the_shop_calls_the_sale_and_by_its_store(desk: Any) -> None:
    order = await desk.sell()
    (receipt,) = await desk.receipts()
    journal = (await desk.sync()).journal
    said = (order["orderNumber"], order["voucherNumber"], "o-1", receipt["orderReceiptUid"])
    assert set(journal.numbers) == {number.casefold() for number in said}
    assert journal.stores == ["oslo"]


async def test_a_second_run_writes_nothing(desk: Any) -> None:
    await desk.sell()
    await desk.sync()
    with pytest.raises(Ignored, match="both sides agree already"):
        await desk.sync()
    assert await desk.writes() == SENT_ONCE


async def test_a_payment_is_called_what_flow_maps_it_to(desk: Any) -> None:
    mapping = {"systemCode": "OMNIUM", "externalId": "Adyen"}
    method = {"settlementCode": "CARD", "name": "Card", "externalSystemMappings": [mapping]}
    tenant = {"tenantUid": "acme", "apiToken": "made-up", "stores": ["oslo"], "paymentMethods": [method]}
    assert (await desk.flow.post("/_sim/tenants", tenant)).status == 201
    await desk.sell()
    await desk.sync()
    (invoice,) = await desk.invoices()
    assert invoice["paymentMethodName"] == "Adyen"
    (payment,) = invoice["payments"]
    assert holds(payment, id="s-1", paymentMethodName="Adyen", transactionType="Sale", amount=199.5)


async def test_cash_that_was_rounded_is_told(desk: Any) -> None:
    await desk.sell(settlements=[{"settlementCode": "CASH"}])
    await desk.sync()
    (invoice,) = await desk.invoices()
    assert holds(invoice, amount=199.5, amountRoundoff=0.5)
    assert invoice["payments"][0]["amount"] == 200


async def test_the_customer_is_named_as_omnium_knows_him(desk: Any) -> None:
    kari = {
        "customerType": "PERSON",
        "firstname": "Kari",
        "lastname": "Nordmann",
        "email": "kari@example.com",
    }
    body = {"customerUid": "c-9", "customer": {**kari, "externalId": "cust-77"}}
    await desk.shop("customer", **body)
    await desk.sell(customerUid="c-9")
    await desk.sync()
    (invoice,) = await desk.invoices()
    assert holds(invoice, customerId="cust-77", customerName="Kari Nordmann", customerType="Private")
    assert holds(invoice["customerAddress"], firstName="Kari", email="kari@example.com")


@pytest.mark.parametrize(
    ("external_id", "sections"),
    [("Guest", {}), (" 0 ", {}), ("Web@Shop.no", {"sharedCustomerIds": [" web@shop.no "]})],
)
async def test_receipts_of_a_sale_and_of_a_return_by_a_shared_id_are_of_no_customer(
    desk: Any, external_id: str, sections: dict[str, Any]
) -> None:
    desk.sections = sections
    guest = {"customerType": "PERSON", "firstname": "Gjest", "externalId": external_id}
    await desk.shop("customer", customerUid="g-1", customer=guest)
    await desk.sell(customerUid="g-1")
    await desk.sync()
    back = {"orderUid": "r-1", "originalOrderUid": "o-1", "settlementCode": "CARD"}
    await desk.shop("return", storeUid="oslo", **back, items=[{"orderItemUid": "i-1", "quantity": 100}])
    await desk.sync("r-1")
    invoices = await desk.invoices()
    assert [invoice["isCreditNote"] for invoice in invoices] == [False, True]
    assert [invoice.get("customerId") for invoice in invoices] == [None, None]
    for uid in ("o-1", "r-1"):
        await desk.flags_of_what_agrees(uid)


async def test_a_return_becomes_a_credit_note(desk: Any) -> None:
    await desk.sell()
    lines = [{"orderItemUid": "i-1", "quantity": 100}]
    back = {"originalOrderUid": "o-1", "storeUid": "oslo", "items": lines, "settlementCode": "CARD"}
    await desk.shop("return", orderUid="o-2", **back)
    await desk.sync("o-2")
    (invoice,) = await desk.invoices()
    assert holds(invoice, orderId="o-1", isCreditNote=True, amount=-199.5, amountExcludingTax=-159.6)
    assert holds(invoice["payments"][0], transactionType="Credit", amount=199.5)
    assert holds(invoice["lineItems"][0], lineItemId="i-1", quantity=-1, placedPrice=199.5)
    assert invoice["invoiceDueDate"] == invoice["invoiceDate"] != "0001-01-01T00:00:00"


@pytest.mark.parametrize(("price", "credit", "amount"), [(30000, False, 100.5), (10000, True, -99.5)])
async def test_the_lines_of_an_exchange_add_up_to_what_was_paid(
    desk: Any, price: int, credit: bool, amount: float
) -> None:
    await desk.sell()
    lines = [{"orderItemUid": "i-1", "quantity": 100}]
    new = [{**ANOTHER, "unitPrice": price}]
    back = {"originalOrderUid": "o-1", "storeUid": "oslo", "items": lines, "settlementCode": "CARD"}
    await desk.shop("return", orderUid="o-2", newItems=new, **back)
    job = await desk.sync("o-2")
    (invoice,) = await desk.invoices()
    assert holds(invoice, isCreditNote=credit, amount=amount, orderId="o-1")
    assert sum(line["quantity"] * line["placedPrice"] for line in invoice["lineItems"]) == amount
    assert job.journal.flags == []


async def test_a_credit_note_for_a_sale_that_omnium_never_had_hangs_on_nothing_and_is_flagged(
    desk: Any,
) -> None:
    order = await desk.sell()
    lines = [{"orderItemUid": "i-1", "quantity": 100}]
    back = {"originalOrderUid": "o-1", "storeUid": "oslo", "items": lines, "settlementCode": "CARD"}
    returned = await desk.shop("return", orderUid="o-2", **back)
    long_ago = {**order, "createdAt": "2025-11-02T09:00:00Z", "settlements": []}
    assert (await desk.flow.put("/_sim/tenants/acme/orders/o-1", long_ago)).status == 200
    flag = f"receipt {returned['voucherNumber']}: its invoice hangs on no order: Omnium never had order o-1"
    assert (await desk.sync("o-2")).journal.flags == [flag]
    (invoice,) = await desk.invoices()
    assert holds(invoice, orderId=None, isCreditNote=True, amount=-199.5)
    assert await desk.flags_of_what_agrees("o-2") == [flag]


async def test_an_invoice_that_was_changed_in_omnium_is_left_alone_and_flagged(desk: Any) -> None:
    order = await desk.sell()
    await desk.sync()
    (invoice,) = await desk.invoices()
    changed = {name: value for name, value in invoice.items() if name != "assets"} | {"amount": 149.5}
    assert (await desk.omnium.put("/api/Invoices/UpdateInvoice", changed)).status == 200
    told = "its total is 199.50 NOK, that of its invoice in Omnium 149.50 NOK"
    assert await desk.flags_of_what_agrees() == [f"receipt {order['voucherNumber']}: {told}"]
    assert (await desk.invoices())[0]["amount"] == 149.5


async def test_a_payment_of_an_invoice_becomes_one_line(desk: Any) -> None:
    paying = {"storeUid": "oslo", "type": "PAYMENT", "referenceVoucherNumber": "V-555"}
    deposit = {"productUid": "deposit", "quantity": 100, "unitPrice": 50000, "vatRate": 0}
    order = await desk.shop("open", orderUid="o-1", items=[deposit], **paying)
    await desk.shop("settle", orderUid="o-1", settlementCode="CARD")
    await desk.sync()
    (invoice,) = await desk.invoices()
    assert holds(invoice, amount=500, amountExcludingTax=500, isCreditNote=False)
    (line,) = invoice["lineItems"]
    name = f"Payment for invoice V-555 (order #{order['orderNumber']})"
    assert holds(line, lineItemId="REMITTANCE", code="REMITTANCE", quantity=1, placedPrice=500)
    assert line["displayName"] == name


async def test_the_whole_of_a_package_is_a_line_only_if_the_tenant_says_so(desk: Any) -> None:
    whole = {"productUid": "box", "quantity": 100, "unitPrice": 10000, "orderItemUid": "i-1"}
    part = {"productUid": "tea", "quantity": 200, "unitPrice": 5000, "packageOrderItemUid": "i-1"}
    await desk.sell("o-1", items=[whole, part])
    await desk.sync("o-1")
    await desk.sell("o-2", items=[whole, part], settlements=[{"settlementCode": "CARD"}])
    await desk.sync("o-2", OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS=True)
    codes = [[line["code"] for line in invoice["lineItems"]] for invoice in await desk.invoices()]
    assert codes == [["tea"], ["box", "tea"]]


async def two_receipts(desk: Any) -> None:
    await desk.sell(isDelivered=False)
    await desk.shop("addItem", orderUid="o-1", item=ANOTHER)
    await desk.shop("settle", orderUid="o-1", settlementCode="CARD")


async def test_every_receipt_of_an_order_comes_the_oldest_first(desk: Any) -> None:
    await two_receipts(desk)
    await desk.sync()
    receipts, invoices = await desk.receipts(), await desk.invoices()
    assert [invoice["id"] for invoice in invoices] == [receipt["orderReceiptUid"] for receipt in receipts]
    assert [invoice["amount"] for invoice in invoices] == [199.5, 349]
    assert await desk.writes() == [*SENT_ONCE, *SENT_ONCE]


async def test_a_later_receipt_is_all_that_a_later_run_sends(desk: Any) -> None:
    await desk.sell(isDelivered=False)
    await desk.sync()
    await desk.shop("addItem", orderUid="o-1", item=ANOTHER)
    await desk.shop("settle", orderUid="o-1", settlementCode="CARD")
    await desk.sync()
    assert [invoice["amount"] for invoice in await desk.invoices()] == [199.5, 349]
    assert await desk.writes() == [*SENT_ONCE, *SENT_ONCE]


async def test_a_receipt_that_cannot_be_printed_holds_up_no_other(desk: Any) -> None:
    await two_receipts(desk)
    fault = {"method": "GET", "route": f"/v2{DOWNLOAD}", "kind": "status", "status": 500}
    await desk.flow.post("/_sim/faults", fault)
    with pytest.raises(Unavailable, match="download answered 500"):
        await desk.sync()
    assert [invoice["amount"] for invoice in await desk.invoices()] == [349]
    await desk.sync()
    assert sorted(invoice["amount"] for invoice in await desk.invoices()) == [199.5, 349]


async def test_another_order_of_the_same_number_keeps_its_receipts(desk: Any) -> None:
    order = await desk.sell()
    (own,) = await desk.receipts()
    foreign = {**own, "orderReceiptUid": "foreign", "orderUid": "o-9", "orderNumber": order["orderNumber"]}
    assert (await desk.flow.put("/_sim/tenants/acme/receipts/foreign", foreign)).status == 200
    await desk.sync()
    assert [invoice["id"] for invoice in await desk.invoices()] == [own["orderReceiptUid"]]


async def test_nothing_is_even_read_for_a_tenant_that_keeps_its_receipts(desk: Any) -> None:
    await desk.sell()
    with pytest.raises(Ignored, match="OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM is off"):
        await desk.sync(OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM=False)
    assert (await desk.flow.get("/_sim/calls")).json == []
    assert (await desk.omnium.get("/_sim/calls")).json == []


async def test_an_order_that_flow_has_not_is_a_failure(desk: Any) -> None:
    with pytest.raises(Failed, match="Flow has no order o-1"):
        await desk.sync()


async def test_an_order_without_a_receipt_is_a_failure(desk: Any) -> None:
    await desk.sell(settlements=[])
    with pytest.raises(Failed, match="Flow lists no receipt of order o-1"):
        await desk.sync()
