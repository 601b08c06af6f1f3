"""Invoices: written by id, read by id and by order."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.invoices.commit import UPDATED, commit_invoice
from simulators.omnium.models.invoice import Invoice
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.orders.totals import rows
from simulators.omnium.state import STATE
from simulators.write_model import written


async def put_invoice(request: web.Request) -> web.Response:
    """Create or replace an invoice; its files stay."""
    state = request.app[STATE]
    invoice = (await written(request, Invoice)).model_dump(by_alias=True)
    before = state.invoices.get(invoice["id"]) or {}
    invoice["assets"] = kept_assets(rows(before, "assets"), invoice["assets"])
    return json_answer(commit_invoice(state, UPDATED, invoice, caller_of(request)))


async def get_invoice(request: web.Request) -> web.Response:
    """Read an invoice."""
    return json_answer(request.app[STATE].invoices.existing(request.match_info["id"]))


async def list_invoices_of_order(request: web.Request) -> web.Response:
    """List the invoices of an order; none is an empty list."""
    order_id = request.match_info["orderId"]
    invoices = request.app[STATE].invoices.every()
    return json_answer([invoice for invoice in invoices if invoice["orderId"] == order_id])


def kept_assets(existing: list[Document], sent: list[Document]) -> list[Document]:
    """Keep the files that hang on an invoice as they are, and add those that the body names anew."""
    known = {asset.get("assetId") for asset in existing}
    return [*existing, *(asset for asset in sent if asset["assetId"] not in known)]
