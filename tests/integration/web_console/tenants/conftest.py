"""A stored tenant to look at and to change."""

import pytest

from admin_console.testing.settings import console_settings
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.testing.tenants import a_tenant
from local_stack.infrastructure import Infrastructure

WEBHOOK = "a-webhook-secret-that-is-not-a-secret"


@pytest.fixture
def settings(infrastructure: Infrastructure, database: Database) -> ConsoleSettings:
    """With the rights that the console's own user of the database has."""
    return console_settings(infrastructure.database.url_of("web-console"), database.name)


@pytest.fixture
async def tenants(schema: Database, settings: ConsoleSettings) -> TenantRepository:
    """The tenant `acme`, active, with one store, and `globex`, which is not active."""
    found = TenantRepository(schema[COLLECTION], settings.keyring())
    stores = {"oslo": {"marketId": "nor"}, "bergen": {}}
    await found.apply(a_tenant("acme", webhookSecrets=[WEBHOOK], stores=stores), by="nils")
    await found.apply(a_tenant("globex", active=False, webhookSecrets=[f"{WEBHOOK}-2"]), by="nils")
    return found
