"""What the gateway counts of the events that come."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from flow_omnium.testing.served import Served

Application = Callable[..., web.Application]

WANTED = {"className": "Order", "category": "Updated", "objectId": "1001"}
UNWANTED = {"className": "Product", "category": "Updated", "objectId": "1001"}
EVENTS = "flow_omnium_gateway_events_total"
AWAY = "flow_omnium_gateway_events_turned_away_total"


async def send(client: TestClient[Any, Any], event: object, tenant: str = "acme", secret: str = "") -> None:
    headers = {"Authorization": f"Bearer {secret or f'{tenant}-webhook-secret'}"}
    await client.post(f"/v1/tenants/{tenant}/omnium/events", data=json.dumps(event), headers=headers)


async def counted(client: TestClient[Any, Any], name: str) -> dict[str, float]:
    """Every series of a metric with its value."""
    text = await (await client.get("/metrics")).text()
    lines = [line.rpartition(" ") for line in text.splitlines() if line.startswith(name)]
    return {series.removeprefix(name): float(value) for series, _, value in lines}


async def test_every_event_is_counted_once_by_what_became_of_it(on_fakes: Application) -> None:
    async with TestClient(Served(on_fakes())) as client:
        for event in (WANTED, WANTED, UNWANTED, "nonsense"):
            await send(client, event)
        await send(client, WANTED, secret="wrong")
        await send(client, WANTED, tenant="asleep")

        assert await counted(client, EVENTS) == {
            '{outcome="queued",sender="omnium",tenant="acme"}': 1,
            '{outcome="coalesced",sender="omnium",tenant="acme"}': 1,
            '{outcome="ignored",sender="omnium",tenant="acme"}': 1,
            '{outcome="refused",sender="omnium",tenant="acme"}': 2,
            '{outcome="refused",sender="omnium",tenant="asleep"}': 1,
        }
        assert (await counted(client, "flow_omnium_gateway_group_events_sum"))[""] == 2
        assert (await counted(client, "flow_omnium_publish_confirm_seconds_count"))[""] == 1


async def test_a_tenant_that_only_a_url_names_makes_no_series(on_fakes: Application) -> None:
    async with TestClient(Served(on_fakes())) as client:
        for number in range(3):
            await send(client, WANTED, tenant=f"made-up-{number}")

        assert await counted(client, EVENTS) == {'{outcome="refused",sender="omnium",tenant="(unknown)"}': 3}
        assert "made-up" not in await (await client.get("/metrics")).text()


async def test_what_may_be_lost_is_counted_by_tenant_and_reason(on_fakes: Application) -> None:
    async with TestClient(Served(on_fakes())) as client:
        for event in (WANTED, "nonsense"):
            await send(client, event)
        await send(client, WANTED, secret="wrong")
        await send(client, WANTED, tenant="asleep", secret="wrong")
        await send(client, WANTED, tenant="made-up")
        assert await counted(client, AWAY) == {}

        await send(client, WANTED, tenant="asleep")

        assert await counted(client, AWAY) == {'{reason="inactive",sender="omnium",tenant="asleep"}': 1}
