"""What people do with purchase orders, drawn by chance: in Omnium, and in the stockroom of the shop."""

import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from rigs.purchases.world import World
from simulators.documents import Document

Act: TypeAlias = Callable[[World, random.Random], Awaitable[None]]

CODES: Final = ("mug", "cap", "shirt")
PIECES: Final = (100, 200, 300, 500, 1000)
_PRICE: Final = 75


async def order_otherwise(world: World, chance: random.Random) -> None:
    """Order more or less of a line, never less than has come."""
    order, line = await _line(world, chance)
    if order is None or line is None:
        return
    least = int(line["deliveredQuantity"] + line["canceledQuantity"])
    quantity = max(least, int(line["quantity"]) + chance.choice((-3, -1, 1, 2, 6)))
    if quantity > 0:
        changed = {"quantity": quantity, "discountedPriceExclTax": _PRICE * quantity}
        await world.patch(order["id"], [{"lineItemId": line["lineItemId"], **changed}])


async def add_line(world: World, chance: random.Random) -> None:
    """Order something else as well."""
    order_id = chance.choice(world.order_ids)
    await world.patch(order_id, [world.new_line(chance.choice(CODES), chance.randint(1, 9))])


async def add_package(world: World, chance: random.Random) -> None:
    """Order a package as well: it stands there in its parts."""
    await world.patch(chance.choice(world.order_ids), world.new_package(chance.randint(1, 4)))


async def remove_line(world: World, chance: random.Random) -> None:
    """Take a line off of which Omnium has received nothing; the shop may have received it by now."""
    order, line = await _line(world, chance)
    if order is not None and line is not None and not line["deliveredQuantity"]:
        form = order["purchaseOrderForm"]
        kept = [one for one in form["lineItems"] if one["lineItemId"] != line["lineItemId"]]
        world.removed |= {line["lineItemId"], line["packageLineItemId"] or line["lineItemId"]}
        await world.in_omnium(
            "PUT", "/api/PurchaseOrders", {**order, "purchaseOrderForm": {"lineItems": kept}}
        )


async def cancel_line(world: World, chance: random.Random) -> None:
    """Cancel what is left of a line."""
    order, line = await _line(world, chance)
    if order is not None and line is not None:
        path = f"/api/PurchaseOrders/{order['id']}/OrderLines/{line['lineItemId']}/Cancel"
        await world.in_omnium("POST", path)


async def put_on_the_way(world: World, chance: random.Random) -> None:
    """Put some lines of an order into a delivery, whole or in part: what is left of one gets a line of its own."""
    order = await world.order(chance.choice(world.order_ids))
    free = [line for line in order["purchaseOrderForm"]["lineItems"] if not line["deliveryId"]]
    wanted = [_wanted(line, chance) for line in free if chance.random() < 3 / 4]
    if wanted:
        delivery_id = chance.choice(("D-1", "D-2", "D-3"))
        is_there = (await world.omnium_get(f"/api/Deliveries/{delivery_id}")) is not None
        name = "existingDeliveryId" if is_there else "newDeliveryId"
        path = f"/api/Deliveries/CreateDelivery/{order['id']}?{name}={delivery_id}"
        await world.in_omnium("POST", path, wanted)


async def change_header(world: World, chance: random.Random) -> None:
    """Give an order another reference, or another day."""
    day = f"2026-04-{chance.randint(1, 28):02}T00:00:00Z"
    fields = chance.choice(({"referenceNumber": f"R{chance.randrange(9)}"}, {"requestedDeliveryDate": day}))
    await world.in_omnium("PATCH", f"/api/PurchaseOrders/{chance.choice(world.order_ids)}", fields)


async def give_up_order(world: World, chance: random.Random) -> None:
    """Cancel an order, or take it up again."""
    order_id = chance.choice(world.order_ids)
    order = await world.order(order_id)
    status = "Confirmed" if order["status"] == "OrderCanceled" else "OrderCanceled"
    await world.in_omnium("POST", f"/api/PurchaseOrders/{order_id}/UpdateStatus", {"status": status})


async def receive(world: World, chance: random.Random) -> None:
    """Receive some of a purchase order that the shop has: in parts, and sometimes too much."""
    orders = await world.in_shop()
    if not orders:
        return
    uid = chance.choice(sorted(orders))
    items = [item["purchaseOrderItemUid"] for item in orders[uid]["items"]]
    chosen = chance.sample(items, min(len(items), chance.randint(1, 3)))
    goods = [{"purchaseOrderItemUid": one, "quantity": chance.choice(PIECES)} for one in chosen]
    if goods:
        await world.in_the_shop("receive", storeUid="oslo", purchaseOrderUid=uid, items=goods)


async def correct(world: World, chance: random.Random) -> None:
    """Say that more came of an item than was typed."""
    receptions = await world.receptions()
    if not receptions:
        return
    reception = chance.choice(receptions)
    item = chance.choice(reception["items"])
    more = {"quantity": item["quantity"] + chance.choice((100, 200))}
    named = {
        "receivementUid": reception["receivementUid"],
        "receivementItemUid": item["receivementItemUid"],
    }
    await world.in_the_shop("correctReceived", **named, **more)


WEIGHTS: Final[Mapping[Act, int]] = {
    receive: 16,
    put_on_the_way: 8,
    order_otherwise: 5,
    add_line: 3,
    add_package: 3,
    change_header: 3,
    correct: 3,
    remove_line: 2,
    cancel_line: 2,
    give_up_order: 1,
}

ACTS: Final[Mapping[str, Act]] = {act.__name__: act for act in WEIGHTS}


def drawn(chance: random.Random) -> str:
    """Draw the name of an act."""
    return chance.choices(list(ACTS), list(WEIGHTS.values()))[0]


async def _line(world: World, chance: random.Random) -> tuple[Document | None, Document | None]:
    """Choose an order, and a line of it where it has any."""
    order = await world.order(chance.choice(world.order_ids))
    lines = order["purchaseOrderForm"]["lineItems"]
    return order, chance.choice(lines) if lines else None


def _wanted(line: Document, chance: random.Random) -> dict[str, Any]:
    whole = int(line["quantity"] - line["canceledQuantity"])
    part = chance.randint(1, whole - 1) if whole > 1 and chance.random() < 1 / 3 else None
    return {"lineItemId": line["lineItemId"], **({} if part is None else {"quantity": part})}
