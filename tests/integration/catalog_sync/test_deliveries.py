"""Each delivery is a purchase order of the shop's: of one order or of several, closed when it has ended."""

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import RunRefused
from rigs.catalogue.house import House
from rigs.catalogue.purchases import Purchasing, a_line, an_order

TASK = TaskName.DELIVERY


@pytest.fixture
async def buying(stocked: House) -> Purchasing:
    """The shop has its catalogue and wants deliveries; two orders are made, of which nothing is on its way."""
    stocked.connector["ExportDeliveryAsPo"] = True
    await stocked.run_all()
    buying = Purchasing(stocked)
    await buying.put(an_order("1001", a_line("l1"), a_line("l2", "cap"), referenceNumber="R"))
    await buying.put(an_order("1002", a_line("m1", "shirt")))
    await stocked.writes()
    return buying


async def statuses(buying: Purchasing) -> dict[str, str]:
    return {uid: order["status"] for uid, order in (await buying.in_shop()).items()}


async def lines(buying: Purchasing) -> dict[str, list[str]]:
    """The lines of each purchase order in the shop."""
    return {
        uid: [item["purchaseOrderItemUid"] for item in order["items"]]
        for uid, order in (await buying.in_shop()).items()
    }


async def test_a_delivery_of_two_orders_is_two_purchase_orders(buying: Purchasing) -> None:
    await buying.deliver("1001", "D-10", "l1")
    await buying.deliver("1002", "D-10", "m1")

    await buying.house.event(JobKind.DELIVERY_EXPORT, "D-10")

    assert await lines(buying) == {"1001-delivery-D-10": ["l1"], "1002-delivery-D-10": ["m1"]}
    told = (await buying.in_shop())["1001-delivery-D-10"]
    header = ("externalId", "supplierUid", "supplierReferenceNumber", "status")
    assert [told[name] for name in header] == ["1001", "s-1", "R", "SENT_TO_SUPPLIER"]


async def test_an_order_without_a_delivery_is_not_told_and_its_event_brings_its_deliveries(
    buying: Purchasing,
) -> None:
    job = await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    assert (job.journal.changes, await buying.in_shop()) == ([], {})
    await buying.deliver("1001", "D-10", "l1")

    await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "1001")

    assert await lines(buying) == {"1001-delivery-D-10": ["l1"]}


async def test_by_orders_an_event_of_a_delivery_brings_the_orders_that_it_touches(buying: Purchasing) -> None:
    buying.house.connector["ExportDeliveryAsPo"] = False
    await buying.deliver("1001", "D-10", "l1")

    await buying.house.event(JobKind.DELIVERY_EXPORT, "D-10")

    assert await lines(buying) == {"1001": ["l1", "l2"]}


async def test_a_run_finds_open_deliveries_and_reads_only_those_that_have_changed(buying: Purchasing) -> None:
    await buying.deliver("1001", "D-10", "l1")
    await buying.deliver("1002", "D-20", "m1")
    await buying.house.run(TASK)
    assert await statuses(buying) == dict.fromkeys(
        ("1001-delivery-D-10", "1002-delivery-D-20"), "SENT_TO_SUPPLIER"
    )
    await buying.house.writes()
    await buying.deliver("1001", "D-10", "l2")
    await buying.house.omnium.delete("/_sim/calls")

    await buying.house.run(TASK)

    calls = (await buying.house.omnium.get("/_sim/calls?method=GET")).json
    read = [call["path"] for call in calls if call["path"].endswith("/PurchaseOrderLines")]
    assert read == ["/api/Deliveries/D-10/PurchaseOrderLines"]
    assert (await lines(buying))["1001-delivery-D-10"] == ["l1", "l2"]
    await buying.house.writes()
    await buying.house.run(TASK)
    await buying.house.run(TASK, full=True)
    assert await buying.house.writes() == []


@pytest.mark.parametrize("status", ["Completed", "Cancelled"])
async def test_a_delivery_that_has_ended_is_closed(buying: Purchasing, status: str) -> None:
    await buying.deliver("1001", "D-10", "l1")
    await buying.house.run(TASK)
    await buying.house.omnium.put("/api/Deliveries", {"id": "D-10", "deliveryStatus": status})

    await buying.house.run(TASK)

    assert await statuses(buying) == {"1001-delivery-D-10": "CLOSED"}
    await buying.house.writes()
    await buying.house.run(TASK)
    assert await buying.house.writes() == []


async def test_a_delivery_that_omnium_has_no_more_is_closed(buying: Purchasing) -> None:
    for delivery_id, line_id in (("D-10", "l1"), ("D-11", "l2")):
        await buying.deliver("1001", delivery_id, line_id)
    await buying.house.run(TASK)
    for delivery_id in ("D-10", "D-11"):
        await buying.house.omnium.delete(f"/api/Deliveries/{delivery_id}")

    await buying.house.event(JobKind.DELIVERY_EXPORT, "D-10")
    await buying.house.run(TASK)

    assert set((await statuses(buying)).values()) == {"CLOSED"}


async def test_a_line_that_moves_to_another_delivery_leaves_the_first(buying: Purchasing) -> None:
    await buying.deliver("1001", "D-10", "l1", "l2")
    await buying.house.run(TASK)
    await buying.house.omnium.put("/api/Deliveries", {"id": "D-11"})
    moved = {"purchaseOrderForm": {"lineItems": [{"lineItemId": "l2", "deliveryId": "D-11"}]}}
    await buying.house.omnium.call("PATCH", "/api/PurchaseOrders/1001", moved)

    await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "1001")

    assert await lines(buying) == {"1001-delivery-D-10": ["l1"], "1001-delivery-D-11": ["l2"]}


async def test_a_part_that_the_shop_has_received_throws_no_delivery_back(buying: Purchasing) -> None:
    await buying.deliver("1001", "D-10", "l1")
    await buying.house.run(TASK)
    await buying.receive("1001-delivery-D-10", l1=400)
    await buying.put(
        an_order(
            "1001", a_line("l1", deliveryId="D-10", quantity=12), a_line("l2", "cap"), referenceNumber="R"
        )
    )

    await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "1001")

    told = (await buying.in_shop())["1001-delivery-D-10"]
    assert told["status"] == "PARTIALLY_RECEIVED"
    assert [(one["quantityOrdered"], one["quantityReceived"]) for one in told["items"]] == [(1200, 400)]


async def test_an_order_that_is_a_delivery_as_a_whole_is_told_by_its_own_id(buying: Purchasing) -> None:
    await buying.house.omnium.put("/api/Deliveries", {"id": "D-30"})
    await buying.put(an_order("1003", a_line("n1"), isDelivery=True, deliveryId="D-30"))

    await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "1003")

    assert await lines(buying) == {"1003-delivery-D-30": ["n1"]}


async def test_internal_transfers_are_left_out(buying: Purchasing) -> None:
    await buying.put(an_order("1003", a_line("n1"), supplierWarehouseCode="central"))
    await buying.deliver("1003", "D-30", "n1")

    await buying.house.event(JobKind.DELIVERY_EXPORT, "D-30")
    await buying.house.run(TASK)

    assert await buying.in_shop() == {}


async def test_each_task_runs_in_its_own_way_alone(buying: Purchasing) -> None:
    with pytest.raises(RunRefused, match="ExportDeliveryAsPo says otherwise: FlowDeliveryScheduledTask"):
        await buying.house.run(TaskName.PURCHASE_ORDER)
    buying.house.connector["ExportDeliveryAsPo"] = False
    with pytest.raises(RunRefused, match="ExportDeliveryAsPo says otherwise: FlowPurchaseOrder"):
        await buying.house.run(TASK)


async def test_a_delivery_that_cannot_be_told_is_tried_again_by_the_next_run(buying: Purchasing) -> None:
    await buying.put(an_order("1003", a_line("n1"), supplierId=None))
    await buying.deliver("1003", "D-30", "n1")
    await buying.house.run(TASK)
    (row,) = await buying.house.rows.set_aside("acme")
    assert (row.key, row.record) == ("oslo/1003-delivery-D-30", "delivery:D-30")
    await buying.put(an_order("1003", a_line("n1", deliveryId="D-30")))

    await buying.house.run(TASK)

    assert await lines(buying) == {"1003-delivery-D-30": ["n1"]}
    assert await buying.house.rows.set_aside("acme") == []
