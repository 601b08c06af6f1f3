"""A shop and an Omnium over real HTTP, and the sync of customers between them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from order_sync.customers.sync import OutboundCustomerSync
from simulators.testing import SECRET, Api, break_next, running_flow, running_omnium

NOW = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
CREDENTIALS = {"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"}


@dataclass
class Desk:
    """Both systems, and the handler under test."""

    omnium: Api
    flow: Api
    handler: SyncHandler

    async def keep(self, customer_uid: str, **customer: object) -> None:
        """Let the shop add or change a customer."""
        act = {"act": "customer", "customerUid": customer_uid, "customer": customer}
        assert (await self.flow.post("/_sim/tenants/acme/shop", act)).status == 200

    async def delete(self, customer_uid: str) -> None:
        """Let the shop delete a customer."""
        assert (await self.flow.delete(f"/v2/tenants/acme/customers/{customer_uid}")).status == 204

    async def in_vain(
        self, customer_uid: str, event: Mapping[str, str] | None = None, **parameters: object
    ) -> list[str]:
        """Run one job that ends as ignored; return what a person is told."""
        job = self.job(customer_uid, event, **parameters)
        with pytest.raises(Ignored):
            await self.handler(job)
        return job.journal.flags

    def job(
        self, customer_uid: str, event: Mapping[str, str] | None = None, **parameters: object
    ) -> JobContext:
        """Return a job as a worker hands it over."""
        tenant = a_tenant(flow={"apiToken": SECRET}, parameters={**CREDENTIALS, **parameters})
        return JobContext("job-1", tenant, JobKind.OUTBOUND_CUSTOMER, customer_uid, event or {}, NOW)

    async def sync(self, customer_uid: str, **parameters: object) -> JobContext:
        """Run one job as a worker does; return it with its journal."""
        job = self.job(customer_uid, None, **parameters)
        await self.handler(job)
        return job

    async def in_omnium(self) -> list[dict[str, Any]]:
        """List Omnium's customers, each with its kind."""
        listed: list[dict[str, Any]] = (await self.omnium.get("/_sim/customers")).json
        return listed

    async def in_flow(self, customer_uid: str) -> dict[str, Any]:
        """Read a customer of the shop."""
        read: dict[str, Any] = (await self.flow.get(f"/v2/tenants/acme/customers/{customer_uid}")).json
        return read

    async def writes(self) -> list[str]:
        """List the writes that either system received, by their last path segment."""
        calls = [*(await self.omnium.get("/_sim/calls")).json, *(await self.flow.get("/_sim/calls")).json]
        return [call["path"].rsplit("/", 1)[1] for call in calls if call["method"] != "GET"]

    async def break_off(self, method: str, route: str, kind: str) -> None:
        """Break the next call of a route in whichever system has it."""
        await break_next(self.omnium, self.flow, method, route, kind)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Omnium and Flow, running, with one tenant."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium() as omnium,
        running_flow() as flow,
    ):
        sync = OutboundCustomerSync(
            OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8),
            FlowClient(session, flow_hosts(f"{flow.url}/v2")),
        )
        yield Desk(omnium, flow, SyncHandler(sync))
