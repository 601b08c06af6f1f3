"""Invoices and the files on them over HTTP."""

import hashlib
from typing import Any

import aiohttp
import pytest

from simulators.testing import Api

PDF = b"%PDF-1.7 one \xff"
INVOICE = {"id": "r-1", "orderId": "F-1", "amount": 199.5, "customerType": "Private"}
ADD_ASSET = "/api/Invoices/r-1/AddAsset?fileName=r.pdf"
ADD_FILE = "/api/Invoices/r-1/AddFileToInvoice?fileName=r.pdf"


@pytest.fixture
async def invoiced(omnium: Api) -> Api:
    """An Omnium with one invoice."""
    assert (await omnium.put("/api/Invoices/UpdateInvoice", INVOICE)).status == 200
    return omnium


async def uploaded(
    api: Api, path: str, content: bytes = PDF, media_type: str = "application/octet-stream"
) -> tuple[int, str]:
    headers = {**api.headers, "Content-Type": media_type}
    async with api.session.post(api.url + path, data=content, headers=headers) as answer:
        return answer.status, await answer.text()


async def assets(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get("/_sim/invoices")).json[0]["assets"]
    return found


async def test_a_written_invoice_is_answered_and_read_by_id_and_by_order(omnium: Api) -> None:
    written = (await omnium.put("/api/invoices/updateinvoice", INVOICE)).json
    assert (written["amount"], written["deliveryDate"]) == (199.5, "0001-01-01T00:00:00")
    assert (await omnium.get("/api/Invoices/r-1")).json == written
    assert (await omnium.get("/api/Invoices/Orders/F-1")).json == [written]
    assert (await omnium.get("/api/Invoices/Orders/F-2")).json == []
    assert (await omnium.get("/api/Invoices/none")).status == 404


async def test_an_invoice_without_an_id_is_refused(omnium: Api) -> None:
    answer = await omnium.put("/api/Invoices/UpdateInvoice", {"orderId": "F-1"})
    assert (answer.status, answer.text) == (400, "id: is required")


async def test_writing_an_invoice_again_replaces_it_and_makes_no_second(invoiced: Api) -> None:
    created = (await invoiced.get("/api/Invoices/r-1")).json["created"]
    again = (await invoiced.put("/api/Invoices/UpdateInvoice", {"id": "r-1", "comment": "new"})).json
    assert (again["comment"], again["orderId"], again["created"]) == ("new", None, created)
    assert len((await invoiced.get("/_sim/invoices")).json) == 1


async def test_an_uploaded_file_stands_on_the_invoice_with_its_bytes(invoiced: Api) -> None:
    assert await uploaded(invoiced, f"{ADD_ASSET}&assetId=r-1") == (200, "")
    asset = (await invoiced.get("/api/Invoices/r-1")).json["assets"][0]
    assert (asset["assetId"], asset["fileName"], asset["contentType"], asset["length"]) == (
        "r-1",
        "r.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (await assets(invoiced))[0]["sha256"] == hashlib.sha256(PDF).hexdigest()


async def test_the_same_asset_id_replaces_the_file(invoiced: Api) -> None:
    for content in (PDF, b"second"):
        await uploaded(invoiced, f"{ADD_ASSET}&assetId=r-1", content)
    found = [(item["length"], item["sha256"]) for item in await assets(invoiced)]
    assert found == [(6, hashlib.sha256(b"second").hexdigest())]


@pytest.mark.parametrize("path", [ADD_ASSET, ADD_FILE])
async def test_a_file_without_an_asset_id_is_a_new_one_each_time(invoiced: Api, path: str) -> None:
    for _ in range(2):
        assert (await uploaded(invoiced, path))[0] == 200
    first, second = await assets(invoiced)
    assert first["assetId"] != second["assetId"]


async def test_writing_the_invoice_again_keeps_its_files(invoiced: Api) -> None:
    await uploaded(invoiced, f"{ADD_ASSET}&assetId=r-1")
    before = await assets(invoiced)
    for body in (INVOICE, (await invoiced.get("/api/Invoices/r-1")).json):
        assert (await invoiced.put("/api/Invoices/UpdateInvoice", body)).status == 200
        assert await assets(invoiced) == before


@pytest.mark.parametrize("path", [ADD_ASSET, ADD_FILE])
async def test_what_is_no_file_is_refused(invoiced: Api, path: str) -> None:
    assert (await uploaded(invoiced, path, media_type="application/pdf"))[0] == 415
    assert await uploaded(invoiced, path, b"") == (400, "body: the file is empty")
    assert await assets(invoiced) == []


@pytest.mark.parametrize(
    ("path", "status", "fault"),
    [
        ("/api/Invoices/none/AddAsset?fileName=r.pdf", 404, "invoice does not exist"),
        ("/api/Invoices/none/AddFileToInvoice?fileName=r.pdf", 404, "invoice does not exist"),
        ("/api/Invoices/r-1/AddAsset", 400, "fileName"),
        (f"{ADD_ASSET}&assetUid=r-1", 400, "assetUid"),
        (f"{ADD_FILE}&assetId=r-1", 400, "assetId"),
    ],
)
async def test_a_file_needs_an_invoice_a_name_and_known_parameters(
    invoiced: Api, path: str, status: int, fault: str
) -> None:
    answered, text = await uploaded(invoiced, path)
    assert (answered, text.split(":")[0]) == (status, fault)


async def test_an_upload_that_was_stored_but_not_answered_is_there(invoiced: Api) -> None:
    route = "/api/Invoices/{invoiceId}/AddAsset"
    await invoiced.post("/_sim/faults", {"route": route, "kind": "written_no_answer"})
    with pytest.raises(aiohttp.ClientError):
        await uploaded(invoiced, f"{ADD_ASSET}&assetId=r-1")
    assert [item["assetId"] for item in await assets(invoiced)] == ["r-1"]


async def test_written_invoices_raise_events_of_their_own_class(invoiced: Api) -> None:
    await uploaded(invoiced, ADD_ASSET)
    events = (await invoiced.get("/_sim/events")).json
    assert [(item["className"], item["objectId"], item["operationId"]) for item in events] == [
        ("Invoice", "r-1", 313300),
        ("Invoice", "r-1", 313100),
    ]
