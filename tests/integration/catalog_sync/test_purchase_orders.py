"""Purchase orders of Omnium stand in the shop: made, changed line by line, closed; what the till has counted is left alone."""

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Unavailable
from flow_omnium.tasks.kind import TaskName
from rigs.catalogue.house import House
from rigs.catalogue.purchases import Purchasing, a_line, an_order

HEADER = ("PUT", "/v2/tenants/{tenantUid}/stores/{storeUid}/purchase-orders/{purchaseOrderUid}")
ITEMS = f"{HEADER[1]}/items"
ITEM = f"{ITEMS}/{{purchaseOrderItemUid}}"
TASK = TaskName.PURCHASE_ORDER


@pytest.fixture
async def buying(stocked: House) -> Purchasing:
    """The shop has its catalogue, and nothing is ordered yet."""
    await stocked.run_all()
    await stocked.writes()
    return Purchasing(stocked)


async def export(buying: Purchasing, order_id: str = "PO-1") -> list[str]:
    """Work off the event of an order; what was written, in words."""
    job = await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, order_id)
    return job.journal.changes


async def test_an_order_comes_to_the_shop_with_its_lines_and_its_supplier(buying: Purchasing) -> None:
    line = a_line("l-1", quantity=4, discountedPriceExclTax=300, supplierSkuId="HAT-9", canceledQuantity=1)
    notes = [{"detail": "Ring first"}, {"detail": "<b>Two</b> pallets"}]
    order = an_order("PO-1", line, referenceNumber="REF-7", purchaseOrderNotes=notes, billingCurrency="EUR")
    await buying.put({**order, "supplierId": "s/2", "requestedDeliveryDate": "2026-03-10T00:00:00Z"})

    await export(buying)

    told = (await buying.in_shop())["PO-1"]
    header = (
        "supplierUid",
        "externalId",
        "status",
        "currency",
        "supplierReferenceNumber",
        "note",
        "storeUid",
    )
    assert [told[name] for name in header] == [
        "s_2", "PO-1", "SENT_TO_SUPPLIER", "EUR", "REF-7", "Ring first, Two pallets", "oslo",
    ]  # fmt: skip
    item = told["items"][0]
    names = (
        "purchaseOrderItemUid",
        "externalId",
        "productUid",
        "quantityOrdered",
        "quantityReceived",
        "unitPrice",
    )
    assert [item[name] for name in names] == ["l-1", "l-1", "mug", 300, 0, 7500]
    assert (item["supplierSku"], item["expectedDeliveryDate"]) == ("HAT-9", "2026-03-10")
    assert "s_2" in await buying.house.in_flow("suppliers")


async def test_only_what_has_changed_is_sent(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), a_line("l2", "cap")))
    await export(buying)
    await buying.house.writes()
    await buying.put(an_order("PO-1", a_line("l1"), a_line("l2", "cap", 12), a_line("l3", "shirt")))

    changes = await export(buying)

    assert await buying.house.writes() == [("PUT", ITEM), ("POST", ITEMS)]
    assert changes[0] == "change purchase-order-line l2 (quantityOrdered: 1000 → 1200)"
    assert {uid: one["quantityOrdered"] for uid, one in (await buying.items("PO-1")).items()} == {
        "l1": 1000, "l2": 1200, "l3": 1000,
    }  # fmt: skip
    assert await export(buying) == []


async def test_a_run_finds_what_no_event_told_and_a_further_one_writes_nothing(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1")))
    await buying.house.run(TASK)
    await buying.house.writes()

    await buying.house.run(TASK)
    full = await buying.house.run(TASK, full=True)

    assert await buying.house.writes() == []
    assert (await buying.in_shop()).keys() == {"PO-1"}
    assert full.told == []


async def test_a_line_that_is_gone_is_removed_unless_the_shop_has_received_of_it(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), a_line("l2", "cap"), a_line("l3", "shirt")))
    await export(buying)
    await buying.receive("PO-1", l2=300)
    await buying.put(an_order("PO-1", a_line("l1")))

    job = await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "PO-1")

    assert (await buying.items("PO-1")).keys() == {"l1", "l2"}
    (flag,) = job.journal.flags
    assert flag.startswith("purchase-order-line oslo/PO-1/l2: quantityReceived: '3' is not 0")
    assert [row.key for row in await buying.house.rows.set_aside("acme")] == ["oslo/PO-1/l2"]


async def test_what_the_till_has_received_is_never_written_over(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), a_line("l2", "cap")))
    await export(buying)
    await buying.receive("PO-1", l1=1000)
    await buying.receive("PO-1", l2=400)
    await buying.put(an_order("PO-1", a_line("l1", quantity=11), a_line("l2", "cap")))

    await export(buying)

    items = await buying.items("PO-1")
    assert [(one["quantityOrdered"], one["quantityReceived"]) for one in items.values()] == [
        (1100, 1000),
        (1000, 400),
    ]
    assert (await buying.in_shop())["PO-1"]["status"] == "PARTIALLY_RECEIVED"


async def test_what_was_received_by_hand_in_omnium_is_told_of_a_line_that_the_till_has_not_begun(
    buying: Purchasing,
) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), a_line("l2", "cap")))
    await export(buying)
    await buying.receive("PO-1", l2=200)
    await buying.put(
        an_order("PO-1", a_line("l1", deliveredQuantity=3), a_line("l2", "cap", deliveredQuantity=5))
    )

    job = await buying.house.event(JobKind.PURCHASE_ORDER_EXPORT, "PO-1")

    items = await buying.items("PO-1")
    assert {uid: one["quantityReceived"] for uid, one in items.items()} == {"l1": 300, "l2": 200}
    told = "purchase-order-line l2: 5 received in Omnium, 2 in the shop, whose figure is left"
    assert job.journal.flags == [told]
    await buying.put(
        an_order("PO-1", a_line("l1", deliveredQuantity=1), a_line("l2", "cap", deliveredQuantity=5))
    )
    assert await export(buying) == []


async def test_a_cancelled_order_is_closed_and_one_that_was_never_exported_is_not_made(
    buying: Purchasing,
) -> None:
    for order_id in ("PO-1", "PO-2"):
        await buying.put(an_order(order_id, a_line(f"l-{order_id}")))
    await export(buying)
    for order_id in ("PO-1", "PO-2"):
        await buying.set_status(order_id, "OrderCanceled")

    await buying.house.run(TASK)

    assert {uid: one["status"] for uid, one in (await buying.in_shop()).items()} == {"PO-1": "CLOSED"}
    await buying.set_status("PO-1", "Confirmed")
    assert await export(buying) == ["change purchase-order PO-1 (status: CLOSED → SENT_TO_SUPPLIER)"]


async def test_an_order_that_omnium_has_no_more_is_closed(buying: Purchasing) -> None:
    for order_id in ("PO-1", "PO-2"):
        await buying.put(an_order(order_id, a_line(f"l-{order_id}")))
    await buying.house.run(TASK)
    for order_id in ("PO-1", "PO-2"):
        await buying.house.omnium.delete(f"/_sim/purchaseorders/{order_id}")

    await export(buying)
    await buying.house.run(TASK, full=True)

    assert {one["status"] for one in (await buying.in_shop()).values()} == {"CLOSED"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"storeId": "nowhere"}, "storeId: 'nowhere' is not a store of the shop"),
        ({"supplierId": None}, "supplierId is not given"),
    ],
)
async def test_an_order_that_cannot_be_told_is_set_aside_and_hinders_no_other(
    buying: Purchasing, fields: dict[str, object], reason: str
) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), **fields))
    await buying.put(an_order("PO-2", a_line("l2")))

    tally = await buying.house.run(TASK)

    assert (await buying.in_shop()).keys() == {"PO-2"}
    (row,) = await buying.house.rows.set_aside("acme")
    assert (row.kind, row.error, tally.set_aside) == ("purchase-order", reason, 1)
    await buying.put(an_order("PO-1", a_line("l1")))
    await buying.house.run(TASK)
    assert (await buying.in_shop()).keys() == {"PO-1", "PO-2"}
    assert await buying.house.rows.set_aside("acme") == []


async def test_a_line_of_an_unknown_product_is_set_aside_until_the_product_is_there(
    buying: Purchasing,
) -> None:
    await buying.put(an_order("PO-1", a_line("l1", "scarf"), a_line("l2")))

    await buying.house.run(TASK)

    assert (await buying.items("PO-1")).keys() == {"l2"}
    (row,) = await buying.house.rows.set_aside("acme")
    assert row.key == "oslo/PO-1/l1"
    assert "productUid: 'scarf' is unknown" in (row.error or "")
    scarf = {"productUid": "scarf", "name": "Scarf", "sku": "scarf"}
    await buying.house.edit("products", "scarf", scarf)
    await buying.house.run(TASK)
    assert (await buying.items("PO-1")).keys() == {"l1", "l2"}


@pytest.mark.parametrize("fields", [{"supplierWarehouseCode": "central"}, {"marketId": "swe"}])
async def test_internal_transfers_and_orders_of_other_markets_are_none_of_the_shop_s(
    buying: Purchasing, fields: dict[str, object]
) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), **fields))

    assert await export(buying) == []
    await buying.house.run(TASK)

    assert await buying.in_shop() == {}
    assert await buying.house.rows.set_aside("acme") == []


async def test_a_dry_run_tells_what_would_be_written_and_writes_nothing(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1")))

    told = (await buying.house.run(TASK, dry=True)).told

    assert [line.partition(" (")[0] for line in told] == [
        "make purchase-order PO-1",
        "make purchase-order-line l1",
    ]
    assert await buying.house.writes() == []
    assert await buying.in_shop() == {}


async def test_a_full_comparison_mends_what_was_edited_by_hand(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1")))
    await buying.house.run(TASK)
    path = "/v2/tenants/acme/stores/oslo/purchase-orders/PO-1"
    await buying.house.flow.put(f"{path}/items/l1", {"quantityOrdered": 700})
    await buying.house.flow.put(path, {"note": "By hand"})
    await buying.house.run(TASK)
    assert (await buying.items("PO-1"))["l1"]["quantityOrdered"] == 700

    tally = await buying.house.run(TASK, full=True)

    assert tally.told == [
        "change purchase-order PO-1 (note: By hand → (none))",
        "change purchase-order-line l1 (quantityOrdered: 700 → 1000)",
    ]
    assert (await buying.in_shop())["PO-1"]["note"] is None


async def test_a_write_that_broke_off_is_gone_on_with_and_nothing_is_made_twice(buying: Purchasing) -> None:
    await buying.put(an_order("PO-1", a_line("l1"), a_line("l2", "cap")))
    lost = {
        "kind": "written_no_answer",
        "method": "POST",
        "route": f"{HEADER[1].rpartition('/')[0]}*",
        "count": 1,
    }
    for _attempt in range(3):
        await buying.house.flow.post("/_sim/faults", lost)
        with pytest.raises(Unavailable):
            await export(buying)

    await export(buying)

    assert (await buying.items("PO-1")).keys() == {"l1", "l2"}
