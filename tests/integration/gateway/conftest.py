"""The gateway as one process would run it, on the real broker and database, reached over HTTP."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pydantic import SecretStr

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.measured_publisher import MeasuredPublisher
from flow_omnium.jobs.broker.topology import work_queues
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.runtime.client_address import ClientAddress, Network
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served
from flow_omnium.testing.tenants import a_tenant, keyring_of
from webhook_gateway.acceptance import Acceptance
from webhook_gateway.app import WebhookGatewayMetrics, create_app, open_app
from webhook_gateway.authentication import SenderAuthentication
from webhook_gateway.backpressure import Limits
from webhook_gateway.routes import EventRoutes
from webhook_gateway.settings import GatewaySettings
from webhook_gateway.tenants import GatewayTenant
from webhook_gateway.throttle import Throttle, ThrottleLimits

Gateway = TestClient[Any, Any]

TENANTS = (a_tenant("acme"), a_tenant("beta"), a_tenant("asleep", active=False))


class FewTenants:
    """As the directory is; while it `is_current` no look-up is made, else one takes until it is `read`."""

    def __init__(self) -> None:
        self.is_current = True
        self.waiting = 0
        self.read = asyncio.Event()

    def find(self, tenant_uid: str) -> GatewayTenant | None:
        """See `routes.Tenants`."""
        return next((GatewayTenant.of(tenant) for tenant in TENANTS if tenant.tenant_uid == tenant_uid), None)

    async def lookup(self, tenant_uid: str) -> GatewayTenant | None:
        """See `routes.Tenants`."""
        self.waiting += 1
        await self.read.wait()
        self.waiting -= 1
        return self.find(tenant_uid)


@pytest.fixture
async def settings(amqp_url: str, mongodb_url: str, database: Database) -> AsyncIterator[GatewaySettings]:
    yield GatewaySettings(
        amqp_url=SecretStr(amqp_url),
        mongodb_url=SecretStr(mongodb_url),
        mongodb_database=database.name,
        settings_encryption_keys=(SecretStr(base64.b64encode(os.urandom(32)).decode()),),
    )
    await delete_queues(amqp_url, (queue.name for name in QUEUES for queue in work_queues(name)))


@pytest.fixture
async def gateway(settings: GatewaySettings, database: Database) -> AsyncIterator[Gateway]:
    repository = TenantRepository(database[COLLECTION], keyring_of(*settings.webhook_keys()))
    for tenant in TENANTS:
        await repository.apply(tenant)
    async with open_app(settings) as app, Served(app) as server:
        client: Gateway = TestClient(server)
        async with client:
            await until("the gateway and its broker are ready", lambda: _lacks_nothing(client))
            yield client


async def _lacks_nothing(client: Gateway) -> bool:
    """Tell whether the broker is connected too: the gateway is ready without it, and then leaves messages to a relay."""
    async with client.get("/readyz") as response:
        return response.status == 200 and not (await response.json())["faults"]


@pytest.fixture
def tenants() -> FewTenants:
    """Tenants in memory, whose look-ups a test can hold up."""
    return FewTenants()


@pytest.fixture
def on_fakes() -> Callable[..., web.Application]:
    """Builds the gateway's application on stores in memory, with limits that a test can reach."""
    return app_on_fakes


def app_on_fakes(
    *,
    trusted_proxies: Sequence[Network] = (),
    trusted_hops: int = 0,
    throttle_limits: ThrottleLimits | None = None,
    limits: Limits | None = None,
    tenants: FewTenants | None = None,
) -> web.Application:
    metrics = WebhookGatewayMetrics()
    authentication = SenderAuthentication(
        ClientAddress(trusted_proxies, trusted_hops), Throttle(throttle_limits), metrics.gateway
    )
    dispatch = Dispatch(MeasuredPublisher(MemoryPublisher(), metrics.publishing))
    acceptance = Acceptance(MemoryLedger(), dispatch, FixedClock(), metrics.gateway)
    events = EventRoutes(tenants or FewTenants(), authentication, acceptance, metrics.gateway, limits=limits)
    return create_app(events, Dependencies(), metrics)
