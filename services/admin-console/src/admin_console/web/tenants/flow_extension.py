"""Whether Flow, too, calls the extension of a tenant active: read when somebody asks, and marked as assumed.

Flow's page of extensions (`GET …/extensions`) is closed to integration tokens. The tenant itself lists them as well
(`extensions[]` with `extensionCode`, `name` and `active`), and that we may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.tenant import TenantExtension
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.runtime.settings.neighbours import ApiSettings
from flow_omnium.tenants.tenant import Tenant

_OURS = "omnium"


@dataclass(frozen=True)
class FlowSays:
    """What Flow tells: its extensions that are named after Omnium, or why it cannot be asked."""

    extensions: Sequence[TenantExtension] = ()
    others: int = 0
    why_not: str = ""


async def flow_says(settings: ApiSettings, tenant: Tenant) -> FlowSays:
    """Ask Flow once; what goes wrong is told, not raised."""
    try:
        async with aiohttp.ClientSession() as session:
            flow = FlowClient(session, settings.destinations().flow, proxies=settings.proxies())
            found = (await flow.tenants.read(tenant)).extensions
    except JobInterrupted as error:
        return FlowSays(why_not=str(error))
    ours = [one for one in found if _is_ours(one)]
    return FlowSays(ours, len(found) - len(ours))


def _is_ours(one: TenantExtension) -> bool:
    return any(_OURS in (text or "").lower() for text in (one.extension_code, one.name))
