"""A console beside both systems, simulated in this process, and a token-manager that has a token for one of them."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from pydantic import AnyHttpUrl

from admin_console.testing.settings import console_settings
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.testing.served import Served
from flow_omnium.testing.tenants import a_tenant
from local_stack.infrastructure import Infrastructure
from simulators.testing import SECRET, Api, running_flow, running_omnium

COLLECT = "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID"


@pytest.fixture
async def omnium() -> AsyncIterator[Api]:
    async with running_omnium() as api:
        yield api


@pytest.fixture
async def flow() -> AsyncIterator[Api]:
    async with running_flow() as api:
        yield api


@pytest.fixture
async def token_manager(omnium: Api) -> AsyncIterator[str]:
    async def token(_request: web.Request) -> web.Response:
        granted = {"accessToken": omnium.token, "expiresAt": "2030-01-01T00:00:00Z", "version": 1}
        return web.json_response(granted)

    app = web.Application()
    app.router.add_get("/v1/tenants/acme/token", token)
    async with Served(app) as server:
        yield str(server.make_url("/"))


@pytest.fixture
def settings(
    infrastructure: Infrastructure, database: Database, omnium: Api, flow: Api, token_manager: str
) -> ConsoleSettings:
    """With the rights that the console's own user of the database has."""
    return console_settings(
        infrastructure.database.url_of("web-console"),
        database.name,
        omnium_api_url=AnyHttpUrl(omnium.url),
        flow_api_url=AnyHttpUrl(f"{flow.url}/v2"),
        token_manager_url=AnyHttpUrl(token_manager),
    )


@pytest.fixture
async def acme(schema: Database, settings: ConsoleSettings) -> None:
    """A tenant that both systems know, with a handling that is there and one that is not."""
    parameters = {
        "OMNIUM_CLIENT_ID": "tester",
        "OMNIUM_CLIENT_SECRET": SECRET,
        COLLECT: "collect",
        "OMNIUM_ONLINE_ORDER_HANDLING_UID": "colect",
    }
    tenant = a_tenant(
        "acme", flow={"apiToken": SECRET}, parameters=parameters, stores={"oslo": {"marketId": "NOR"}}
    )
    await TenantRepository(schema[COLLECTION], settings.keyring()).apply(tenant, by="nils")
