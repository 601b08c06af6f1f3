"""The commands on tenants."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from admin_console import tenant_output
from admin_console.settings import TenantSettings
from admin_console.tenant_file import load_tenant_file
from admin_console.terminal import show as show_text
from admin_console.terminal import show_json
from flow_omnium.runtime.database import connect
from flow_omnium.runtime.settings import read_settings
from flow_omnium.tenants.record import UnknownTenant
from flow_omnium.tenants.repository import COLLECTION, TenantRepository, Tenants
from flow_omnium.tenants.sealing import masked_document
from flow_omnium.tenants.secret_box import SecretBox

_Result = TypeVar("_Result")

TenantUid = Annotated[str, typer.Argument(metavar="UID", help="The tenantUid.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML; ${NAME} stands for a variable.")],
) -> None:
    """Create or change a tenant as its file says."""
    tenant = load_tenant_file(file, os.environ)
    applied = _with_tenants(lambda tenants: tenants.apply(tenant))
    show_text(tenant_output.applied_text(applied))


def list_(as_json: AsJson = False) -> None:
    """List the tenants."""
    records = _with_tenants(lambda tenants: tenants.records())
    if as_json:
        show_json(tenant_output.summaries(records))
    else:
        show_text(tenant_output.summary_table(records))


def show(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Show how a tenant is set up. Secrets are ********."""
    tenant = _with_tenants(lambda tenants: tenants.get(tenant_uid))
    if tenant is None:
        raise UnknownTenant(tenant_uid)
    if as_json:
        show_json(masked_document(tenant))
    else:
        show_text(tenant_output.as_yaml(masked_document(tenant)))


def activate(tenant_uid: TenantUid) -> None:
    """Let the suite work for a tenant."""
    changed = _with_tenants(lambda tenants: tenants.set_active(tenant_uid, True))
    show_text(f"{tenant_uid}: {'activated' if changed else 'was active already'}")


def deactivate(tenant_uid: TenantUid) -> None:
    """Stop all work for a tenant; its jobs are kept."""
    changed = _with_tenants(lambda tenants: tenants.set_active(tenant_uid, False))
    show_text(f"{tenant_uid}: {'deactivated' if changed else 'was not active'}")


def _with_tenants(use: Callable[[Tenants], Awaitable[_Result]]) -> _Result:
    return asyncio.run(_use(read_settings(TenantSettings), use))


async def _use(settings: TenantSettings, use: Callable[[Tenants], Awaitable[_Result]]) -> _Result:
    with closing(connect(settings.mongodb_url.get_secret_value(), application="flow-omnium")) as client:
        collection = client[settings.mongodb_database][COLLECTION]
        return await use(TenantRepository(collection, SecretBox(settings.encryption_keys())))
