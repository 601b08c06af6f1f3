"""Whatever breaks between a receipt and its invoice: Omnium ends with one invoice, and its document on it."""

from typing import Any

import pytest

from flow_omnium.flow import routes as flow_routes
from flow_omnium.omnium import routes as omnium_routes
from flow_omnium.outcomes import ApiError, Failed, Ignored, NotFound, Unavailable

PUT_INVOICE = ("PUT", omnium_routes.PUT_INVOICE)
ADD_ASSET = ("POST", omnium_routes.ADD_ASSET)
DOWNLOAD = flow_routes.DOWNLOAD_RECEIPT.path
SENT_ONCE = ["UpdateInvoice", "AddAsset"]
BREAKS = ["written_no_answer", "reset_mid_body", "reset", "html", "status"]


@pytest.mark.parametrize(
    ("fault", "kind", "text"),
    [
        ({"kind": "status", "status": 500}, Unavailable, "answered 500"),
        ({"kind": "status", "status": 404}, NotFound, "answered 404"),
        ({"kind": "status", "status": 200, "body": ""}, Unavailable, "an empty file"),
        ({"kind": "html", "status": 200}, Failed, "is no PDF"),
        ({"kind": "reset_mid_body"}, Unavailable, "broke off"),
        ({"kind": "reset", "count": 2}, Unavailable, "connection"),
    ],
    ids=["500", "404", "empty", "html", "broken off", "reset"],
)
async def test_without_its_pdf_no_invoice_is_made(
    desk: Any, fault: dict[str, Any], kind: type[Failed], text: str
) -> None:
    await desk.sell()
    await desk.flow.post("/_sim/faults", {"method": "GET", "route": f"/v2{DOWNLOAD}", **fault})
    with pytest.raises(kind, match=text):
        await desk.sync()
    assert await desk.writes() == []
    await desk.sync()
    assert await desk.writes() == SENT_ONCE


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize("route", [PUT_INVOICE, ADD_ASSET], ids=["invoice", "document"])
async def test_a_broken_write_and_a_rerun_make_one_right_invoice(
    desk: Any, route: tuple[str, str], kind: str
) -> None:
    await desk.sell()
    await desk.break_off(*route, kind)
    with pytest.raises(Unavailable, match="omnium P"):
        await desk.sync()
    await until_done(desk)
    (invoice,) = await desk.invoices()
    (receipt,) = await desk.receipts()
    (asset,) = invoice["assets"]
    assert (invoice["id"], invoice["amount"]) == (receipt["orderReceiptUid"], 199.5)
    assert asset["sha256"] == await desk.pdf_fingerprint(receipt["orderReceiptUid"])


@pytest.mark.parametrize("kind", BREAKS)
async def test_a_document_that_broke_off_is_all_that_is_left_to_do(desk: Any, kind: str) -> None:
    await desk.sell()
    await desk.break_off(*ADD_ASSET, kind)
    with pytest.raises(Unavailable):
        await desk.sync()
    await until_done(desk)
    assert (await desk.writes()).count("UpdateInvoice") == 1
    assert len((await desk.invoices())[0]["assets"]) == 1


async def until_done(desk: Any) -> None:
    """Repeat the job as the backoff table would."""
    for _attempt in range(3):
        try:
            await desk.sync()
        except ApiError:
            continue
        except Ignored:
            pass
        return
    pytest.fail("the receipt never came to Omnium")
