"""One session for the clients under test, and both systems simulated over real HTTP."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Syncs, handlers_of
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.tokens.source import AccessToken
from order_sync.app import build_syncs
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

NOW = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
METHODS = ("CASH", "CARD", "GIFTCARD", "INVOICE", "EXTERNAL_VIPPS", "EXTERNAL_KLARNA")
HANDLINGS = ("pick-and-notify", "pack-and-ship", "pick", "pack")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session that keeps no connection, so that the library repeats no call by itself."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as opened:
        yield opened


class IssuedTokens:
    """A TokenSource that asks the simulated Omnium itself."""

    def __init__(self, omnium: OmniumState) -> None:
        self._omnium = omnium
        self._current: AccessToken | None = None
        self.refreshes = 0

    async def token(self, tenant_uid: str) -> AccessToken:
        """Return the current token."""
        return self._current or await self._next(tenant_uid)

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        """Return the next token."""
        assert rejected == self._current
        self.refreshes += 1
        return await self._next(tenant_uid)

    async def _next(self, _tenant_uid: str) -> AccessToken:
        value = self._omnium.tokens.issue("tester", SECRET, 1000)
        version = 1 + (self._current.version if self._current else 0)
        self._current = AccessToken(value, NOW, version)
        return self._current


@dataclass
class Shop:
    """Both systems, our clients to them, and the syncs under test."""

    omnium: Api
    flow: Api
    tokens: IssuedTokens
    syncs: Syncs

    async def put_order(self, order: dict[str, Any]) -> None:
        """Let Omnium hold an order just as it is given."""
        assert (await self.omnium.put(f"/_sim/orders/{order['id']}", order)).status == 200

    async def sync(self, order_id: str, *, is_rerun: bool = False, **parameters: Any) -> list[str]:
        """Run one inbound job."""
        return await self.run(self.job(order_id, is_rerun=is_rerun, **parameters))

    def job(
        self, order_id: str, *, category: str = "Updated", is_rerun: bool = False, **parameters: Any
    ) -> JobContext:
        """Return an inbound job."""
        return a_job(order_id, tenant_of(**parameters), is_rerun=is_rerun, category=category)

    async def act(self, act: str, **fields: object) -> None:
        """Let somebody in the shop do something."""
        answer = await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        assert answer.status == 200, answer.text

    async def run(self, job: JobContext) -> list[str]:
        """Run one job as a worker does; the lines that it writes into its journal."""
        await handlers_of(self.syncs)[job.kind](job)
        return job.journal.changes

    async def orders(self) -> list[dict[str, Any]]:
        """List what stands in Flow."""
        listed: list[dict[str, Any]] = (await self.flow.get("/_sim/tenants/acme/orders")).json
        return listed

    async def writes(self) -> list[str]:
        """List method and last path segment of every write that Flow received."""
        calls = (await self.flow.get("/_sim/calls")).json
        return [
            f"{call['method']} {call['path'].rsplit('/', 1)[1]}" for call in calls if call["method"] != "GET"
        ]

    async def fail_in_flow(self, method: str, route: str, **fault: object) -> None:
        """Order one fault of Flow's."""
        order = {"method": method, "route": f"/v2{route}", **fault}
        assert (await self.flow.post("/_sim/faults", order)).status == 201


def a_job(
    key: str, tenant: Tenant, kind: JobKind = JobKind.INBOUND_ORDER, *, is_rerun: bool = False, **event: str
) -> JobContext:
    """Return a job as the worker hands it to its handler."""
    return JobContext("job-1", tenant, kind, key, event, NOW, is_rerun=is_rerun)


def tenant_of(
    *,
    flow: Mapping[str, object] | None = None,
    order_types: object = None,
    stores: object = None,
    payments: Mapping[str, Any] | None = None,
    **parameters: object,
) -> Tenant:
    credentials = {"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"}
    return a_tenant(
        flow={"apiToken": SECRET, **(flow or {})},
        parameters={**credentials, **parameters},
        orderTypes=order_types or {},
        stores=stores or {},
        **(payments or {}),
    )


@pytest.fixture
async def shop(session: aiohttp.ClientSession) -> AsyncIterator[Shop]:
    """Omnium and Flow, running, with one tenant."""
    state = OmniumState()
    async with running_omnium(state) as omnium, running_flow() as flow:
        handlings = [{"handlingUid": uid, "name": uid} for uid in HANDLINGS]
        stores = ["oslo", "central", "bergen_sentrum", "trondheim", "Oslo_City_1", "bergen", "web"]
        tenant = {
            "tenantUid": "acme",
            "apiToken": SECRET,
            "stores": stores,
            "handlings": handlings,
            "paymentMethods": [{"settlementCode": code, "name": code} for code in METHODS],
        }
        assert (await flow.post("/_sim/tenants", tenant)).status == 201
        tokens = IssuedTokens(state)
        client = OmniumClient(session, tokens, omnium_hosts(omnium.url), 8)
        yield Shop(
            omnium, flow, tokens, build_syncs(client, FlowClient(session, flow_hosts(f"{flow.url}/v2")))
        )
