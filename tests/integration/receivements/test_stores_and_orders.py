"""An order may be received in several stores, and a reception may bring goods of several orders."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.omnium import routes
from flow_omnium.outcomes import Failed, Ignored

STORES: Mapping[str, Any] = {"bergen": {}, "oslo": {}, "web": {}}


def item(uid: str, line: str | None, sku: str, quantity: int, **fields: object) -> dict[str, Any]:
    product = {"productUid": sku, "sku": sku}
    named = {"receivementItemUid": uid, "purchaseOrderItemUid": line}
    return {**named, "product": product, "quantity": quantity, **fields}


async def put_reception(
    stockroom: Any, uid: str, order_uid: str | None, *items: dict[str, Any], store: str = "oslo"
) -> None:
    body = {"purchaseOrderUid": order_uid, "storeUid": store, "warehouseUid": store, "items": list(items)}
    assert (await stockroom.flow.put(f"/_sim/tenants/acme/receivements/{uid}", body)).status == 200


async def reads_of(stockroom: Any, store: str) -> int:
    calls = (await stockroom.flow.get("/_sim/calls")).json
    return sum(f"/stores/{store}/receivements" in call["path"] for call in calls)


async def test_an_order_is_received_in_two_stores_and_one_job_tells_both(stockroom: Any) -> None:
    stockroom.stores = STORES
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await put_reception(stockroom, "r-1", "PO-1", item("i-1", "a", "SKU-a", 400))
    await put_reception(stockroom, "r-2", "PO-1", item("i-1", "a", "SKU-a", 600), store="bergen")
    await stockroom.sync("PO-1", storeUid="oslo")
    assert await stockroom.quantities() == {"a": 10}
    assert await stockroom.levels() == {("oslo", "SKU-a"): 4, ("bergen", "SKU-a"): 6}


async def test_an_order_is_read_in_its_own_store_where_only_another_one_has_received_of_it(
    stockroom: Any,
) -> None:
    """What came before to the ordering store is in the figure of the order alone."""
    stockroom.stores = STORES
    await stockroom.put_order("PO-1", {"a": "D-1"})
    stockroom.states[1].tenants["acme"].purchase_orders["PO-1"]["items"][0]["quantityReceived"] = 700
    goods = {"items": [{"purchaseOrderItemUid": "a", "quantity": 100}], "purchaseOrderUid": "PO-1"}
    await stockroom.act("receive", storeUid="bergen", orderStoreUid="oslo", **goods)
    await stockroom.sync("PO-1", storeUid="bergen")
    assert stockroom.flags == ["line a: 8 received in the shop, 1 in Omnium"]


async def test_no_other_store_is_asked_where_the_order_knows_of_no_more(stockroom: Any) -> None:
    stockroom.stores = STORES
    await stockroom.put_order("PO-1", {"a": "D-1"})
    stockroom.states[1].tenants["acme"].purchase_orders["PO-1"]["items"][0]["quantityReceived"] = 400
    await put_reception(stockroom, "r-1", "PO-1", item("i-1", "a", "SKU-a", 400))
    await stockroom.sync("PO-1", storeUid="oslo")
    assert await stockroom.quantities() == {"a": 4}
    assert await reads_of(stockroom, "bergen") == 0


async def test_goods_of_another_order_give_that_order_a_job(stockroom: Any) -> None:
    made = await a_lorry_of_two_orders(stockroom)
    assert await stockroom.quantities() == {"a": 4}
    ((kind, key, event),) = made
    assert (kind, key, event) == (
        JobKind.RECEIVEMENT,
        "PO-B",
        {"storeUid": "oslo", "receivementUid": "lorry", "passedOnBy": "PO-A"},
    )
    await stockroom.sync(key, **event)
    assert await stockroom.quantities() == {"a": 4, "b": 6}
    await sync_with_others(stockroom, "PO-B", {"storeUid": "oslo", "receivementUid": "lorry"}, made)
    assert len(made) == 1, "the guest's other goods are not passed back"


async def test_an_order_on_which_both_sides_agree_is_given_no_job(stockroom: Any) -> None:
    ((_kind, key, event),) = await a_lorry_of_two_orders(stockroom)
    stockroom.states[1].tenants["acme"].purchase_orders["PO-B"]["items"][0]["quantityReceived"] = 600
    await stockroom.sync(key, **event)
    made: list[Any] = []
    await sync_with_others(stockroom, "PO-A", {"storeUid": "oslo"}, made)
    assert made == []


async def test_a_job_that_is_due_already_is_not_made_once_more(stockroom: Any) -> None:
    await a_lorry_of_two_orders(stockroom)
    made: list[Any] = []
    await sync_with_others(stockroom, "PO-A", {"storeUid": "oslo"}, made, is_due=True)
    assert made == []


async def test_where_no_job_can_be_made_a_person_is_told_whose_the_goods_are(stockroom: Any) -> None:
    await a_lorry_of_two_orders(stockroom)
    with pytest.raises(Ignored):
        await stockroom.sync("PO-A", storeUid="oslo")
    assert stockroom.flags == ["receivement lorry: goods of it are of purchase order PO-B, which has no job"]


async def test_a_reception_without_order_passes_its_goods_on(stockroom: Any) -> None:
    await stockroom.put_order("PO-C", {"c": "D-1"})
    await put_reception(stockroom, "lorry", None, item("i-1", "c", "SKU-c", 300))
    made: list[Any] = []
    await sync_with_others(stockroom, "lorry", {"storeUid": "oslo"}, made)
    ((_kind, key, event),) = made
    await stockroom.sync(key, **event)
    assert await stockroom.quantities() == {"c": 3}


async def test_a_deleted_reception_is_over_and_the_difference_told(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await put_reception(stockroom, "r-1", "PO-1", item("i-1", "a", "SKU-a", 400))
    await stockroom.sync("PO-1", storeUid="oslo")
    await put_reception(stockroom, "r-1", "another", item("i-1", None, "SKU-a", 400))
    for event in ({"action": "RECEIVEMENT_DELETED"}, {"action": "PURCHASE_RECEIVED"}):
        with pytest.raises(Ignored):
            await stockroom.sync("PO-1", storeUid="oslo", **event)
        assert len(stockroom.flags) == 1
        assert "4" in stockroom.flags[0]


async def test_one_that_was_deleted_before_it_was_confirmed_is_not_waited_for(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    with pytest.raises(Ignored):
        await stockroom.sync("PO-1", storeUid="oslo", action="RECEIVEMENT_DELETED")
    with pytest.raises(Failed, match="no reception of purchase order PO-1"):
        await stockroom.sync("PO-1", storeUid="oslo", action="RECEIVEMENT_CREATED")


async def test_one_dead_delivery_holds_up_no_other(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1", "b": "D-2", "c": "D-3"})
    await stockroom.receive("PO-1", *[{"purchaseOrderItemUid": line, "quantity": 100} for line in "abc"])
    await stockroom.fail_in_omnium("POST", routes.RECEIVE_GOODS, kind="status", status=404, count=2)
    with pytest.raises(Failed, match="404"):
        await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"c": 1}
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 1, "b": 1, "c": 1}


async def a_lorry_of_two_orders(stockroom: Any) -> list[Any]:
    """Let one reception of PO-A bring goods of PO-B as well, and PO-A's job run; the jobs that it made."""
    await stockroom.put_order("PO-A", {"a": "D-1"})
    await stockroom.put_order("PO-B", {"b": "D-2"})
    goods = [item("i-1", "b", "SKU-b", 600), item("i-2", "a", "SKU-a", 400)]
    await put_reception(stockroom, "lorry", "PO-A", *goods)
    made: list[Any] = []
    await sync_with_others(stockroom, "PO-A", {"storeUid": "oslo"}, made)
    return made


async def sync_with_others(
    stockroom: Any, key: str, event: dict[str, str], made: list[Any], *, is_due: bool = False
) -> None:
    """Run a job that can make others, and knows whether they are due."""

    async def wakes(kind: JobKind, other: str, reference: Mapping[str, str]) -> None:
        made.append((kind, other, dict(reference)))

    async def awaits(_kind: JobKind, _key: str) -> bool:
        return is_due or bool(made)

    job: JobContext = replace(stockroom.job(key, **event), wakes=wakes, awaits=awaits)
    try:
        await SyncHandler(stockroom.syncing)(job)
    except Ignored:
        stockroom.flags = job.journal.flags
