"""Receipts: searched, read, downloaded; and stored by a test as they are."""

import base64
from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.guard import TENANT
from simulators.flow.known_tenant import known_tenant
from simulators.flow.listing import paged
from simulators.flow.receipts.pdf import receipt_pdf
from simulators.flow.receipts.search import ReceiptSearch, found_receipts
from simulators.refusal import Refusal
from simulators.write_model import json_object, written

PDF: Final = "application/pdf"


async def search_receipts(request: web.Request) -> web.Response:
    """List the receipts that fit."""
    tenant = request[TENANT]
    search = await written(request, ReceiptSearch)
    return paged(request, found_receipts(tenant.receipts.values(), tenant.orders, search))


async def get_receipt(request: web.Request) -> web.Response:
    """Read a receipt."""
    return json_answer(_receipt(request))


async def download_receipt(request: web.Request) -> web.Response:
    """Give the receipt as a PDF, inside JSON when only JSON is accepted."""
    receipt = _receipt(request)
    voucher = str(receipt.get("voucherNumber") or receipt["orderReceiptUid"])
    content, filename = receipt_pdf(voucher), f"receipt-{receipt['orderReceiptUid']}.pdf"
    if wants_json(request.headers.get("Accept", "")):
        encoded = base64.b64encode(content).decode()
        return json_answer({"content": encoded, "contentType": PDF, "filename": filename})
    disposition = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return web.Response(body=content, content_type=PDF, headers=disposition)


async def list_receipts(request: web.Request) -> web.Response:
    """List all receipts of a tenant."""
    return json_answer(list(known_tenant(request).receipts.values()))


async def put_raw_receipt(request: web.Request) -> web.Response:
    """Store a receipt as it is; only its uid is filled in."""
    uid = request.match_info["orderReceiptUid"]
    receipt = {"orderReceiptUid": uid, **await json_object(request)}
    known_tenant(request).receipts[uid] = receipt
    return json_answer(receipt)


def wants_json(accept: str) -> bool:
    """Tell whether a caller accepts JSON and names no kind of file."""
    kinds = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return "application/json" in kinds and kinds.isdisjoint({PDF, "application/octet-stream"})


def _receipt(request: web.Request) -> Document:
    uid = request.match_info["orderReceiptUid"]
    receipt = request[TENANT].receipts.get(uid)
    if receipt is None:
        raise Refusal(404, f"orderReceiptUid: '{uid}' was not found")
    return receipt
