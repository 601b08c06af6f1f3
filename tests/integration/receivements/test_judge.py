"""The judge of the random receptions: it finds each kind of difference, and takes only a flag that tells it truly."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from rigs.receptions.opening import LOCAL_UID, SUBSTITUTE, Opening, Ordered
from rigs.receptions.stage import Stage, opened
from rigs.receptions.verdict import RULES, judged
from rigs.receptions.world import World
from simulators.flow.tenant import StockPlace

Document = dict[str, Any]
OPENING = Opening(
    masters=frozenset({"oslo"}),
    ordered=(Ordered("PO-1", "l", (1,), is_by_delivery=False), Ordered("PO-2", "m", (1,), False)),
    lag_seconds=0,
    before=None,
    is_number_taken=True,
    refused_skus=(),
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Two pieces of a line came to oslo, and Omnium knows it."""
    async with opened() as stage:
        await stage.furnish(OPENING)
        await stage.omnium.put(f"/_sim/purchaseorders/{LOCAL_UID}", OPENING.foreign())
        world = World(stage, OPENING)
        items = [{"purchaseOrderItemUid": "l1", "warehouseUid": "oslo", "quantity": 200}]
        await world.act("receive", storeUid="oslo", purchaseOrderUid="PO-1", items=items)
        world.is_due("PO-1")
        line_of(stage)["deliveredQuantity"] = 2
        set_level(stage, "oslo", "SKU-l1", 2)
        yield world


def line_of(stage: Stage, order_id: str = "PO-1") -> Document:
    order: Document = stage.omnium_state.purchase_orders.existing(order_id)
    line: Document = order["purchaseOrderForm"]["lineItems"][0]
    return line


def set_level(stage: Stage, warehouse: str, sku: str, level: int) -> None:
    stage.omnium_state.stock.put({"warehouseCode": warehouse, "sku": sku, "inventory": level}, 0)


def transaction(**fields: object) -> Document:
    return {"id": "t-1", "transactionType": "GoodsReception", "goodsReceptionId": None, **fields}


def deliver_more(world: World) -> None:
    line_of(world.stage)["deliveredQuantity"] = 3


def sell_unseen(world: World) -> None:
    world.stage.tenant.stock[StockPlace("oslo", "p-l1")]["quantityStock"] = 100


def set_a_level_of_omnium_s(world: World) -> None:
    told = transaction(transactionType="Update", warehouseCode="bergen", skuId="S", newInventory=1)
    world.stage.omnium_state.stock.log(told, 0)


def receive_of_bergen(world: World) -> None:
    line_of(world.stage, LOCAL_UID)["deliveredQuantity"] = 1


def receive_something_else(world: World) -> None:
    (reception,) = world.receptions()
    instead = {"product": {"productUid": SUBSTITUTE, "sku": "SKU-x1"}, "warehouseUid": "bergen"}
    reception["items"] = [{**reception["items"][0], **instead}]


Break = Callable[[World], None]
BROKEN: list[tuple[str, Break, str | None]] = [
    ("received", deliver_more, "line l1: 2 received in the shop, 3 in Omnium"),
    ("levels: the shop's", sell_unseen, "stock of SKU-l1 in oslo: 1 in the shop, 2 in Omnium"),
    ("levels: never set", set_a_level_of_omnium_s, None),
    ("whose order", receive_of_bergen, None),
    ("substitutes", receive_something_else, None),
]


def test_every_rule_can_be_broken() -> None:
    assert len(BROKEN) == len(RULES)


async def test_sides_that_agree_have_no_fault(world: World) -> None:
    assert judged(world) == ((), ())


@pytest.mark.parametrize(("rule", "broken", "flag"), BROKEN, ids=lambda one: getattr(one, "__name__", None))
async def test_a_difference_is_found_and_a_flag_that_names_it_settles_it(
    world: World, rule: str, broken: Break, flag: str | None
) -> None:
    broken(world)
    assert [fault for fault in judged(world)[0] if fault.startswith(rule)]
    if flag is not None:
        world.flags["PO-1"] = [flag]
        assert judged(world)[0] == ()


@pytest.mark.parametrize(
    "flag",
    [
        "line l1: the quantities differ",
        "line m1: 2 received in the shop, 3 in Omnium",
        "line l1: 2 received in the shop, 4 in Omnium",
    ],
)
async def test_a_flag_without_the_line_or_its_figures_settles_nothing(world: World, flag: str) -> None:
    deliver_more(world)
    world.flags["PO-1"] = [flag]
    assert any(fault.startswith("received") for fault in judged(world)[0])


@pytest.mark.parametrize(
    "flag", ["line l1: 5 received in the shop, 2 in Omnium", "line l1: 11 received, 10 ordered"]
)
async def test_a_flag_whose_figures_are_not_those_of_both_sides_is_a_fault(world: World, flag: str) -> None:
    world.flags["PO-1"] = [flag]
    assert judged(world)[0] == (f"untrue flag: {flag}",)


async def test_a_job_may_go_on_failing_only_by_naming_what_omnium_lacks(world: World) -> None:
    world.failures["PO-1"] = "Delivery D-l1 was not found"
    assert [fault.partition(":")[0] for fault in judged(world)[0]] == ["failing for ever"]
    world.stage.omnium_state.deliveries.remove("D-l1")
    assert judged(world)[0] == ()


async def test_a_line_of_which_omnium_was_told_more_than_the_shop_had_is_a_fault(world: World) -> None:
    world.doubled.append("line l1: 4 in Omnium, the shop never had more than 2")
    assert [fault.partition(":")[0] for fault in judged(world)[0]] == ["received twice"]
