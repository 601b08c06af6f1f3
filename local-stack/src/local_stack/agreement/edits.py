"""What people do to an order in Omnium and in the shop, each drawn by chance."""

import random
from collections.abc import Sequence
from typing import Any

from local_stack.agreement.world import Document, Edit, World

PRICES = (0, 10, 99.9, 149.5, 1000)


async def change_quantity(world: World, chance: random.Random) -> bool:
    """Order more or less of a line, but never less than is handed over or cancelled."""
    line = chance.choice(_lines(await world.in_omnium()))
    least = int(line["deliveredQuantity"] + line["canceledQuantity"])
    return await _patch_line(world, line, quantity=least + chance.randint(0, 3))


async def change_price(world: World, chance: random.Random) -> bool:
    """Change a price."""
    line = chance.choice(_lines(await world.in_omnium()))
    return await _patch_line(world, line, placedPrice=chance.choice(PRICES))


async def add_line_in_omnium(world: World, chance: random.Random) -> bool:
    """Order something else as well."""
    line = {
        "lineItemId": f"o{chance.randint(0, 10**6)}",
        "code": f"SKU-{chance.randint(1, 9)}",
        "quantity": chance.randint(1, 3),
        "placedPrice": chance.choice(PRICES),
        "taxRate": 25,
    }
    return await world.edited_in_omnium("POST", "/OrderLines?shipmentId=1", line)


async def cancel_line(world: World, chance: random.Random) -> bool:
    """Cancel what is left of a line."""
    line = chance.choice(_lines(await world.in_omnium()))
    return await world.edited_in_omnium("POST", f"/OrderLines/{line['lineItemId']}/Cancel", None)


async def write_note_in_omnium(world: World, chance: random.Random) -> bool:
    """Note something."""
    notes = [{"title": "note", "detail": f"note {chance.randint(0, 99)}"}]
    return await world.edited_in_omnium("PATCH", "/PatchOrder", {"publicOrderNotes": notes})


async def set_property_in_omnium(world: World, chance: random.Random) -> bool:
    """Set a property that the shop may only read."""
    item = {"key": f"erp.{chance.randint(1, 2)}", "value": str(chance.randint(0, 9))}
    return await world.edited_in_omnium("PATCH", "/PatchOrder", {"properties": [item]})


async def cancel_order_in_omnium(world: World, _chance: random.Random) -> bool:
    """Cancel the order."""
    return await world.edited_in_omnium("POST", "/UpdateStatus", {"status": "OrderCanceled"})


async def deliver(world: World, chance: random.Random) -> bool:
    """Hand something over, or all."""
    if chance.choice(["all", "one", "one"]) == "all":
        return await world.act("deliver")
    item = await _item(world, chance)
    return item is not None and await world.act("deliver", items=[{"orderItemUid": item, "quantity": 100}])


async def cancel_quantity(world: World, chance: random.Random) -> bool:
    """Give one piece up."""
    item = await _item(world, chance)
    return item is not None and await world.act("cancelQuantity", orderItemUid=item, quantity=100)


async def settle(world: World, chance: random.Random) -> bool:
    """Pay all, or something."""
    amount = chance.choice([{}, {}, {"amount": 1000}])
    return await world.act("settle", settlementCode=chance.choice(["CARD", "CASH"]), **amount)


async def handle(world: World, chance: random.Random) -> bool:
    """Pick."""
    return await world.act("handling", state=chance.choice(["IN_PROGRESS", "READY", "DONE"]))


async def add_item_in_shop(world: World, chance: random.Random) -> bool:
    """Ring something else up as well."""
    item = {"productUid": f"BAG-{chance.randint(1, 3)}", "quantity": 100, "unitPrice": 500}
    return await world.act("addItem", item=item)


async def remove_item_in_shop(world: World, chance: random.Random) -> bool:
    """Take a line back that the shop has added."""
    item = await _item(world, chance)
    return item is not None and await world.act("removeItem", orderItemUid=item)


async def set_property_in_shop(world: World, chance: random.Random) -> bool:
    """Set a property that is sent back."""
    return await world.act("property", key="flow.gift", value=str(chance.randint(0, 9)))


async def complete(world: World, _chance: random.Random) -> bool:
    """Finish the order."""
    return await world.act("complete")


async def cancel_order_in_shop(world: World, _chance: random.Random) -> bool:
    """Cancel the order."""
    return await world.act("cancel")


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        change_quantity,
        change_price,
        add_line_in_omnium,
        cancel_line,
        write_note_in_omnium,
        set_property_in_omnium,
        cancel_order_in_omnium,
        deliver,
        cancel_quantity,
        settle,
        handle,
        add_item_in_shop,
        remove_item_in_shop,
        set_property_in_shop,
        complete,
        cancel_order_in_shop,
    )
}


def _lines(order: Document) -> Sequence[Any]:
    lines: Sequence[Any] = order["orderForm"]["lineItems"]
    return lines


async def _patch_line(world: World, line: Document, **fields: object) -> bool:
    patch = {"orderForm": {"lineItems": [{"lineItemId": line["lineItemId"], **fields}]}}
    return await world.edited_in_omnium("PATCH", "/PatchOrder", patch)


async def _item(world: World, chance: random.Random) -> str | None:
    order = await world.in_flow()
    if order is None or not order["items"]:
        return None
    return str(chance.choice(order["items"])["orderItemUid"])
