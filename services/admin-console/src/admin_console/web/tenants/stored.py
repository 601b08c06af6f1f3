"""The stored tenants as pages read and change them: one that the visitor may not see does not exist."""

import functools

from admin_console.audit.keeping import Keep, kept
from admin_console.web.answers import Changed, NotThere
from admin_console.web.ask import Ask
from flow_omnium.jobs.operator.known_values import advice
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.tenant import Tenant


def repository(ask: Ask) -> TenantRepository:
    """The tenants, with the keys of all their secrets."""
    return TenantRepository(ask.database[COLLECTION], ask.console.settings.keyring())


def keeping(database: Database) -> Keep:
    """What writes acts down."""
    return functools.partial(kept, database)


async def record_of(ask: Ask, tenant_uid: str) -> TenantRecord[Tenant]:
    """Return a tenant's record. Raises NotThere, with the name that may be meant."""
    found = await repository(ask).records([tenant_uid])
    if not found:
        known = await visible_uids(ask)
        heading = f"There is no tenant {tenant_uid}"
        raise NotThere(heading, [f"{heading}{advice(tenant_uid, known)}"], {"All tenants": "/tenants"})
    return found[0]


async def visible_uids(ask: Ask) -> list[str]:
    """Return the uids of the tenants that the visitor sees, in order."""
    of = ask.visitor.tenants
    wanted = {} if of is None else {"_id": {"$in": sorted(of)}}
    return sorted([str(row["_id"]) async for row in ask.database[COLLECTION].find(wanted, {"_id": 1})])


def whole(record: TenantRecord[Tenant]) -> Tenant:
    """Return the tenant if all of its secrets open here: else it cannot be written back. Raises Changed, UnreadableTenant."""
    tenant = readable(record)
    if record.fault:
        told = [
            record.fault,
            "A tenant file with all of its secrets repairs it: `flow-omnium tenants apply`.",
        ]
        raise Changed("It cannot be changed here", told)
    return tenant
