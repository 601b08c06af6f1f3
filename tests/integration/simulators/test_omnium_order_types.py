"""Reading order types over HTTP, and orders that end in a status of the tenant's own."""

import pytest

from simulators.testing import Api, sample_order


async def test_every_configured_order_type_is_listed(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"orderTypes": ["Online", "Repair"]})
    answer = await omnium.get("/api/settings/ordertypes")
    assert (answer.status, [item["name"] for item in answer.json]) == (200, ["Online", "Repair"])
    assert [item["defaultOrderType"] for item in answer.json] == [False, False]


@pytest.fixture
async def regretted(omnium: Api) -> Api:
    """An Omnium whose one order ended in a cancelled status of the tenant's own."""
    await omnium.patch("/_sim/config", {"extraCanceledStatuses": ["CustomerRegrets"]})
    await omnium.post("/api/Orders", sample_order())
    answer = await omnium.post("/api/Orders/F-1/UpdateStatus", {"status": "customerregrets"})
    assert answer.json["order"]["status"] == "CustomerRegrets"
    return omnium


async def test_a_status_of_the_tenant_is_listed_as_cancelled(regretted: Api) -> None:
    listed = (await regretted.get("/api/Settings/OrderTypes")).json[0]["orderStatuses"]
    assert (listed[-1]["name"], listed[-1]["isCanceledStatus"]) == ("CustomerRegrets", True)


async def test_an_order_cancelled_in_the_tenants_way_takes_no_more_changes(regretted: Api) -> None:
    line = {"lineItemUpdates": [{"lineItemId": "1", "deliveredQuantity": 1}]}
    answers = [
        await regretted.post("/api/Orders/F-1/UpdateStatus", {"status": "InProgress"}),
        await regretted.post("/api/Orders/F-1/OrderLinesUpdate", line),
        await regretted.post("/api/Orders/F-1/OrderLines/1/Cancel"),
        await regretted.post("/api/Orders/F-1/OrderLines", {"lineItemId": "2", "code": "SKU2"}),
    ]
    assert [(answer.status, answer.text.split(":")[0]) for answer in answers] == [(400, "status")] * 4


async def test_a_status_nobody_configured_stays_unknown(omnium: Api) -> None:
    await omnium.post("/api/Orders", sample_order())
    answer = await omnium.post("/api/Orders/F-1/UpdateStatus", {"status": "CustomerRegrets"})
    assert answer.status == 400
