"""The commands on the tenants' Omnium tokens: they show how a token stands, and never read the token."""

from collections.abc import Sequence

from admin_console import token_output
from admin_console.ledger_access import present, with_database
from admin_console.tenant_commands import AsJson, TenantUid
from admin_console.terminal import show as show_text
from admin_console.terminal import show_json
from admin_console.token_output import Overview
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.record import UnknownTenant
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tokens import renewal_leases
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.token_state import TokenRecords


def list_(as_json: AsJson = False) -> None:
    """List how every tenant's token stands."""
    overviews = with_database(lambda database: _overviews(database, {}))
    if as_json:
        show_json([token_output.document(overview) for overview in overviews])
    else:
        show_text(token_output.table_of(overviews))


def show(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Show how a tenant's token stands."""
    overviews = with_database(lambda database: _overviews(database, {"_id": tenant_uid}))
    if not overviews:
        raise UnknownTenant(tenant_uid)
    if as_json:
        show_json(token_output.document(overviews[0]))
    else:
        show_text(token_output.table_of(overviews))


async def _overviews(database: Database, wanted: dict[str, str]) -> Sequence[Overview]:
    tenants = database[TENANTS].find(wanted, {"_id": 1}).sort("_id")
    return [await _overview(database, str(document["_id"])) async for document in tenants]


async def _overview(database: Database, tenant_uid: str) -> Overview:
    rejections = await MongoRenewalLeases(database[renewal_leases.COLLECTION]).rejections(tenant_uid)
    return Overview(
        tenant_uid, await TokenRecords(database).get(tenant_uid), rejections, await present(database)
    )
