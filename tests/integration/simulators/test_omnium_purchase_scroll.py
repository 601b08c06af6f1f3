"""Omnium's purchase orders, scrolled through by delta: batches, filters, and what it passes over in silence."""

from typing import Any

import pytest

from simulators.testing import Api

SCROLL = "/api/PurchaseOrders/Scroll"


@pytest.fixture
async def ordered(omnium: Api) -> Api:
    """Three orders of oslo and bergen, one of them an internal transfer."""
    for number, fields in enumerate(
        ({"storeId": "oslo"}, {"storeId": "bergen"}, {"storeId": "oslo", "supplierWarehouseCode": "central"})
    ):
        order = {"id": f"PO-{number}", "supplierId": "s-1", **fields}
        assert (await omnium.post("/api/PurchaseOrders", order)).status == 201
    return omnium


async def found(api: Api, **search: Any) -> list[str]:
    """The ids of all batches."""
    answer = (await api.post(SCROLL, search)).json
    ids: list[str] = []
    while answer["result"]:
        ids += [order["id"] for order in answer["result"]]
        answer = (await api.get(f"{SCROLL}/{answer['scrollId']}")).json
    return ids


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ({}, ["PO-0", "PO-1", "PO-2"]),
        ({"take": 1}, ["PO-0", "PO-1", "PO-2"]),
        ({"orderType": "PurchaseOrder"}, ["PO-0", "PO-1"]),
        ({"orderType": "InternalTransfer"}, ["PO-2"]),
        ({"selectedStores": ["bergen"]}, ["PO-1"]),
        ({"modifiedFrom": "2001-01-01"}, ["PO-0", "PO-1", "PO-2"]),
        ({"modifiedFrom": "2999-01-01"}, []),
        ({"modifiedSince": "2999-01-01"}, ["PO-0", "PO-1", "PO-2"]),
    ],
)
async def test_orders_are_found_by_the_filters_that_omnium_knows(
    ordered: Api, search: dict[str, Any], ids: list[str]
) -> None:
    assert await found(ordered, **search) == ids


async def test_a_scroll_shows_a_change_late_and_has_a_new_id_with_each_batch(ordered: Api) -> None:
    first = (await ordered.post(SCROLL, {"take": 2})).json
    assert (len(first["result"]), first["totalHits"]) == (2, 3)
    assert (await ordered.get(f"{SCROLL}/{first['scrollId']}")).json["result"][0]["id"] == "PO-2"
    assert (await ordered.get(f"{SCROLL}/{first['scrollId']}")).status == 404
    await ordered.patch("/_sim/config", {"indexLagSeconds": 60})
    await ordered.post("/api/PurchaseOrders", {"id": "PO-9"})
    assert "PO-9" not in await found(ordered)
