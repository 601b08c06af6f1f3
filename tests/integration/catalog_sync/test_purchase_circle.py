"""The whole circle: an order of Omnium is received in the shop that got it from us, confirmed in Omnium, and nothing more is written."""

from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.tasks.kind import TaskName
from rigs.catalogue.house import House
from rigs.catalogue.purchases import a_line, an_order
from rigs.purchases.circle import Circle

EXPORTS = (JobKind.PURCHASE_ORDER_EXPORT, JobKind.DELIVERY_EXPORT)


def parts(line_id: str = "p1", packages: int = 3, **fields: Any) -> list[dict[str, Any]]:
    of_package = {"packageLineItemId": line_id, "packageSkuId": "set", **fields}
    return [
        a_line(f"{line_id}-mug", "mug", 2 * packages, **of_package),
        a_line(f"{line_id}-cap", "cap", packages, **of_package),
    ]


async def a_circle(stocked: House, *, by_delivery: bool = False, merges: bool = False) -> Circle:
    circle = Circle(stocked)
    await circle.furnish(by_delivery=by_delivery, merges=merges)
    return circle


@pytest.mark.parametrize("by_delivery", [False, True])
async def test_what_the_shop_receives_is_confirmed_once_and_comes_back_without_a_write(
    stocked: House, by_delivery: bool
) -> None:
    circle = await a_circle(stocked, by_delivery=by_delivery)
    await circle.put(an_order("1001", a_line("l1"), a_line("l2", "cap")))
    if by_delivery:
        await circle.deliver("1001", "D-10", "l1", "l2")
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    uid = "1001-delivery-D-10" if by_delivery else "1001"

    for quantities in ({"l1": 400}, {"l1": 600, "l2": 300}):
        await circle.receive(uid, **quantities)
        await circle.work(JobKind.RECEIVEMENT, uid)
        await circle.house.writes()
        await circle.writes_to_omnium()
        # Its own confirmations come back as events of the order and of the delivery, and a run comes by.
        for kind, key in zip(EXPORTS, ("1001", "D-10"), strict=True):
            await circle.work(kind, key)
        await circle.work(JobKind.RECEIVEMENT, uid)
        assert await circle.house.writes() == []
        assert await circle.writes_to_omnium() == []

    assert await circle.delivered("1001") == {"l1": 10, "l2": 3}
    items = await circle.items(uid)
    assert {name: item["quantityReceived"] for name, item in items.items()} == {"l1": 1000, "l2": 300}
    assert (await circle.in_shop())[uid]["status"] == "PARTIALLY_RECEIVED"


async def test_an_order_that_was_received_whole_is_received_and_a_delivery_is_closed(stocked: House) -> None:
    circle = await a_circle(stocked)
    await circle.put(an_order("1001", a_line("l1")))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    await circle.receive("1001", l1=1000)
    await circle.work(JobKind.RECEIVEMENT, "1001")
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    assert (await circle.in_shop())["1001"]["status"] == "RECEIVED"

    circle.house.connector["ExportDeliveryAsPo"] = True
    await circle.put(an_order("1002", a_line("m1")))
    await circle.deliver("1002", "D-20", "m1")
    await circle.work(JobKind.DELIVERY_EXPORT, "D-20")
    await circle.receive("1002-delivery-D-20", m1=1000)
    await circle.work(JobKind.RECEIVEMENT, "1002-delivery-D-20")
    await circle.work(JobKind.DELIVERY_EXPORT, "D-20")
    assert (await circle.in_shop())["1002-delivery-D-20"]["status"] == "CLOSED"
    assert await circle.delivered("1002") == {"m1": 10}


async def test_a_reception_that_omnium_has_not_heard_of_is_not_thrown_back_by_an_export(
    stocked: House,
) -> None:
    circle = await a_circle(stocked)
    await circle.put(an_order("1001", a_line("l1")))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    await circle.receive("1001", l1=1000)
    await circle.put(an_order("1001", a_line("l1"), referenceNumber="late"))

    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")

    told = (await circle.in_shop())["1001"]
    assert (told["status"], told["supplierReferenceNumber"]) == ("RECEIVED", "late")
    assert told["items"][0]["quantityReceived"] == 1000
    await circle.work(JobKind.RECEIVEMENT, "1001")
    assert await circle.delivered("1001") == {"l1": 10}


@pytest.mark.parametrize("by_delivery", [False, True])
async def test_a_package_is_received_as_its_parts(stocked: House, by_delivery: bool) -> None:
    circle = await a_circle(stocked, by_delivery=by_delivery, merges=True)
    await circle.put(an_order("1001", *parts(), a_line("l1", "shirt")))
    if by_delivery:
        await circle.deliver("1001", "D-10", "p1-mug", "p1-cap", "l1")
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    uid = "1001-delivery-D-10" if by_delivery else "1001"
    told = await circle.items(uid)
    assert {name: (item["productUid"], item["quantityOrdered"]) for name, item in told.items()} == {
        "p1": ("set", 300), "l1": ("shirt", 1000),
    }  # fmt: skip

    await circle.receive(uid, p1=100)
    await circle.work(JobKind.RECEIVEMENT, uid)
    assert await circle.delivered("1001") == {"p1-mug": 2, "p1-cap": 1, "l1": 0}
    await circle.receive(uid, p1=200, l1=500)
    job = await circle.work(JobKind.RECEIVEMENT, uid)

    assert await circle.delivered("1001") == {"p1-mug": 6, "p1-cap": 3, "l1": 5}
    assert job.journal.flags == []
    await circle.writes_to_omnium()
    await circle.house.writes()
    for kind, key in ((JobKind.RECEIVEMENT, uid), *zip(EXPORTS, ("1001", "D-10"), strict=True)):
        await circle.work(kind, key)
    assert (await circle.writes_to_omnium(), await circle.house.writes()) == ([], [])


async def test_without_the_setting_the_parts_are_received_themselves(stocked: House) -> None:
    circle = await a_circle(stocked)
    await circle.put(an_order("1001", *parts()))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")

    await circle.receive("1001", p1_mug=400)
    await circle.work(JobKind.RECEIVEMENT, "1001")

    assert await circle.delivered("1001") == {"p1-mug": 4, "p1-cap": 0}


async def test_a_package_with_a_line_that_was_split_fills_one_line_after_the_other(stocked: House) -> None:
    circle = await a_circle(stocked, merges=True)
    split = [{"quantity": 4, "lineItemId": "p1-mug"}, {"quantity": 2, "lineItemId": "p1-mug-2"}]
    mug, cap = parts()
    await circle.put(an_order("1001", *({**mug, **part} for part in split), cap))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")

    for quantity in (200, 50, 50):
        await circle.receive("1001", p1=quantity)
        await circle.work(JobKind.RECEIVEMENT, "1001")

    assert await circle.delivered("1001") == {"p1-mug": 4, "p1-mug-2": 2, "p1-cap": 3}


async def test_more_packages_than_were_ordered_are_confirmed_and_told(stocked: House) -> None:
    circle = await a_circle(stocked, merges=True)
    await circle.put(an_order("1001", *parts()))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    await circle.receive("1001", p1=400)

    job = await circle.work(JobKind.RECEIVEMENT, "1001")

    assert await circle.delivered("1001") == {"p1-mug": 8, "p1-cap": 4}
    assert job.journal.flags == ["line p1-mug: 8 received, 6 ordered", "line p1-cap: 4 received, 3 ordered"]


async def test_a_correction_of_a_package_is_one_of_its_parts(stocked: House) -> None:
    circle = await a_circle(stocked, merges=True)
    await circle.put(an_order("1001", *parts()))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    made = await circle.receive("1001", p1=100)
    await circle.work(JobKind.RECEIVEMENT, "1001")
    item = {
        "receivementUid": made["receivementUid"],
        "receivementItemUid": made["items"][0]["receivementItemUid"],
    }
    await circle.act("correctReceived", quantity=300, **item)

    await circle.work(JobKind.RECEIVEMENT, "1001")

    assert await circle.delivered("1001") == {"p1-mug": 6, "p1-cap": 3}


async def test_goods_that_omnium_received_before_the_export_are_counted_once(stocked: House) -> None:
    circle = await a_circle(stocked)
    await circle.put(an_order("1001", a_line("l1", deliveredQuantity=4), a_line("l2", "cap")))
    await circle.house.run(TaskName.PURCHASE_ORDER)
    items = await circle.items("1001")
    assert {name: item["quantityReceived"] for name, item in items.items()} == {"l1": 400, "l2": 0}

    await circle.receive("1001", l1=600)
    await circle.deliver("1001", "D-1", "l1")
    await circle.work(JobKind.RECEIVEMENT, "1001")

    assert await circle.delivered("1001") == {"l1": Decimal(10), "l2": Decimal(0)}
    assert (await circle.items("1001"))["l1"]["quantityReceived"] == 1000


async def test_an_order_that_omnium_alone_has_received_leaves_no_job_that_fails(stocked: House) -> None:
    circle = await a_circle(stocked)
    await circle.put(an_order("1001", a_line("l1")))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    await circle.put(an_order("1001", a_line("l1", deliveredQuantity=10)))
    await circle.work(JobKind.PURCHASE_ORDER_EXPORT, "1001")
    assert (await circle.in_shop())["1001"]["status"] == "RECEIVED"

    # Flow tells that all of it was received; there is no reception.
    job = await circle.work(JobKind.RECEIVEMENT, "1001")

    assert (job.journal.changes, job.journal.flags) == ([], [])
