"""The calls on Omnium's invoices (omnium.md 4.9): both writes can be repeated."""

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models import Invoice, NewInvoice
from flow_omnium.outcomes import NotFound
from flow_omnium.rest.call import Call
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant


class OmniumInvoices:
    """Invoices and the files on them."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def find(self, tenant: Tenant, invoice_id: str) -> Invoice | None:
        """Read an invoice; None if there is none of that id."""
        call = Call("GET", routes.READ_INVOICE, ids={"invoiceId": invoice_id})
        try:
            return read_as(Invoice, await self._api.send(tenant, call))
        except NotFound:
            return None

    async def put(self, tenant: Tenant, invoice: NewInvoice) -> None:
        """Make or overwrite an invoice."""
        await self._api.send(tenant, Call("PUT", routes.PUT_INVOICE, body=invoice))

    async def add_asset(self, tenant: Tenant, invoice_id: str, asset_id: str, name: str, file: bytes) -> None:
        """Put a file on an invoice; one of the same id is replaced."""
        query = {"fileName": name, "assetId": asset_id}
        call = Call("POST", routes.ADD_ASSET, ids={"invoiceId": invoice_id}, query=query, body=file)
        await self._api.send(tenant, call)
