"""The two clients: where their calls go, how many run at once, what is kept."""

import asyncio
from collections.abc import Awaitable

import aiohttp
import pytest
from aiohttp import web

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import NewOrder, OrderRef
from flow_omnium.flow.states import OrderState
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import ApiError, InvalidData
from flow_omnium.runtime.destinations import DestinationRefused, flow_hosts, omnium_hosts
from flow_omnium.testing.http_peer import HttpPeer, answers
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import FixedTokens

NEW_ORDER = NewOrder(order_uid="1001", external_order_number="1001")
REF = OrderRef("oslo", "1001")
NOBODY = "http://127.0.0.1:1"
SLOW, OTHER = "/api/Orders/slow", "/api/Orders/other"


async def test_omnium_is_asked_for_the_order_with_the_tenants_token(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(200, '{"id": "a/1"}')) as server:
        order = await OmniumClient(session, FixedTokens(), omnium_hosts(server.url), 8).orders.read(
            a_tenant(), "a/1"
        )
        (received,) = server.received
    assert order.id == "a/1"
    assert (received.target, received.headers["Authorization"]) == ("/api/Orders/a%2F1", "Bearer token-1")


async def test_a_tenants_own_addresses_come_before_the_defaults(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(200, '{"id": "1", "orderUid": "1"}')) as server:
        tenant = a_tenant(
            flow={"apiToken": "t", "apiUrl": f"{server.url}/v2/"}, omnium={"apiUrl": server.url}
        )
        await OmniumClient(session, FixedTokens(), omnium_hosts(NOBODY, [server.url]), 8).orders.read(
            tenant, "1"
        )
        await FlowClient(session, flow_hosts(NOBODY, [server.url])).orders.read(tenant, "1")
        targets = [received.target for received in server.received]
    assert targets == ["/api/Orders/1", "/v2/tenants/acme/orders/1"]


async def test_flow_has_no_such_order(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(404)) as server:
        assert await FlowClient(session, flow_hosts(server.url)).orders.read(a_tenant(), "1001") is None


@pytest.mark.parametrize("body", ["", "{}", '{"orderUid": "1001"}', "[]"])
async def test_a_creation_may_be_answered_in_any_way(session: aiohttp.ClientSession, body: str) -> None:
    async with HttpPeer(answers(201, body)) as server:
        await FlowClient(session, flow_hosts(server.url)).orders.create(a_tenant(), "oslo", NEW_ORDER)

        assert len(server.received) == 1


async def test_a_creation_under_another_uid_is_no_success(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(201, '{"orderUid": "o-9"}')) as server:
        with pytest.raises(InvalidData, match="o-9"):
            await FlowClient(session, flow_hosts(server.url)).orders.create(a_tenant(), "oslo", NEW_ORDER)


async def test_writes_go_through_the_orders_store(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(200)) as server:
        flow = FlowClient(session, flow_hosts(server.url))
        await flow.orders.attach_handling(a_tenant(), REF, "pick")
        await flow.orders.change_state(a_tenant(), REF, OrderState.PARKED)
        sent = [(received.method, received.target, received.body) for received in server.received]
    assert sent == [
        ("POST", "/tenants/acme/stores/oslo/orders/1001/handlings", b'{"handlingUid":"pick"}'),
        ("PUT", "/tenants/acme/stores/oslo/orders/1001/status", b'{"status":"PARKED"}'),
    ]


async def test_a_tenant_is_read_again_only_after_some_minutes(session: aiohttp.ClientSession) -> None:
    seconds = 0.0
    async with HttpPeer(answers(200, '{"timezone": "Europe/Oslo"}')) as server:
        flow = FlowClient(session, flow_hosts(server.url), monotonic=lambda: seconds)
        await flow.tenants.read(a_tenant())
        await flow.tenants.read(a_tenant())
        assert len(server.received) == 1
        seconds += 600
        assert (await flow.tenants.read(a_tenant())).timezone == "Europe/Oslo"
        assert len(server.received) == 2


class Gate:
    """Holds every request until it is opened; tells when a number of them is inside."""

    def __init__(self, expected: int) -> None:
        self.inside: list[str] = []
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self._expected = expected

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.inside.append(request.path)
        if len(self.inside) >= self._expected:
            self.reached.set()
        await self.opened.wait()
        return web.json_response({"id": "1"})


async def test_a_tenant_has_its_own_share_of_calls_at_once(session: aiohttp.ClientSession) -> None:
    gate = Gate(expected=3)
    async with HttpPeer(gate) as server, asyncio.TaskGroup() as calls:
        omnium = OmniumClient(session, FixedTokens(), omnium_hosts(server.url), 2)

        def read(tenant_uid: str, order_id: str) -> Awaitable[object]:
            return calls.create_task(omnium.orders.read(a_tenant(tenant_uid), order_id))

        for number in range(5):
            read("slow", f"slow-{number}")
        read("other", "other-1")
        await asyncio.wait_for(gate.reached.wait(), timeout=5)
        assert sorted(path.rsplit("-")[0] for path in gate.inside) == [OTHER, SLOW, SLOW]
        gate.opened.set()
    assert len(gate.inside) == 6


async def test_an_address_that_is_not_allowed_is_sent_no_token(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(200, '{"id": "1", "orderUid": "1"}')) as evil:
        tenant = a_tenant(
            flow={"apiToken": "t", "apiUrl": f"{evil.url}/v2"}, omnium={"apiUrl": f"{evil.url}/x"}
        )
        omnium = OmniumClient(session, FixedTokens(), omnium_hosts(NOBODY), 8)
        flow = FlowClient(session, flow_hosts(NOBODY))
        with pytest.raises(DestinationRefused, match=r"acme: omnium.apiUrl: http://127.* OMNIUM_API_HOSTS"):
            await omnium.orders.read(tenant, "1")
        with pytest.raises(DestinationRefused, match=r"acme: flow.apiUrl: http://127.* FLOW_API_HOSTS"):
            await flow.orders.read(tenant, "1")
    assert evil.received == []


async def test_a_redirect_is_not_followed_with_the_token(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(200, '{"orderUid": "1"}')) as elsewhere:

        async def away(request: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": f"{elsewhere.url}{request.path_qs}"})

        async with HttpPeer(away) as server:
            with pytest.raises(ApiError):
                await FlowClient(session, flow_hosts(server.url)).orders.read(a_tenant(), "1")
    assert len(server.received) == 1
    assert elsewhere.received == []
