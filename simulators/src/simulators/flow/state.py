"""Everything the Flow simulator remembers, and nothing that survives it."""

import itertools

from aiohttp import web

from simulators.clock import Clock, system_clock, three_digits
from simulators.flow.tenant import Tenant, TenantSettings


class FlowState:
    """Flow's tenants in memory."""

    tenants: dict[str, Tenant]

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self.clock = clock
        self._begin()

    def _begin(self) -> None:
        self.tenants = {}
        self._numbers = itertools.count(1)

    async def reset(self) -> None:
        """Go back to the start: no tenants."""
        self._begin()

    def put_tenant(self, settings: TenantSettings) -> None:
        """Add a tenant, or replace its settings; its orders and customers stay."""
        known = self.tenants.get(settings.tenant_uid)
        if known is None:
            self.tenants[settings.tenant_uid] = Tenant(settings)
        else:
            known.settings = settings

    def next_number(self) -> str:
        """Make a number that no other record has."""
        return str(next(self._numbers))

    def now(self) -> str:
        """Tell the time as Flow writes it."""
        return three_digits(self.clock())


STATE: web.AppKey[FlowState] = web.AppKey("flow", FlowState)
