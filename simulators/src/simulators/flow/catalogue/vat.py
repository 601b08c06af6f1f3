"""VAT codes: outside the tenants, but shown to whoever has a tenant's token."""

from aiohttp import web

from simulators.flow.catalogue.desk import wanted_fields
from simulators.flow.catalogue.records import VAT
from simulators.flow.catalogue.table import RESOURCES
from simulators.flow.guard import TENANT, tenant_of_token
from simulators.flow.listing import paged


async def list_vat_codes(request: web.Request) -> web.Response:
    """List the VAT codes, those of a country when one is asked for. Raises Refusal 401."""
    tenant = request[TENANT] = tenant_of_token(request)
    wanted = wanted_fields(RESOURCES[VAT], request)
    codes = tenant.catalogue.every(VAT).values()
    return paged(
        request, [code for code in codes if all(code.get(name) == value for name, value in wanted.items())]
    )
