"""What people do to an order in the shop, each drawn by chance."""

import random
from collections.abc import Callable

from rigs.agreement.sides import goods_of
from rigs.agreement.stage import SHIPPING
from rigs.agreement.world import Document, World


async def deliver(world: World, chance: random.Random) -> None:
    """Hand everything over, or a piece, or a part of what is measured."""
    if chance.random() < 0.4:  # noqa: PLR2004
        await _act(world, chance, "deliver")
        return
    found = _item(world, chance, _open)
    if found:
        order, item = found
        quantity = min(_open(item), chance.choice((100, 100, 50, 33)))
        items = [{"orderItemUid": item["orderItemUid"], "quantity": quantity}]
        await world.do_in_shop("deliver", orderUid=order["orderUid"], items=items)


async def cancel_quantity(world: World, chance: random.Random) -> None:
    """Give one piece up, paid or not."""
    found = _item(world, chance, _open)
    if found:
        order, item = found
        await _on_item(world, order, item, "cancelQuantity", quantity=min(_open(item), 100))


async def drop_shipping(world: World, chance: random.Random) -> None:
    """Take the shipping cost off."""
    order = _order(world, chance)
    for item in (order or {}).get("items", []):
        if order and item["productUid"] == SHIPPING and _open(item):
            await _on_item(world, order, item, "cancelQuantity", quantity=_open(item))


async def settle(world: World, chance: random.Random) -> None:
    """Pay all, or something; give back what is too much."""
    amount = chance.choice([{}, {}, {}, {"amount": 1000}])
    await _act(world, chance, "settle", settlementCode=chance.choice(["CARD", "CASH"]), **amount)


async def void(world: World, chance: random.Random) -> None:
    """Take back a payment that was booked by mistake."""
    order = _order(world, chance)
    settled = [one for one in (order or {}).get("settlements", []) if one.get("state") == "SETTLED"]
    if order and settled:
        uid = chance.choice(settled)["settlementUid"]
        await world.do_in_shop("void", orderUid=order["orderUid"], settlementUid=uid)


async def handle(world: World, chance: random.Random) -> None:
    """Pick."""
    await _act(world, chance, "handling", state=chance.choice(["IN_PROGRESS", "READY", "DONE"]))


async def add_item(world: World, chance: random.Random) -> None:
    """Ring something else up as well."""
    item = {"productUid": f"BAG-{chance.randint(1, 3)}", "quantity": 100, "unitPrice": 500}
    await _act(world, chance, "addItem", item=item)


async def remove_item(world: World, chance: random.Random) -> None:
    """Take a line back that the shop has added."""
    found = _item(world, chance, lambda item: not item.get("externalId"))
    if found:
        await _on_item(world, *found, "removeItem")


async def cut_price(world: World, chance: random.Random) -> None:
    """Give a line another price."""
    found = _item(world, chance)
    if found:
        await _on_item(world, *found, "changeItem", unitPrice=chance.choice((0, 500, 8000, 14950)))


async def give_discount(world: World, chance: random.Random) -> None:
    """Give a discount on a line."""
    found = _item(world, chance)
    if found:
        _order_of_it, item = found
        worth = item["unitPrice"] * item["quantityOrdered"] // 100
        amount = min(worth, chance.choice((0, 100, 333)))
        await _on_item(world, *found, "changeItem", itemDiscountAmount=amount)


async def split_line(world: World, chance: random.Random) -> None:
    """Make two lines of one, for two serial numbers."""
    found = _item(world, chance, lambda item: _open(item) and item["quantityOrdered"] > 100)  # noqa: PLR2004
    if found:
        _order_of_it, item = found
        await _on_item(world, *found, "splitItem", quantity=min(_open(item), 100))


async def set_property(world: World, chance: random.Random) -> None:
    """Set a property that is sent back."""
    await _act(world, chance, "property", key="flow.gift", value=str(chance.randint(0, 9)))


async def complete(world: World, chance: random.Random) -> None:
    """Finish an order."""
    await _act(world, chance, "complete")


async def cancel_order(world: World, chance: random.Random) -> None:
    """Cancel an order."""
    await _act(world, chance, "cancel")


async def take_back(world: World, chance: random.Random) -> None:
    """Take goods back and give the money for them back."""
    found = _item(world, chance, _delivered, is_any_state=True)
    if found:
        order, item = found
        quantity = min(_delivered(item), chance.choice((100, 100, 33)))
        await _take_back(world, order, item, quantity, settlementCode=chance.choice(("CARD", "CASH")))


async def exchange(world: World, chance: random.Random) -> None:
    """Take goods back for other ones, cheaper or dearer, or less a fee."""
    found = _item(world, chance, _delivered, is_any_state=True)
    if found:
        order, item = found
        new: Document = {"productUid": f"NEW-{chance.randint(1, 3)}", "quantity": 100}
        new["unitPrice"] = chance.choice((500, 9900, 200000))
        await _take_back(
            world, order, item, min(_delivered(item), 100), settlementCode="CARD", newItems=[new]
        )


async def _take_back(world: World, order: Document, item: Document, quantity: int, **more: object) -> None:
    items = [{"orderItemUid": item["orderItemUid"], "quantity": quantity}]
    await world.do_in_shop(
        "return", storeUid=order["storeUid"], originalOrderUid=order["orderUid"], items=items, **more
    )


def _order(world: World, chance: random.Random, *, is_any_state: bool = False) -> Document | None:
    """Choose an order that takes an act."""
    orders = [one for one in world.flow if is_any_state or one["orderState"] not in ("COMPLETE", "CANCELLED")]
    return chance.choice(orders) if orders else None


def _item(
    world: World,
    chance: random.Random,
    suits: Callable[[Document], object] = bool,
    *,
    is_any_state: bool = False,
) -> tuple[Document, Document] | None:
    """Choose a line of goods that suits, with its order."""
    order = _order(world, chance, is_any_state=is_any_state)
    items = [item for item in goods_of(order) if suits(item)] if order else []
    return (order, chance.choice(items)) if order and items else None


async def _act(world: World, chance: random.Random, act: str, **fields: object) -> None:
    order = _order(world, chance)
    if order:
        await world.do_in_shop(act, orderUid=order["orderUid"], **fields)


async def _on_item(world: World, order: Document, item: Document, act: str, **fields: object) -> None:
    await world.do_in_shop(act, orderUid=order["orderUid"], orderItemUid=item["orderItemUid"], **fields)


def _open(item: Document) -> int:
    return int(item["quantityOrdered"] - item["quantityDelivered"] - item["quantityCancelled"])


def _delivered(item: Document) -> int:
    return int(item["quantityDelivered"])
