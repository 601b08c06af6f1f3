"""What people do with the purchase orders in Omnium, each drawn by chance; no event tells us of it."""

import random

from rigs.agreement.world import Document
from rigs.receptions.opening import Ordered
from rigs.receptions.sides import omnium_lines
from rigs.receptions.world import World


async def cancel_line(world: World, chance: random.Random) -> None:
    """Cancel what is left of a line."""
    ordered, line = _line(world, chance)
    if line:
        path = f"/api/PurchaseOrders/{ordered.order_id}/OrderLines/{line['lineItemId']}/Cancel"
        await world.in_omnium("POST", path)


async def put_into_delivery(world: World, chance: random.Random) -> None:
    """Put a line into a delivery, if it is in none."""
    ordered, line = _line(world, chance)
    if line and not line["deliveryId"]:
        path = f"/api/Deliveries/CreateDelivery/{ordered.order_id}?newDeliveryId=D-of-{line['lineItemId']}"
        await world.in_omnium("POST", path, [{"lineItemId": line["lineItemId"]}])


async def move_line(world: World, chance: random.Random) -> None:
    """Move a line to another delivery."""
    ordered, line = _line(world, chance)
    if line:
        delivery_id = f"D-to-{line['lineItemId']}"
        await world.in_omnium("PUT", "/api/Deliveries", {"id": delivery_id})
        moved = {"lineItemId": line["lineItemId"], "deliveryId": delivery_id}
        form = {"purchaseOrderForm": {"lineItems": [moved]}}
        await world.in_omnium("PATCH", f"/api/PurchaseOrders/{ordered.order_id}", form)


async def split_line(world: World, chance: random.Random) -> None:
    """Split a line: the new part is one that the shop knows nothing of."""
    ordered, line = _line(world, chance)
    if line:
        line_id = line["lineItemId"]
        part = {
            "lineItemId": line_id,
            "quantityToSplit": 1,
            "newLineItemId": f"{line_id}-{chance.randint(1, 9)}",
        }
        await world.in_omnium("POST", f"/api/PurchaseOrders/{ordered.order_id}/OrderLines/Split", [part])


async def receive_by_hand(world: World, chance: random.Random) -> None:
    """Receive goods by hand that the shop receives as well, has received, or does not."""
    _ordered, line = _line(world, chance)
    if line and line["deliveryId"]:
        key = chance.choice((None, f"hand-{chance.randint(2, 9)}"))
        await world.receive_by_hand(line, chance.choice((100, 300, 1000)), key)


async def delete_delivery(world: World, chance: random.Random) -> None:
    """Take a delivery off that lines are in."""
    _ordered, line = _line(world, chance)
    if line and line["deliveryId"]:
        await world.in_omnium("DELETE", f"/api/Deliveries/{line['deliveryId']}")


async def give_up_order(world: World, chance: random.Random) -> None:
    """Cancel, delete or forget a purchase order."""
    order_id = chance.choice(world.opening.ordered).order_id
    path = f"/api/PurchaseOrders/{order_id}"
    how = chance.choice(("OrderCanceled", "Deleted", "forgotten"))
    if how == "OrderCanceled":
        await world.in_omnium("POST", f"{path}/UpdateStatus", {"status": how})
    elif how == "Deleted":
        await world.in_omnium("DELETE", path)
    else:
        await world.in_omnium("DELETE", f"/_sim/purchaseorders/{order_id}")


def _line(world: World, chance: random.Random) -> tuple[Ordered, Document]:
    """Choose a line of those that Omnium has still; none is an empty one."""
    ordered = chance.choice((world.opening.ordered[0], *world.opening.ordered))
    lines = omnium_lines(world.stage, world.opening)
    return ordered, lines.get(chance.choice(ordered.line_ids()), {})
