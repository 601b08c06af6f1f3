"""Omnium's orders by the window of their last change, over HTTP: none missed, whatever a batch, a page or the log can hold."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.order_search import OrderVersion
from flow_omnium.omnium.versions import version_of
from flow_omnium.outcomes import AccessDenied, Deferred, InvalidData, Unavailable
from flow_omnium.rest.batches import Batch
from flow_omnium.runtime.destinations import omnium_hosts
from flow_omnium.testing.http_peer import HttpPeer, answers
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import FixedTokens, OneToken
from simulators.clock import moment_of, seven_digits
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import Api, running_omnium, sample_order

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TENANT = a_tenant()
SCROLL = "/api/Orders/Scroll"


@dataclass
class Oms:
    """A simulated Omnium whose clock stands, and our client to it."""

    state: OmniumState
    api: Api
    client: OmniumClient
    now: datetime = NOON

    def put(self, order_id: str, second: float, **fields: Any) -> None:
        """Let it hold an order that was modified so many seconds after noon."""
        modified = seven_digits(NOON + timedelta(seconds=second))
        order = {"id": order_id, "versionId": "1", "modified": modified, **fields}
        self.state.orders.put(order_id, order, 0)

    async def changed(self, first: float, last: float) -> list[Batch[OrderVersion]]:
        """Read all batches of a window, in seconds after noon."""
        since, until = (NOON + timedelta(seconds=second) for second in (first, last))
        return [batch async for batch in self.client.orders.changed(TENANT, since, until)]

    async def read_into(self, found: list[str], *, idle_seconds: float = 0) -> None:
        """Read the first minute after noon as far as it goes, idle for so long behind each batch."""
        async for batch in self.client.orders.changed(TENANT, NOON, NOON + timedelta(seconds=60)):
            found += [one.id for one in batch.records]
            self.now += timedelta(seconds=idle_seconds)

    async def calls(self) -> list[str]:
        return [f"{call['method']} {call['route']}" for call in (await self.api.get("/_sim/calls")).json]


@asynccontextmanager
async def an_oms(session: aiohttp.ClientSession, **config: Any) -> AsyncIterator[Oms]:
    clock: list[Oms] = []
    settings = OmniumConfig.model_validate({"queuedSeconds": 0, **config})
    state = OmniumState(clock=lambda: clock[0].now if clock else NOON, config=settings)
    async with running_omnium(state) as api:
        client = OmniumClient(session, OneToken(api.token), omnium_hosts(api.url), 8)
        clock.append(Oms(state, api, client))
        yield clock[0]


@pytest.fixture
async def oms(session: aiohttp.ClientSession) -> AsyncIterator[Oms]:
    async with an_oms(session) as running:
        yield running


def ids_of(batches: list[Batch[OrderVersion]]) -> list[str]:
    return [one.id for batch in batches for one in batch.records]


async def test_2500_orders_of_one_window_come_in_as_many_batches_as_calls_and_the_scroll_is_drained(
    oms: Oms,
) -> None:
    for number in range(2500):
        oms.put(f"F-{number}", number / 50)
    batches = await oms.changed(0, 60)
    assert [len(batch.records) for batch in batches] == [1000, 1000, 500]
    assert sorted(ids_of(batches)) == sorted(f"F-{number}" for number in range(2500))
    assert await oms.calls() == [f"POST {SCROLL}", *[f"GET {SCROLL}/{{id}}"] * 3]
    await oms.api.patch("/_sim/config", {"openScrolls": 1})
    assert len(await oms.changed(0, 60)) == 3


async def test_an_order_at_either_end_of_the_window_belongs_to_it(oms: Oms) -> None:
    """estuary/connectors issue 5205: records of the moment at which the last look had ended were never read."""
    for order_id, second in {"before": -1, "first": 0, "same": 0, "last": 60, "after": 61}.items():
        oms.put(order_id, second)
    assert sorted(ids_of(await oms.changed(0, 60))) == ["first", "last", "same"]
    assert sorted(ids_of(await oms.changed(60, 120))) == ["after", "last"]


async def test_what_is_listed_is_which_order_it_is_in_which_version_and_how_it_stands(oms: Oms) -> None:
    assert (await oms.api.post("/api/Orders", sample_order("F-1", orderNumber="1001"))).status == 201
    ((listed,),) = [batch.records for batch in await oms.changed(0, 60)]
    read = await oms.client.orders.read(TENANT, "F-1")
    assert version_of(listed) == version_of(read)
    assert (listed.order_number, listed.order_type, listed.status) == ("1001", "Online", "New")
    assert (listed.store_id, listed.market_id, listed.modified) == ("oslo", "NOR", NOON)


async def test_an_order_that_cannot_be_read_hides_no_other(oms: Oms) -> None:
    oms.put("F-1", 1)
    oms.put("F-2", 2, id=None)
    oms.put("F-3", 3, id={"id": "F-3"})
    oms.put("F-4", 4, status=["New"], orderForm="none", customerName=7)
    (batch,) = await oms.changed(0, 60)
    assert [one.id for one in batch.records] == ["F-1", "F-4"]
    assert [one.id for one in batch.unreadable] == ["[1]", "{'id': 'F-3'}"]


async def test_a_scroll_that_expires_is_begun_anew_and_no_order_is_missed(oms: Oms) -> None:
    for number in range(1500):
        oms.put(f"F-{number}", number / 50)
    found: list[str] = []
    async for batch in oms.client.orders.changed(TENANT, NOON, NOON + timedelta(seconds=60)):
        oms.now += timedelta(seconds=301) if not found else timedelta()
        found += [one.id for one in batch.records]
    assert len(found) == 2500
    assert set(found) == {f"F-{number}" for number in range(1500)}


async def test_a_scroll_that_expires_each_time_is_a_failure(oms: Oms) -> None:
    for number in range(1500):
        oms.put(f"F-{number}", number / 50)
    with pytest.raises(Unavailable, match="the scroll expired 3 times"):
        await oms.read_into([], idle_seconds=301)


async def test_a_scroll_that_is_left_early_is_drained(oms: Oms) -> None:
    await oms.api.patch("/_sim/config", {"openScrolls": 1})
    for number in range(2500):
        oms.put(f"F-{number}", number / 50)
    async with aclosing(oms.client.orders.changed(TENANT, NOON, NOON + timedelta(seconds=60))) as batches:
        await anext(batches)
    assert (await oms.api.post(SCROLL, {})).status == 200


@pytest.mark.parametrize(("route", "listed"), [(SCROLL, 0), (f"{SCROLL}/{{id}}", 1000)])
async def test_too_many_requests_put_the_rest_off_for_as_long_as_omnium_says(
    oms: Oms, route: str, listed: int
) -> None:
    for number in range(1500):
        oms.put(f"F-{number}", number / 50)
    fault = {"route": route, "kind": "status", "status": 429, "headers": {"Retry-After": "7"}}
    await oms.api.post("/_sim/faults", fault)
    found: list[str] = []
    with pytest.raises(Deferred) as put_off:
        await oms.read_into(found)
    assert (put_off.value.after_seconds, len(found)) == (7, listed)


async def test_one_scroll_too_many_is_put_off(oms: Oms) -> None:
    await oms.api.patch("/_sim/config", {"openScrolls": 0})
    with pytest.raises(Deferred):
        await oms.changed(0, 60)


async def test_orders_that_are_too_long_for_a_batch_are_listed_by_pages(oms: Oms) -> None:
    # 250 orders of 70 KB, 150 of them of one moment: a page of 100 holds not even these.
    for number in range(250):
        oms.put(f"F-{number}", max(number, 150) / 10, customerName="x" * 70_000)
    batches = await oms.changed(0, 60)
    assert set(ids_of(batches)) == {f"F-{number}" for number in range(250)}
    assert (await oms.calls())[0] == f"POST {SCROLL}"
    assert set((await oms.calls())[1:]) == {"POST /api/Orders/Search"}


async def test_smaller_pages_go_on_where_the_larger_one_was_too_long(oms: Oms) -> None:
    for number in range(104):
        oms.put(f"F-{number}", 5, customerName="x" * (5_000_000 if number >= 100 else 1))
    found = ids_of(await oms.changed(0, 60))
    # The first page is read once more from its own moment on.
    first = [f"F-{number}" for number in range(100)]
    assert found == [*first, *first, "F-100", "F-101", "F-102", "F-103"]


async def test_an_order_that_is_too_long_by_itself_hides_no_other(oms: Oms) -> None:
    for number in range(5):
        oms.put(f"F-{number}", number, customerName="x" * (17 * 1024 * 1024 if number == 2 else 1))
    batches = await oms.changed(0, 60)
    assert set(ids_of(batches)) == {"F-0", "F-1", "F-3", "F-4"}
    (told,) = [one for batch in batches for one in batch.unreadable]
    assert "16 MiB" in str(told.fault)


async def test_orders_are_found_by_number_or_id_and_nothing_else_that_omnium_takes_for_a_match(
    session: aiohttp.ClientSession, oms: Oms
) -> None:
    for order_id, number in {"F-1": "1001", "1001": "77", "F-2": "1002"}.items():
        oms.put(order_id, 1, orderNumber=number, created=seven_digits(NOON))
    found = await oms.client.orders.search_number(TENANT, "1001")
    assert sorted(one.id for one in found) == ["1001", "F-1"]
    assert await oms.client.orders.search_number(TENANT, "1003") == []
    fuzzy = '{"result": [{"id": "a-1"}, {"id": "A-10"}, {"id": null}, {"id": "X", "orderNumber": "A-1"}]}'
    async with HttpPeer(answers(200, fuzzy)) as server:
        client = OmniumClient(session, FixedTokens(), omnium_hosts(server.url), 8)
        assert [one.id for one in await client.orders.search_number(TENANT, "a-1")] == ["a-1", "X"]


async def test_the_log_tells_of_orders_that_are_gone_for_good(oms: Oms) -> None:
    for number in (1, 2, 3):
        await oms.api.post("/api/Orders", sample_order(f"F-{number}"))
    oms.now += timedelta(seconds=60)
    await oms.api.delete("/api/Orders/F-1?deletePermanently=true")
    await oms.api.post("/api/Orders/F-2/UpdateStatus", {"status": "OrderCanceled"})
    since, until = NOON + timedelta(seconds=60), NOON + timedelta(seconds=60)
    told = await oms.client.event_log.logged_order_events(TENANT, ("Deleted", "Canceled"), since, until)
    assert [(one.object_id, one.event_log_type, one.timestamp) for one in told.records] == [
        ("F-1", "Deleted", since),
        ("F-2", "Canceled", since),
    ]
    assert ids_of(await oms.changed(60, 60)) == ["F-2"]


async def test_a_user_without_the_role_for_the_log_is_told_so(oms: Oms) -> None:
    fault = {"route": "/api/EventLog/Search", "kind": "status", "status": 403}
    await oms.api.post("/_sim/faults", fault)
    with pytest.raises(AccessDenied):
        await oms.client.event_log.logged_order_events(TENANT, ("Deleted",), NOON, NOON)


class LongLog:
    """A log of events at these seconds after noon, as deep as Omnium's: over 10,000 it does not count."""

    def __init__(self, seconds: list[float]) -> None:
        self._moments = sorted((NOON + timedelta(seconds=second) for second in seconds), reverse=True)
        self.calls = 0

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        search = await request.json()
        if search["take"] > 100 or search["take"] * search["page"] > 10_000:
            return web.Response(status=400, text="beyond the window")
        first, last = moment_of(search["createdFrom"]), moment_of(search["createdTo"])
        found = [place for place, moment in enumerate(self._moments) if first <= moment <= last]
        start = search["page"] * search["take"]
        rows = [self._event(place) for place in found[start : start + search["take"]]]
        return web.json_response({"result": rows, "totalHits": min(len(found), 10_000)})

    def _event(self, place: int) -> Any:
        return {
            "id": f"e-{place}",
            "objectId": f"F-{place}",
            "timestamp": seven_digits(self._moments[place]),
        }


async def logged_in(
    session: aiohttp.ClientSession, log: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> Batch[Any]:
    async with HttpPeer(log) as server:
        client = OmniumClient(session, FixedTokens(), omnium_hosts(server.url), 8)
        until = NOON + timedelta(hours=1)
        return await client.event_log.logged_order_events(TENANT, ("Deleted",), NOON, until)


async def test_a_log_of_more_than_10000_events_is_read_whole(session: aiohttp.ClientSession) -> None:
    """opencrvs/opencrvs-core pull request 11505: an index told 10,000 of any number above, and the rest was never paged to."""
    log = LongLog([number * 3600 / 12_000 for number in range(12_001)])
    told = await logged_in(session, log)
    assert len({one.object_id for one in told.records}) == len(told.records) == 12_001
    assert log.calls < 130


async def test_more_events_of_one_moment_than_can_be_read_are_no_silence(
    session: aiohttp.ClientSession,
) -> None:
    with pytest.raises(InvalidData, match="totalHits: 10000 is not fewer than 10000 events at one moment"):
        await logged_in(session, LongLog([5.0] * 10_001))


async def test_an_event_that_cannot_be_read_hides_no_other(session: aiohttp.ClientSession) -> None:
    rows = '[null, {"id": "e-1", "objectId": "F-1", "timestamp": ["soon"]}, {"objectId": "F-2"}]'
    told = await logged_in(session, answers(200, f'{{"result": {rows}, "totalHits": 3}}'))
    assert [(one.object_id, one.timestamp) for one in told.records] == [("F-1", None), ("F-2", None)]
    assert [one.id for one in told.unreadable] == ["page 1 [0]"]
