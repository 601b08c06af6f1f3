"""Using the stored tenants for the length of one command."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import TypeVar

from admin_console.audit.keeping import Keep, kept
from admin_console.database import in_database
from admin_console.settings import TenantSettings
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.unknown import UnknownTenant

_Result = TypeVar("_Result")


def with_tenants(use: Callable[[Tenants], Awaitable[_Result]]) -> _Result:
    """Read the environment, connect, use, close."""
    return asyncio.run(in_tenants(read_settings(TenantSettings), use))


def with_audited_tenants(use: Callable[[Tenants, Keep], Awaitable[_Result]]) -> _Result:
    """The same for a command that changes tenants: it also gets `kept`, which writes the audit log."""
    settings = read_settings(TenantSettings)
    return asyncio.run(_in_audited_tenants(settings, use))


async def _in_audited_tenants(
    settings: TenantSettings, use: Callable[[Tenants, Keep], Awaitable[_Result]]
) -> _Result:
    keyring = settings.keyring()
    return await in_database(
        settings,
        lambda database: use(
            TenantRepository(database[COLLECTION], keyring), functools.partial(kept, database)
        ),
    )


async def stored_record(tenants: Tenants, tenant_uid: str) -> TenantRecord[Tenant]:
    """Return a tenant as it is stored. Raises UnknownTenant."""
    records = await tenants.records([tenant_uid])
    if not records:
        raise UnknownTenant(tenant_uid)
    return records[0]


async def stored_tenant(settings: TenantSettings, tenant_uid: str) -> Tenant:
    """Return a tenant that can be read. Raises UnknownTenant, UnreadableTenant."""
    return readable(await in_tenants(settings, lambda tenants: stored_record(tenants, tenant_uid)))


async def in_tenants(settings: TenantSettings, use: Callable[[Tenants], Awaitable[_Result]]) -> _Result:
    """Connect, use, close."""
    keyring = settings.keyring()
    return await in_database(settings, lambda database: use(TenantRepository(database[COLLECTION], keyring)))
