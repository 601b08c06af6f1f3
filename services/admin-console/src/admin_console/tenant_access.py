"""Using the stored tenants for the length of one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from admin_console.ledger_access import in_database
from admin_console.settings import TenantSettings
from flow_omnium.runtime.settings import read_settings
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.secret_box import SecretBox

_Result = TypeVar("_Result")


def with_tenants(use: Callable[[Tenants], Awaitable[_Result]]) -> _Result:
    """Read the environment, connect, use, close."""
    return asyncio.run(in_tenants(read_settings(TenantSettings), use))


async def in_tenants(settings: TenantSettings, use: Callable[[Tenants], Awaitable[_Result]]) -> _Result:
    """Connect, use, close."""
    box = SecretBox(settings.encryption_keys())
    return await in_database(settings, lambda database: use(TenantRepository(database[COLLECTION], box)))
