"""Somebody who acts between the moment that levels are read in the shop and the moment that they are set in Omnium."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.rest.call import Call
from flow_omnium.tenants.tenant import Tenant


@dataclass
class Meddling:
    """Acts as often as is asked for."""

    act: Callable[[], Awaitable[object]]
    left: int = 0

    async def before_levels(self) -> None:
        """Act once more."""
        if self.left:
            self.left -= 1
            await self.act()


class MeddledApi(OmniumApi):
    """Omnium's API, with somebody who is faster."""

    meddling: Meddling | None = None

    async def send(self, tenant: Tenant, call: Call) -> Any:
        """See `OmniumApi.send`."""
        if call.route == routes.SET_INVENTORY and self.meddling is not None:
            await self.meddling.before_levels()
        return await super().send(tenant, call)
