"""A shop and an Omnium over real HTTP, and the sync of receipts between them."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
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
from order_sync.receipts.sync import OrderReceiptSync
from simulators.testing import SECRET, Api, break_next, running_flow, running_omnium

NOW = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
CREDENTIALS = {"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"}
SENT = {"OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": True}
THING = {
    "productUid": "p-1",
    "sku": "SKU-1",
    "name": "Thing",
    "quantity": 100,
    "unitPrice": 19950,
    "orderItemUid": "i-1",
}
BY_CARD = {"settlementCode": "CARD", "settlementUid": "s-1"}


@dataclass
class Desk:
    """Both systems, and the handler under test."""

    omnium: Api
    flow: Api
    handler: SyncHandler
    sections: dict[str, Any] = field(default_factory=dict)

    async def shop(self, act: str, **body: object) -> dict[str, Any]:
        """Let the shop do something; return the order as it is then."""
        answer = await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **body})
        assert answer.status == 200, answer.text
        done: dict[str, Any] = answer.json
        return done

    async def sell(self, order_uid: str = "o-1", **body: object) -> dict[str, Any]:
        """Sell one thing for 199.50 by card."""
        sale = {"orderUid": order_uid, "storeUid": "oslo", "items": [THING], "settlements": [BY_CARD]}
        return await self.shop("sell", **{**sale, **body})

    async def sync(self, order_uid: str = "o-1", **parameters: object) -> JobContext:
        """Run one job as a worker does; return it with its journal."""
        job = job_of(order_uid, {**CREDENTIALS, **SENT, **parameters}, **self.sections)
        await self.handler(job)
        return job

    async def flags_of_what_agrees(self, order_uid: str = "o-1") -> list[str]:
        """Run one job that has nothing to write; return what it flags all the same."""
        job = job_of(order_uid, {**CREDENTIALS, **SENT}, **self.sections)
        with pytest.raises(Ignored):
            await self.handler(job)
        return job.journal.flags

    async def invoices(self) -> list[dict[str, Any]]:
        """List Omnium's invoices, each file with its fingerprint."""
        listed: list[dict[str, Any]] = (await self.omnium.get("/_sim/invoices")).json
        return listed

    async def receipts(self) -> list[dict[str, Any]]:
        """List Flow's receipts."""
        listed: list[dict[str, Any]] = (await self.flow.get("/_sim/tenants/acme/receipts")).json
        return listed

    async def pdf_fingerprint(self, receipt_uid: str) -> str:
        """Fetch a receipt's PDF from Flow as anybody would, and take its fingerprint."""
        path = f"/v2/tenants/acme/receipts/{receipt_uid}/download"
        headers = {**self.flow.headers, "Accept": "application/pdf"}
        async with self.flow.session.get(self.flow.url + path, headers=headers) as answer:
            return hashlib.sha256(await answer.read()).hexdigest()

    async def writes(self) -> list[str]:
        """List the writes that Omnium received, by their last path segment."""
        calls = (await self.omnium.get("/_sim/calls")).json
        return [call["path"].rsplit("/", 1)[1] for call in calls if call["method"] != "GET"]

    async def break_off(self, method: str, route: str, kind: str) -> None:
        """Break the next call of a route in whichever system has it."""
        await break_next(self.omnium, self.flow, method, route, kind)


def job_of(order_uid: str, parameters: Mapping[str, object], **sections: Any) -> JobContext:
    """Return the job of an order's receipts; `sections` are further ones of the tenant file."""
    stores = {"oslo": {"marketId": "nor"}}
    tenant = a_tenant(flow={"apiToken": SECRET}, parameters=dict(parameters), stores=stores, **sections)
    return JobContext("job-1", tenant, JobKind.ORDER_RECEIPT, order_uid, {}, NOW)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Omnium and Flow, running, with one tenant."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium() as omnium,
        running_flow() as flow,
    ):
        sync = OrderReceiptSync(
            OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8),
            FlowClient(session, flow_hosts(f"{flow.url}/v2")),
        )
        yield Desk(omnium, flow, SyncHandler(sync))
