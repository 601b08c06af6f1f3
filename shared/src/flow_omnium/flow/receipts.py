"""The calls on Flow's receipts."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.changes import ChangesOf, Window
from flow_omnium.flow.lists import ListOf
from flow_omnium.flow.models import Receipt, ReceiptReference, ReceiptSearch, SettledReceipts
from flow_omnium.flow.state_words import receipt_in_our_words, unknown_words
from flow_omnium.rest.batches import Batch
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_RECEIPTS: Final = ListOf(routes.SEARCH_RECEIPTS, ReceiptReference, lambda one: one.order_receipt_uid)
_SETTLED: Final = ChangesOf(
    routes.SEARCH_RECEIPTS,
    ReceiptReference,
    "orderReceiptUid",
    lambda one: one.order_receipt_uid,
    lambda _one: None,
)


class FlowReceipts:
    """Receipts of a tenant, and their documents."""

    def __init__(self, api: FlowApi) -> None:
        self._api = api

    async def search(self, tenant: Tenant, wanted: ReceiptSearch) -> Sequence[ReceiptReference]:
        """List all receipts that fit, however many pages they fill."""
        return await _RECEIPTS.read(self._api, tenant, body=wanted)

    def settled(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> AsyncGenerator[Batch[ReceiptReference], None]:
        """List the receipts that were settled between two moments (UTC); whether Flow includes these is not published."""
        body = SettledReceipts(settled_at_from=since, settled_at_to=until)
        return _SETTLED.read(self._api, tenant, Window(since, until), body=body)

    async def read(self, tenant: Tenant, receipt_uid: str) -> Receipt:
        """Read a receipt, its payments in our words. Raises NotFound."""
        answer = await self._api.send(tenant, routes.READ_RECEIPT, ids={"orderReceiptUid": receipt_uid})
        receipt = receipt_in_our_words(read_as(Receipt, answer), tenant.flow.states)
        self._api.unknown_words(tenant, unknown_words(receipt))
        return receipt

    async def download(self, tenant: Tenant, receipt_uid: str) -> bytes:
        """Return the receipt's PDF, made by Flow. Raises NotFound."""
        return await self._api.download(tenant, routes.DOWNLOAD_RECEIPT, ids={"orderReceiptUid": receipt_uid})
