"""Searching orders and the event log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import Api, running_omnium, sample_order


async def found(api: Api, **search: Any) -> list[str]:
    answer = await api.post("/api/Orders/Search", search)
    assert answer.status == 200, answer.text
    return [order["id"] for order in answer.json["result"]]


@pytest.fixture
async def orders(omnium: Api) -> Api:
    for number, status in enumerate(("New", "New", "InProgress"), start=1):
        created = f"2026-01-0{number}T00:00:00Z"
        await omnium.post(
            "/api/Orders", sample_order(f"F-{number}", status=status, created=created, storeId=f"s{number}")
        )
    return omnium


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ({}, ["F-3", "F-2", "F-1"]),
        ({"sortOrder": "ModifiedAscending"}, ["F-1", "F-2", "F-3"]),
        ({"SelectedStatuses": ["InProgress"]}, ["F-3"]),
        ({"selectedStores": ["s1", "s3"], "sortOrder": "DocumentId"}, ["F-1", "F-3"]),
        ({"orderType": "online", "excludedStatuses": ["New"]}, ["F-3"]),
        ({"createdFrom": "2026-01-02T00:00:00", "createdTo": "2026-01-02T00:00:00Z"}, ["F-2"]),
        ({"orderNumber": "F-2"}, ["F-2"]),
        ({"take": 2, "page": 1}, ["F-1"]),
        ({"selectedMarkets": ["DEN"]}, []),
    ],
)
async def test_filters_sorting_and_pages(orders: Api, search: dict[str, Any], expected: list[str]) -> None:
    assert await found(orders, **search) == expected


@pytest.mark.parametrize(
    "search", [{"take": 101}, {"take": 100, "page": 101}, {"modifiedSince": "2026-01-01"}, {"page": -1}]
)
async def test_searches_beyond_the_limits_and_unknown_filters_are_refused(
    omnium: Api, search: dict[str, Any]
) -> None:
    answer = await omnium.post("/api/Orders/Search", search)
    assert (answer.status, next(iter(search)) in answer.text or "page" in answer.text) == (400, True)


async def test_a_delta_is_inclusive(orders: Api) -> None:
    modified = (await orders.get("/api/Orders/F-2")).json["modified"]
    assert await found(orders, modifiedFrom=modified, sortOrder="ModifiedAscending") == ["F-2", "F-3"]


async def test_search_lags_behind_reading_by_id() -> None:
    now = [datetime(2026, 1, 5, tzinfo=UTC)]
    config = OmniumConfig.model_validate({"queuedSeconds": 0, "indexLagSeconds": 2})
    async with running_omnium(OmniumState(clock=lambda: now[0], config=config)) as api:
        await api.post("/api/Orders", sample_order())
        assert (await api.get("/api/Orders/F-1")).status == 200
        seen = []
        for _ in range(2):
            now[0] += timedelta(seconds=1)
            seen.append(await found(api))
        assert seen == [[], ["F-1"]]


async def test_the_event_log_shows_less_than_the_event(orders: Api) -> None:
    search = {"eventLogModel": "Order", "objectId": "F-1", "eventLogType": "Added"}
    answer = (await orders.post("/api/EventLog/Search", search)).json
    assert answer["totalHits"] == 1
    assert answer["result"][0]["userName"] == "tester"
    assert not {"operationId", "previousStatus"} & set(answer["result"][0])


async def logged(api: Api, **search: Any) -> list[str]:
    answer = await api.post("/api/EventLog/Search", {"eventLogModel": "Order", **search})
    assert answer.status == 200, answer.text
    return [item["objectId"] for item in answer.json["result"]]


async def test_cancelled_and_deleted_orders_stand_in_the_log(orders: Api) -> None:
    assert (await orders.post("/api/Orders/F-1/UpdateStatus", {"status": "OrderCanceled"})).status == 200
    assert (await orders.delete("/api/Orders/F-2")).status == 200
    assert (await orders.delete("/api/Orders/F-3?deletePermanently=true")).status == 200
    assert await logged(orders, eventLogType="Canceled") == ["F-1"]
    assert await logged(orders, eventLogType="Deleted") == ["F-3", "F-2"]
    # What is deleted for good is nowhere else.
    assert sorted(await found(orders)) == ["F-1", "F-2"]
    assert (await orders.get("/api/Orders/F-3")).status == 404


async def test_a_change_of_an_order_that_is_cancelled_is_no_second_cancellation(orders: Api) -> None:
    await orders.post("/api/Orders/F-1/UpdateStatus", {"status": "OrderCanceled"})
    await orders.patch("/api/Orders/F-1/PatchOrder", {"tags": ["told"]})
    assert await logged(orders, eventLogType="Canceled") == ["F-1"]


async def test_the_log_is_searched_by_time_both_ends_included(orders: Api) -> None:
    search = {"eventLogModel": "Order", "eventLogType": "Added"}
    times = [item["timestamp"] for item in (await orders.post("/api/EventLog/Search", search)).json["result"]]
    assert await logged(orders, eventLogType="Added", createdFrom=times[1], createdTo=times[1]) == ["F-2"]
    assert await logged(orders, eventLogType="Added", take=1, page=2) == ["F-1"]


@pytest.mark.parametrize("search", [{"take": 101}, {"take": 100, "page": 101}])
async def test_the_log_is_no_deeper_than_a_search(omnium: Api, search: dict[str, Any]) -> None:
    assert (await omnium.post("/api/EventLog/Search", search)).status == 400


@pytest.mark.parametrize("word", [{"eventLogModel": "Task"}, {"eventLogType": "Success"}])
async def test_the_event_log_is_searched_by_the_published_words_alone(
    omnium: Api, word: dict[str, str]
) -> None:
    assert (await omnium.post("/api/EventLog/Search", word)).status == 400
