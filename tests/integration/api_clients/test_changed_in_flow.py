"""Flow's orders, receipts and receptions by the window of their last change, over HTTP, and changed while they are read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.versions import order_version, receipt_version, receivement_version
from flow_omnium.outcomes import AccessDenied, ApiError, Deferred, NotAccepted, NotFound, Rejected
from flow_omnium.runtime.destinations import flow_hosts
from flow_omnium.testing.http_peer import HttpPeer, answers
from flow_omnium.testing.tenants import a_tenant
from simulators.flow.paging import LARGEST_PAGE
from simulators.flow.state import FlowState
from simulators.testing import SECRET, Api, running_flow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MANY = 2 * LARGEST_PAGE + 1
TENANT = a_tenant(flow={"apiToken": SECRET})
ITEM = {"productUid": "p1", "quantity": 100, "unitPrice": 10000}
PAID = [{"settlementCode": "CARD", "amount": 10000}]
GOODS = [{"productUid": "p1", "quantity": 100, "receivementItemUid": "i1"}]
ORDERS, RECEPTIONS = "*/orders/search", "*/receivements"


@dataclass
class Shop:
    """A simulated Flow whose clock stands, and our client to it."""

    api: Api
    client: FlowClient
    now: datetime = NOON

    async def act(self, name: str, **body: Any) -> dict[str, Any]:
        answer = await self.api.post("/_sim/tenants/acme/shop", {"act": name, **body})
        assert answer.status == 200, answer.text
        document: dict[str, Any] = answer.json
        return document

    async def open(self, *uids: str) -> None:
        """Begin orders, one a second."""
        for uid in uids:
            await self.act("open", storeUid="oslo", orderUid=uid, items=[ITEM])
            self.now += timedelta(seconds=1)

    async def changed(self, first: float = 0, last: float = 3600) -> list[str]:
        """The uids of the orders that were changed in a window, in seconds after noon."""
        since, until = (NOON + timedelta(seconds=second) for second in (first, last))
        batches = [batch async for batch in self.client.orders.changed(TENANT, since, until)]
        return [one.order_uid for batch in batches for one in batch.records]

    async def received(self, first: float = 0, last: float = 3600, store: str = "oslo") -> list[str]:
        """The versions of the receptions that were changed in a window."""
        since, until = (NOON + timedelta(seconds=second) for second in (first, last))
        pages = self.client.goods.changed_receivements(TENANT, store, since, until)
        return [receivement_version(one) async for batch in pages for one in batch.records]

    async def refuse(self, route: str, status: int, **headers: str) -> None:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        fault = {"route": route, "kind": "status", "status": status, "headers": shown}
        assert (await self.api.post("/_sim/faults", fault)).status == 201


@pytest.fixture
async def shop(session: aiohttp.ClientSession) -> AsyncIterator[Shop]:
    clock: list[Shop] = []
    async with running_flow(FlowState(clock=lambda: clock[0].now if clock else NOON)) as api:
        clock.append(Shop(api, FlowClient(session, flow_hosts(f"{api.url}/v2"))))
        yield clock[0]


async def test_orders_that_were_changed_are_listed_whole_the_newest_first(shop: Shop) -> None:
    uids = [f"o-{number}" for number in range(MANY)]
    await shop.open(*uids)
    assert await shop.changed() == uids[::-1]


async def test_a_listed_order_is_told_in_our_words_and_in_the_version_that_a_job_sees(shop: Shop) -> None:
    order = {"orderState": "PARKED", "settleState": "BETALT", "lastModifiedAt": "2026-03-02T12:00:05.250Z"}
    told = {"orderNumber": "77", "externalOrderNumber": "1001", "deliveryState": "NOT_STARTED"}
    assert (await shop.api.put("/_sim/tenants/acme/orders/o-1", {**order, **told})).status == 200
    tenant = a_tenant(flow={"apiToken": SECRET, "states": {"settled": ["BETALT"]}})
    pages = shop.client.orders.changed(tenant, NOON, NOON + timedelta(seconds=60))
    (listed,) = [one async for batch in pages for one in batch.records]
    read = await shop.client.orders.read(tenant, "o-1")
    assert read is not None
    assert order_version(listed) == order_version(read) == "2026-03-02T12:00:05.250000Z"
    assert (listed.order_state, listed.settle_state, listed.store_uid) == ("PARKED", "SETTLED", "oslo")
    assert (listed.order_number, listed.external_order_number) == ("77", "1001")


async def test_orders_of_one_moment_at_either_end_of_the_window_belong_to_it(shop: Shop) -> None:
    await shop.open("o-1")
    shop.now = NOON
    await shop.open("o-2", "o-3")
    assert sorted(await shop.changed(0, 0)) == ["o-1", "o-2"]
    assert await shop.changed(1, 1) == ["o-3"]


async def test_orders_that_are_changed_while_they_are_read_hide_none(shop: Shop) -> None:
    """airbytehq/airbyte issue 21500, CVEProject/cve-services issue 972: what moved up a page was never read."""
    uids = [f"o-{number}" for number in range(MANY)]
    await shop.open(*uids)
    listed: list[str] = []
    async for batch in shop.client.orders.changed(TENANT, NOON, NOON + timedelta(seconds=MANY)):
        listed += [one.order_uid for one in batch.records]
        shop.now = NOON + timedelta(hours=1)
        await shop.act("note", orderUid=listed[0], note=f"{len(listed)}")
        await shop.act("open", storeUid="oslo", orderUid=f"new-{len(listed)}", items=[])
    assert sorted(listed) == sorted(uids)


async def test_a_clock_that_goes_before_ours_delays_a_change_and_loses_none(shop: Shop) -> None:
    """dynos-fit/dynos-sync pull request 93: a watermark of one clock, compared with moments of another, skipped changes."""
    shop.now += timedelta(seconds=40)  # by our own clock it is noon
    await shop.open("o-1")
    assert await shop.changed(-150, -30) == []
    assert await shop.changed(-90, 90) == ["o-1"]


async def test_an_order_that_cannot_be_read_hides_no_other(shop: Shop) -> None:
    await shop.open("o-1")
    damaged = {"orderUid": None, "lastModifiedAt": "2026-03-02T12:00:05.000Z"}
    assert (await shop.api.put("/_sim/tenants/acme/orders/o-2", damaged)).status == 200
    pages = shop.client.orders.changed(TENANT, NOON, NOON + timedelta(seconds=60))
    (batch,) = [batch async for batch in pages]
    assert [one.order_uid for one in batch.records] == ["o-1"]
    assert [one.id for one in batch.unreadable] == ["page 1 [0]"]


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Rejected), (403, AccessDenied), (404, NotFound), (405, Rejected)]
)
async def test_a_flow_that_has_no_such_search_says_so(shop: Shop, status: int, kind: type[ApiError]) -> None:
    await shop.refuse(ORDERS, status)
    with pytest.raises(kind):
        await shop.changed()


async def test_a_tenant_whose_orders_cannot_be_searched_is_told_by_its_receipts(shop: Shop) -> None:
    tenant = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo"], "ordersAreSearchable": False}
    assert (await shop.api.post("/_sim/tenants", tenant)).status == 201
    await shop.act("sell", storeUid="oslo", orderUid="o-1", items=[ITEM], settlements=PAID)
    with pytest.raises(NotFound):
        await shop.changed()
    pages = shop.client.receipts.settled(TENANT, NOON, NOON)
    assert [one.order_uid async for batch in pages for one in batch.records] == ["o-1"]


async def test_a_search_that_gives_all_orders_is_not_read_to_its_end(session: aiohttp.ClientSession) -> None:
    old = '{"orderUid": "o-1", "lastModifiedAt": "2020-01-01T00:00:00Z"}'
    newer = '{"orderUid": "o-2", "lastModifiedAt": "2020-01-02T00:00:00Z"}'
    page = f'{{"items": [{old}, {newer}], "paging": {{"totalCount": 100000}}}}'
    async with HttpPeer(answers(200, page)) as server:
        pages = FlowClient(session, flow_hosts(server.url)).orders.changed(TENANT, NOON, NOON)
        with pytest.raises(NotAccepted, match="neither the filter by time nor the order was kept"):
            await anext(pages)
        assert len(server.received) == 1


@pytest.mark.parametrize("route", [ORDERS, RECEPTIONS])
async def test_too_many_requests_put_the_rest_off(shop: Shop, route: str) -> None:
    await shop.refuse(route, 429, Retry_After="7")
    with pytest.raises(Deferred) as put_off:
        await (shop.changed() if route == ORDERS else shop.received())
    assert put_off.value.after_seconds == 7


async def test_receipts_are_listed_by_when_they_were_settled_however_many_pages_they_fill(shop: Shop) -> None:
    for number in range(MANY):
        await shop.act("sell", storeUid="oslo", orderUid=f"o-{number}", items=[ITEM], settlements=PAID)
        shop.now += timedelta(seconds=1)

    async def settled(first: int, last: int) -> list[str | None]:
        since, until = (NOON + timedelta(seconds=second) for second in (first, last))
        batches = [batch async for batch in shop.client.receipts.settled(TENANT, since, until)]
        assert len({receipt_version(one) for batch in batches for one in batch.records}) == last - first + 1
        return [one.order_uid for batch in batches for one in batch.records]

    assert await settled(0, MANY - 1) == [f"o-{number}" for number in range(MANY)]
    assert await settled(3, 4) == ["o-3", "o-4"]


async def test_a_receipt_that_cannot_be_read_hides_no_other(shop: Shop) -> None:
    await shop.act("sell", storeUid="oslo", orderUid="o-1", items=[ITEM], settlements=PAID)
    damaged = {"orderReceiptUid": {"uid": "r-2"}, "createdAt": "2026-03-02T12:00:00Z"}
    assert (await shop.api.put("/_sim/tenants/acme/receipts/r-2", damaged)).status == 200
    (batch,) = [batch async for batch in shop.client.receipts.settled(TENANT, NOON, NOON)]
    assert [one.order_uid for one in batch.records] == ["o-1"]
    assert [one.id for one in batch.unreadable] == ["{'uid': 'r-2'}"]


async def test_receptions_are_listed_anew_in_another_version_after_a_correction(shop: Shop) -> None:
    for number in range(MANY):
        await shop.act("receive", storeUid="oslo", receivementUid=f"r-{number}", items=GOODS)
        shop.now += timedelta(seconds=1)
    first = await shop.received()
    assert len(set(first)) == MANY
    shop.now = NOON + timedelta(seconds=600)
    await shop.act("correctReceived", receivementUid="r-3", receivementItemUid="i1", quantity=50)
    assert await shop.received(600, 600) == ["r-3@2026-03-02T12:10:00Z"]
    assert not set(await shop.received(600, 600)) & set(first)


async def test_receptions_of_another_store_are_its_own_and_a_store_that_is_none_is_told(shop: Shop) -> None:
    await shop.act("receive", storeUid="bergen", receivementUid="r-1", items=GOODS)
    assert await shop.received() == []
    assert await shop.received(store="bergen") == ["r-1@2026-03-02T12:00:00Z"]
    with pytest.raises(NotFound):
        await shop.received(store="rome")


async def test_a_filter_that_flow_refuses_is_told(shop: Shop) -> None:
    await shop.refuse(RECEPTIONS, 400)
    with pytest.raises(Rejected):
        await shop.received()


async def test_receptions_are_read_no_further_back_than_the_window_where_the_filter_is_passed_over(
    session: aiohttp.ClientSession,
) -> None:
    def page(*seconds: int) -> str:
        rows = ", ".join(
            f'{{"receivementUid": "r{second}", "lastModifiedAt": "2026-03-02T12:00:{second:02}Z"}}'
            for second in seconds
        )
        return f'{{"items": [{rows}], "paging": {{"totalCount": 5000}}}}'

    answered = (answers(200, page(*seconds)) for seconds in ((50, 49), (48, 30), (20, 10)))
    async with HttpPeer(*answered) as server:
        goods = FlowClient(session, flow_hosts(server.url)).goods
        since, until = (NOON + timedelta(seconds=second) for second in (40, 49))
        pages = goods.changed_receivements(TENANT, "oslo", since, until)
        assert [one.receivement_uid async for batch in pages for one in batch.records] == ["r49", "r48"]
        assert len(server.received) == 3
        _, _, query = server.received[0].target.partition("?")
    assert query.split("&")[:3] == [
        "modifiedFrom=2026-03-02T12%3A00%3A40Z",
        "sortBy=lastModifiedAt",
        "sortDirection=DESC",
    ]
