"""What people do in the stockroom and in Omnium, each drawn by chance."""

import random
from collections.abc import Awaitable, Callable
from typing import Any, Final

from local_stack.receptions.world import World

Act = Callable[[World, random.Random], Awaitable[None]]
WAREHOUSES: Final = ("oslo", "oslo", "bergen")
QUANTITIES: Final = (1, 33, 100, 250, 1000, 1250)
PIECE: Final = 100


async def receive(world: World, chance: random.Random) -> None:
    """Receive some of Omnium's purchase order: in parts, too much, the same line twice, piece by piece."""
    lines = [item["purchaseOrderItemUid"] for item in world.opening.items()]
    items: list[dict[str, Any]] = []
    for _line in range(chance.randint(1, 3)):
        items += _goods(chance, purchaseOrderItemUid=chance.choice(lines))
    uid = await world.receive(world.opening.order_uid, items)
    if uid:
        # Some events name the reception alone.
        world.is_due(uid if chance.random() < 1 / 4 else world.opening.order_uid)


async def receive_own(world: World, chance: random.Random) -> None:
    """Receive some of the shop's own purchase order."""
    items = _goods(chance, productUid=chance.choice(world.opening.products))
    if await world.receive(world.opening.local_uid, items):
        world.is_due(world.opening.local_uid)


async def receive_without_order(world: World, chance: random.Random) -> None:
    """Receive what nobody ordered."""
    uid = await world.receive(None, _goods(chance, productUid=chance.choice(world.opening.products)))
    if uid:
        world.is_due(uid)


async def receive_everything(world: World) -> None:
    """Receive a piece of all that the shop has of its own, wherever that may lie."""
    places = [(uid, warehouse) for uid in world.opening.products for warehouse in sorted({*WAREHOUSES})]
    items = [{"productUid": uid, "warehouseUid": warehouse, "quantity": PIECE} for uid, warehouse in places]
    uid = await world.receive(None, items)
    if uid:
        world.is_due(uid)


async def sell(world: World, chance: random.Random) -> None:
    """Sell some of the shop's own goods: no event tells of it."""
    place = {"warehouseUid": chance.choice(WAREHOUSES), "productUid": chance.choice(world.opening.products)}
    sold = await world.act("sellStock", quantity=chance.choice(QUANTITIES), **place)
    world.has_sold |= sold is not None


async def cancel_line(world: World, chance: random.Random) -> None:
    """Cancel in Omnium what is left of a line."""
    line = chance.choice(world.opening.lines())
    path = f"/api/PurchaseOrders/{world.opening.order_id}/OrderLines/{line['lineItemId']}/Cancel"
    await world.in_omnium(path, None)


async def put_into_delivery(world: World, chance: random.Random) -> None:
    """Put a line into a delivery in Omnium, if it is in none."""
    line = chance.choice(world.opening.lines())
    path = f"/api/Deliveries/CreateDelivery/{world.opening.order_id}"
    await world.in_omnium(
        f"{path}?newDeliveryId=D-of-{line['lineItemId']}", [{"lineItemId": line["lineItemId"]}]
    )


IN_THE_SHOP: Final[dict[str, Act]] = {
    act.__name__: act for act in (receive, receive_own, receive_without_order, sell)
}
ACTS: Final[dict[str, Act]] = {
    **IN_THE_SHOP,
    **{act.__name__: act for act in (cancel_line, put_into_delivery)},
}


def _goods(chance: random.Random, **what: str) -> list[dict[str, Any]]:
    place = {**what, "warehouseUid": chance.choice(WAREHOUSES)}
    if chance.random() < 1 / 4:
        return [
            {**place, "quantity": PIECE, "serialnumber": f"SN-{chance.randint(0, 10**6)}"}
            for _piece in range(chance.randint(1, 3))
        ]
    return [{**place, "quantity": chance.choice(QUANTITIES)}]
