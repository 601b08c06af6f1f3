"""Hanging files on an invoice: raw bytes, and a key that makes repeating safe."""

import mimetypes
import secrets
from typing import Final

from aiohttp import web

from simulators.answers import empty_answer
from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.list_merging import merged
from simulators.omnium.invoices.commit import UPLOADED, commit_invoice
from simulators.omnium.models.common import Asset
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.orders.totals import rows
from simulators.omnium.query import known_query
from simulators.omnium.state import STATE
from simulators.refusal import Refusal

RAW_BYTES: Final = "application/octet-stream"


async def add_asset(request: web.Request) -> web.Response:
    """Hang a file on an invoice; a known `assetId` replaces that file, none makes a new one."""
    query = known_query(request, "fileName", "assetId")
    return await _store(request, query.get("fileName", ""), query.get("assetId", ""))


async def add_file(request: web.Request) -> web.Response:
    """Hang one more file on an invoice, at every call."""
    return await _store(request, known_query(request, "fileName").get("fileName", ""), "")


async def _store(request: web.Request, file_name: str, asset_id: str) -> web.Response:
    state = request.app[STATE]
    content = await raw_bytes(request)
    if not file_name:
        raise Refusal(400, "fileName: is required")
    invoice = state.invoices.existing(request.match_info["invoiceId"])
    now = seven_digits(state.clock())
    known = {asset.get("assetId"): asset for asset in rows(invoice, "assets")}
    asset = new_asset(asset_id or secrets.token_hex(8), file_name, len(content), now)
    asset["created"] = known.get(asset_id, {}).get("created") or now
    state.invoices.put_file(invoice["id"], asset["assetId"], content)
    changed = {**invoice, "assets": merged(rows(invoice, "assets"), [asset], "assetId")}
    commit_invoice(state, UPLOADED, changed, caller_of(request))
    return empty_answer(200)


async def raw_bytes(request: web.Request) -> bytes:
    """Read a file. Raises Refusal 415 unless it is sent as raw bytes, 400 when it is empty."""
    if "Content-Type" not in request.headers or request.content_type != RAW_BYTES:
        raise Refusal(415, f"Content-Type: {request.content_type} is not supported, send {RAW_BYTES}")
    content = await request.read()
    if not content:
        raise Refusal(400, "body: the file is empty")
    return content


def new_asset(asset_id: str, file_name: str, length: int, now: str) -> Document:
    """Describe a stored file; the type follows from the end of its name."""
    asset = Asset(
        assetId=asset_id,
        name=file_name,
        fileName=file_name,
        url=f"https://files.omnium.invalid/{asset_id}",
        contentType=mimetypes.guess_type(file_name)[0] or RAW_BYTES,
        length=length,
        modified=now,
    )
    return asset.model_dump(by_alias=True)
