"""The calls that an export cannot do without, and nothing else: read batch after batch, write each product as it is.

`python -m benchmarks.catalogue.bare LIBRARY OMNIUM FLOW TENANT METHOD [MODIFIED_FROM]`, tokens in OMNIUM_TOKEN and FLOW_TOKEN. LIBRARY
is `aiohttp` alone, or `ours`: the clients through which the suite makes every call, with their bounds, outcomes and metrics. It keeps
nothing, compares nothing and mends nothing; it prints the seconds of CPU that it took from the first call to the last.
"""

import asyncio
import gc
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol, TypeAlias

import aiohttp
import orjson
import uvloop
from prometheus_client import CollectorRegistry

from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.routes import Route, Source
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.rest.call import Call
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.metrics import DownstreamMetrics, Registrar
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken

AT_ONCE = 4

Ids: TypeAlias = Mapping[str, str]


class Calls(Protocol):
    """Makes one call and returns its parsed answer; `route` holds the places of `ids`."""

    async def omnium(self, method: str, route: str, ids: Ids, body: Any) -> Any:
        """Call Omnium."""
        ...

    async def flow(self, method: str, route: str, ids: Ids, body: Any) -> Any:
        """Call Flow."""
        ...


class AiohttpCalls:
    """Nothing but the library."""

    def __init__(self, session: aiohttp.ClientSession, omnium: str, flow: str) -> None:
        self._session = session
        self._omnium = omnium
        self._flow = flow

    async def omnium(self, method: str, route: str, ids: Ids, body: Any) -> Any:
        """See `Calls.omnium`."""
        return await self._sent(method, self._omnium + route.format(**ids), "OMNIUM_TOKEN", body)

    async def flow(self, method: str, route: str, ids: Ids, body: Any) -> Any:
        """See `Calls.flow`."""
        return await self._sent(method, self._flow + route.format(**ids), "FLOW_TOKEN", body)

    async def _sent(self, method: str, url: str, token: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {os.environ[token]}", "Content-Type": "application/json"}
        data = None if body is None else orjson.dumps(body)
        async with self._session.request(method, url, data=data, headers=headers) as answer:
            answer.raise_for_status()
            return orjson.loads(await answer.read() or b"null")


class OurCalls:
    """The suite's own clients."""

    def __init__(self, session: aiohttp.ClientSession, omnium: str, flow: str, tenant_uid: str) -> None:
        access = {"apiToken": os.environ["FLOW_TOKEN"]}
        self._tenant = a_tenant(tenant_uid, flow=access)
        watch = CallWatch(DownstreamMetrics(Registrar(CollectorRegistry())))
        tokens = OneToken(os.environ["OMNIUM_TOKEN"])
        self._omnium = OmniumApi(session, tokens, omnium, AT_ONCE, watch)
        self._flow = FlowApi(session, flow, watch)

    async def omnium(self, method: str, route: str, ids: Ids, body: Any) -> Any:
        """See `Calls.omnium`."""
        return await self._omnium.send(self._tenant, Call(method, route, ids=ids, body=body))

    async def flow(self, method: str, route: str, ids: Ids, body: Any) -> Any:
        """See `Calls.flow`."""
        called = Route(method, route, Source.ASSUMED)
        return await self._flow.send(self._tenant, called, ids=ids, body=body)


async def export(calls: Calls, tenant: str, method: str, since: str | None) -> int:
    """Look at what the settings name, as every run must; write each product that Omnium gives, and return how many."""
    written = 0
    await look_at_settings(calls, tenant)
    async for batch in _batches(calls, since):
        for start in range(0, len(batch), AT_ONCE):
            some = batch[start : start + AT_ONCE]
            await asyncio.gather(*(_write(calls, tenant, method, one) for one in some))
            written += len(some)
    return written


async def look_at_settings(calls: Calls, tenant: str) -> None:
    """Read what the settings name."""
    for route in ("/api/Markets", "/api/Markets/GetMarketGroups"):
        await calls.omnium("GET", route, {}, None)
    for route in (
        "/tenants/{tenantUid}/pricelists/main",
        "/tenants/{tenantUid}/organizations/demo-retail",
        "/vat",
    ):
        await calls.flow("GET", route, {"tenantUid": tenant}, None)


async def _batches(calls: Calls, since: str | None) -> AsyncIterator[Any]:
    search = {"marketIds": ["nor"], "productLanguage": "no", "isActive": False, "isFacetsDisabled": True}
    search |= {"modifiedFrom": since} if since else {}
    page = await calls.omnium("POST", "/api/Products/Scroll", {}, search)
    while page["result"]:
        yield page["result"]
        page = await calls.omnium("GET", "/api/Products/Scroll/{id}", {"id": page["scrollId"]}, None)


async def _write(calls: Calls, tenant: str, method: str, product: dict[str, Any]) -> None:
    uid, fields = product["skuId"], _fields(product)
    if method == "POST":
        body = {"productUid": uid, **fields}
        await calls.flow(method, "/tenants/{tenantUid}/products", {"tenantUid": tenant}, body)
        return
    ids = {"tenantUid": tenant, "productUid": uid}
    await calls.flow(method, "/tenants/{tenantUid}/products/{productUid}", ids, fields)


def _fields(product: dict[str, Any]) -> dict[str, Any]:
    """As many fields as an export writes, as Omnium has them: nothing is mapped."""
    return {
        "name": product["name"],
        "sku": product["skuId"],
        "description": product["description"],
        "allowPurchase": True,
        "purchasePrice": 100 * product["cost"],
        "recommendedRetailPrice": 10_000,
        "weight": 500,
        "vatCodeUid": "no-25",
        "gtins": [{"gtin": product["ean"], "primary": True}],
        "suppliers": [],
        "externalId": product["skuId"],
    }


async def _export_by(library: str, omnium: str, flow: str, tenant: str, method: str, *since: str) -> int:
    async with aiohttp.ClientSession() as session:
        bare = AiohttpCalls(session, omnium, flow)
        calls: Calls = bare if library == "aiohttp" else OurCalls(session, omnium, flow, tenant)
        return await export(calls, tenant, method, next(iter(since), None))


def main() -> None:
    """Export once."""
    gc.freeze()
    gc.set_threshold(10_000)  # as our services do
    before = time.process_time()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        written = runner.run(_export_by(*sys.argv[1:]))
    sys.stdout.write(f"{written} {written} {time.process_time() - before:.3f}\n")


if __name__ == "__main__":
    main()
