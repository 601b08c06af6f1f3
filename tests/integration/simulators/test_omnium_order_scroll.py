"""Omnium's orders, scrolled through by delta: batches of 1,000, a snapshot, and what it passes over in silence."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.clock import seven_digits
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import Api, running_omnium, sample_order

SCROLL = "/api/Orders/Scroll"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def state(watch: Watch) -> OmniumState:
    """2,500 orders, each modified a second after the one before."""
    omnium = OmniumState(clock=watch, config=OmniumConfig.model_validate({"queuedSeconds": 0}))
    for number in range(2500):
        modified = seven_digits(NOON - timedelta(seconds=2500 - number))
        order = {"id": f"F-{number}", "orderType": "Online" if number % 2 else "Pos", "modified": modified}
        omnium.orders.put(f"F-{number}", order, 0)
    return omnium


@pytest.fixture
async def omnium(state: OmniumState) -> AsyncIterator[Api]:
    async with running_omnium(state) as api:
        yield api


async def batches(api: Api, **search: Any) -> list[list[str]]:
    """The ids of each batch, to the empty one that is the last."""
    answer = (await api.post(SCROLL, search)).json
    found: list[list[str]] = []
    while answer["result"]:
        found.append([order["id"] for order in answer["result"]])
        answer = (await api.get(f"{SCROLL}/{answer['scrollId']}")).json
    return found


def moment(number: int) -> str:
    return seven_digits(NOON - timedelta(seconds=2500 - number))


async def test_orders_come_in_batches_of_a_thousand_whatever_is_asked_for(omnium: Api) -> None:
    found = await batches(omnium, sortOrder="ModifiedAscending", disableFacets=True, take=7, page=3)
    assert [len(batch) for batch in found] == [1000, 1000, 500]
    assert [one for batch in found for one in batch] == [f"F-{number}" for number in range(2500)]


async def test_both_ends_of_a_window_belong_to_it(omnium: Api) -> None:
    window = {"modifiedFrom": moment(10), "modifiedTo": moment(13)}
    assert await batches(omnium, **window, sortOrder="ModifiedAscending") == [
        ["F-10", "F-11", "F-12", "F-13"]
    ]


async def test_one_type_is_a_filter_and_several_are_none(omnium: Api) -> None:
    window = {"modifiedFrom": moment(10), "modifiedTo": moment(13), "sortOrder": "ModifiedAscending"}
    assert await batches(omnium, **window, orderType="online") == [["F-11", "F-13"]]
    assert await batches(omnium, **window, orderTypes=["Online"]) == [["F-10", "F-11", "F-12", "F-13"]]
    assert (await omnium.post(SCROLL, {"modifiedSince": moment(10)})).status == 400


async def test_a_scroll_shows_the_orders_as_they_were_when_it_began(omnium: Api, watch: Watch) -> None:
    first = (await omnium.post(SCROLL, {"sortOrder": "ModifiedAscending"})).json
    assert (first["totalHits"], "facets" in first) == (2500, False)
    watch.now += timedelta(seconds=1)
    assert (await omnium.put("/_sim/orders/F-1500", {"tags": ["later"]})).status == 200
    await omnium.post("/api/Orders", sample_order("F-new"))
    second = (await omnium.get(f"{SCROLL}/{first['scrollId']}")).json
    assert [order.get("tags") for order in second["result"] if order["id"] == "F-1500"] == [None]
    third = (await omnium.get(f"{SCROLL}/{second['scrollId']}")).json
    assert [len(third["result"]), third["result"][-1]["id"]] == [500, "F-2499"]


async def test_an_old_id_and_an_idle_scroll_are_a_404(omnium: Api, watch: Watch) -> None:
    first = (await omnium.post(SCROLL, {})).json
    second = (await omnium.get(f"{SCROLL}/{first['scrollId']}")).json
    assert (await omnium.get(f"{SCROLL}/{first['scrollId']}")).status == 404
    watch.now += timedelta(seconds=301)
    assert (await omnium.get(f"{SCROLL}/{second['scrollId']}")).status == 404


async def test_too_many_open_scrolls_of_all_kinds_are_refused(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"openScrolls": 1})
    assert (await omnium.post(SCROLL, {})).status == 200
    refused = await omnium.post(SCROLL, {})
    assert (refused.status, refused.headers["Retry-After"]) == (429, "2")


async def test_a_scroll_shows_a_change_late(omnium: Api, watch: Watch) -> None:
    await omnium.patch("/_sim/config", {"indexLagSeconds": 5})
    await omnium.post("/api/Orders", sample_order("F-new"))
    since = {"modifiedFrom": seven_digits(NOON)}
    assert await batches(omnium, **since) == []
    watch.now += timedelta(seconds=5)
    assert await batches(omnium, **since) == [["F-new"]]


async def test_a_role_can_be_refused_for_each_of_the_searches(omnium: Api) -> None:
    for route in (SCROLL, "/api/Orders/Search", "/api/EventLog/Search"):
        await omnium.post("/_sim/faults", {"route": route, "kind": "status", "status": 403})
        assert [(await omnium.post(route, {})).status for _ in range(2)] == [403, 200]
