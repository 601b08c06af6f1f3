"""Flow's events of stock need a job only where the stock of some store is Flow's; all of a warehouse join one job."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.kinds import JobKind, lock_key_of
from flow_omnium.runtime.client_address import ClientAddress
from flow_omnium.runtime.metrics import GatewayMetrics, Registrar
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant
from webhook_gateway.acceptance import Acceptance
from webhook_gateway.admission import Wanted
from webhook_gateway.authentication import SenderAuthentication
from webhook_gateway.flow_events import admit_flow_event
from webhook_gateway.routes import EventRoutes
from webhook_gateway.tenants import GatewayTenant
from webhook_gateway.throttle import Throttle, ThrottleLimits


def moved(product: str, warehouse: str = "cellar") -> dict[str, Any]:
    """The event as Flow sends it."""
    uids = {"store": "oslo", "warehouse": warehouse, "product": product}
    return {"action": "STOCK_CHANGE", **{name: {"Id": 1, "Uid": uid} for name, uid in uids.items()}}


class TwoTenants:
    """One with a store whose stock is Flow's, one without."""

    is_current = True

    def find(self, tenant_uid: str) -> GatewayTenant | None:
        """See `routes.Tenants`."""
        stores = {"bergen": {}, "oslo": {"OMNIUM_FLOW_STOCK_MASTER": tenant_uid == "masters"}}
        return GatewayTenant.of(a_tenant(tenant_uid, stores=stores))

    async def lookup(self, tenant_uid: str) -> GatewayTenant | None:
        """See `routes.Tenants`."""
        return self.find(tenant_uid)


@asynccontextmanager
async def gateway(publisher: MemoryPublisher) -> AsyncIterator[TestClient[Any, Any]]:
    metrics = GatewayMetrics(Registrar())
    acceptance = Acceptance(MemoryLedger(), Dispatch(publisher), FixedClock(), metrics)
    authentication = SenderAuthentication(ClientAddress(()), Throttle(ThrottleLimits()), metrics)
    app = web.Application()
    app.add_routes(EventRoutes(TwoTenants(), authentication, acceptance, metrics).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def outcome_of(client: TestClient[Any, Any], tenant_uid: str, event: dict[str, Any]) -> str:
    secret = {"Authorization": f"Bearer {tenant_uid}-webhook-secret"}
    answer = await client.post(f"/v1/tenants/{tenant_uid}/flow/events", json=event, headers=secret)
    assert answer.status == 202, await answer.text()
    return str((await answer.json())["outcome"])


def test_the_job_is_about_the_warehouse_and_keeps_the_store() -> None:
    admission = admit_flow_event(moved("mug"))
    assert isinstance(admission, Wanted)
    assert (admission.kind, admission.key) == (JobKind.STOCK_LEVEL, "cellar")
    assert admission.reference == {
        "action": "STOCK_CHANGE",
        "storeUid": "oslo",
        "warehouseUid": "cellar",
    }


async def test_where_no_stock_is_flows_the_event_is_ignored() -> None:
    async with gateway(MemoryPublisher()) as client:
        assert await outcome_of(client, "keeps", moved("mug")) == "ignored"
        assert await outcome_of(client, "masters", moved("mug")) == "queued"


async def test_all_that_moves_in_a_warehouse_joins_one_job() -> None:
    async with gateway(MemoryPublisher()) as client:
        outcomes = [
            await outcome_of(client, "masters", event)
            for event in (moved("mug"), moved("cap"), moved("mug", "shelf"))
        ]
    assert outcomes == ["queued", "coalesced", "queued"]


@pytest.mark.parametrize("key", ["cellar", "cellar@all", "cellar@2026-03-01T12:00:00+00:00"])
def test_a_scheduled_look_and_an_event_lock_the_same_warehouse(key: str) -> None:
    assert lock_key_of(JobKind.STOCK_LEVEL, key) == "warehouse:cellar"
