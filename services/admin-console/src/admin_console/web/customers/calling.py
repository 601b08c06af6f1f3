"""Who ordered, read from Omnium one order after another, no faster than the console may."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final, Protocol

from admin_console.neighbours import both_systems
from admin_console.settings import PlanSettings
from admin_console.tenants.access import in_tenants
from admin_console.web.console import Console
from admin_console.web.customers.affected import AffectedOrder, Customer
from admin_console.web.omnium_pace import OmniumPace
from admin_console.web.personal import Personal
from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.record import UnreadableTenant
from flow_omnium.tenants.tenant import Tenant

_PATIENCE_SECONDS: Final = 10.0
_GONE: Final = "Omnium has no such order"
_NO_TENANT: Final = "the tenant's settings cannot be read"


class Orders(Protocol):
    """Reads orders of Omnium."""

    async def find(self, tenant: Tenant, order_id: str) -> Order | None:
        """Return the order of this id; None if there is none. Raises JobInterrupted."""
        ...


async def customers_of(
    console: Console, orders: Iterable[AffectedOrder]
) -> AsyncIterator[tuple[AffectedOrder, Customer]]:
    """Give each order with who ordered; one that cannot be told is given with the reason."""
    asked = list(orders)
    tenants = await _tenants(console.settings, {one.tenant_uid for one in asked})
    async with both_systems(console.settings) as (omnium, _flow):
        async for one in paced(asked, tenants, omnium.orders, console.omnium_pace):
            yield one


async def paced(
    orders: Iterable[AffectedOrder],
    tenants: Mapping[str, Tenant],
    omnium: Orders,
    pace: OmniumPace,
) -> AsyncIterator[tuple[AffectedOrder, Customer]]:
    """Ask for one order after another, each when it is its turn."""
    for order in orders:
        tenant = tenants.get(order.tenant_uid)
        if tenant is None:
            yield order, Customer(fault=_NO_TENANT)
            continue
        yield order, await _customer(omnium, tenant, order, pace)


async def _customer(omnium: Orders, tenant: Tenant, order: AffectedOrder, pace: OmniumPace) -> Customer:
    try:
        await pace.turn(order.tenant_uid)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            found = await omnium.find(tenant, order.key)
    except (JobInterrupted, TimeoutError) as error:
        return Customer(fault=str(error) or "Omnium does not answer")
    return Customer(fault=_GONE) if found is None else customer_in(found)


def customer_in(order: Order) -> Customer:
    """Return who ordered."""
    return Customer(
        name=_personal(order.customer_name),
        phone=_personal(order.customer_phone),
        email=_personal(order.customer_email),
    )


def _personal(text: str | None) -> Personal | None:
    return Personal(text) if text else None


async def _tenants(settings: PlanSettings, uids: Iterable[str]) -> Mapping[str, Tenant]:
    """Return the tenants that can be read."""

    async def tenant(uid: str) -> Tenant | None:
        try:
            return await in_tenants(settings, lambda tenants: tenants.get(uid))
        except UnreadableTenant:
            return None

    found = {uid: await tenant(uid) for uid in sorted(uids)}
    return {uid: one for uid, one in found.items() if one is not None}
