"""What people do in the stockroom, each drawn by chance; a poll or an event tells of it."""

import random
from typing import Any, Final

from rigs.agreement.world import Document
from rigs.receptions.opening import LOCAL_UID, OWN_PRODUCTS, STRANGE, SUBSTITUTE, Ordered
from rigs.receptions.world import World

PLACES: Final = ("oslo", "oslo", "oslo", "back", "bergen", "bergen")
ODDS_OF_A_STRANGE_PLACE: Final = 0.04
QUANTITIES: Final = (1, 33, 100, 250, 1000, 1250)
PIECE: Final = 100


async def receive(world: World, chance: random.Random) -> None:
    """Receive some of Omnium's purchase order: in parts, too much, the same line twice, piece by piece."""
    ordered = _ordered(world, chance)
    lines = [item["purchaseOrderItemUid"] for item in ordered.items()]
    items: list[Document] = []
    for _line in range(chance.randint(1, 3)):
        items += _goods(chance, purchaseOrderItemUid=chance.choice(lines))
    made = await world.act("receive", storeUid="oslo", purchaseOrderUid=ordered.uid, items=items)
    _tell(world, made, chance)


async def receive_elsewhere(world: World, chance: random.Random) -> None:
    """Receive some of oslo's purchase order in bergen."""
    ordered = world.opening.ordered[0]
    line = chance.choice(ordered.items())["purchaseOrderItemUid"]
    items = _goods(chance, purchaseOrderItemUid=line)
    place = {"storeUid": "bergen", "orderStoreUid": "oslo", "purchaseOrderUid": ordered.uid}
    _tell(world, await world.act("receive", items=items, **place), chance)


async def receive_shared(world: World, chance: random.Random) -> None:
    """Receive goods of two purchase orders at once."""
    first, second = chance.sample(world.opening.ordered, 2)
    items = _goods(chance, purchaseOrderItemUid=first.items()[0]["purchaseOrderItemUid"])
    others = _goods(chance, purchaseOrderItemUid=second.items()[0]["purchaseOrderItemUid"])
    items += [{**item, "purchaseOrderUid": second.uid} for item in others]
    made = await world.act("receive", storeUid="oslo", purchaseOrderUid=first.uid, items=items)
    _tell(world, made, chance)


async def receive_own(world: World, chance: random.Random) -> None:
    """Receive some of the shop's own purchase order."""
    items = _goods(chance, productUid=chance.choice(OWN_PRODUCTS))
    made = await world.act("receive", storeUid="oslo", purchaseOrderUid=LOCAL_UID, items=items)
    _tell(world, made, chance)


async def receive_without_order(world: World, chance: random.Random) -> None:
    """Receive what nobody ordered."""
    store = chance.choice(("oslo", "oslo", "bergen"))
    items = _goods(chance, productUid=chance.choice(OWN_PRODUCTS))
    _tell(world, await world.act("receive", storeUid=store, items=items), chance)


async def receive_everything(world: World) -> None:
    """Receive a piece of all that the shop has of its own, in oslo and in bergen."""
    items = [
        {"productUid": uid, "warehouseUid": warehouse, "quantity": PIECE}
        for uid in OWN_PRODUCTS
        for warehouse in ("oslo", "bergen")
    ]
    _tell(world, await world.act("receive", storeUid="oslo", items=items), random.Random(0))  # noqa: S311


async def receive_substitute(world: World, chance: random.Random) -> None:
    """Receive another product than was ordered."""
    ordered = _ordered(world, chance)
    line = chance.choice(ordered.items())["purchaseOrderItemUid"]
    (item,) = _goods(chance, most=1, purchaseOrderItemUid=line)
    item = {**item, "substituteProductUid": SUBSTITUTE, "sku": f"SKU-{SUBSTITUTE}"}
    made = await world.act("receive", storeUid="oslo", purchaseOrderUid=ordered.uid, items=[item])
    _tell(world, made, chance)


async def begin_to_receive(world: World, chance: random.Random) -> None:
    """Begin with a reception that is not finished yet."""
    ordered = _ordered(world, chance)
    line = chance.choice(ordered.items())["purchaseOrderItemUid"]
    items = [{**one, "status": "IN_PROGRESS"} for one in _goods(chance, purchaseOrderItemUid=line)]
    made = await world.act("receive", storeUid="oslo", purchaseOrderUid=ordered.uid, items=items)
    _tell(world, made, chance)


async def restate(world: World, chance: random.Random) -> None:
    """Finish a reception, cancel it, or reverse it."""
    await _change(
        world, chance, "restateReception", status=chance.choice(("RECEIVED", "CANCELLED", "REVERSED"))
    )


async def correct(world: World, chance: random.Random) -> None:
    """Say that more came of an item, or less."""
    await _change(
        world, chance, "correctReceived", quantity=chance.choice((*QUANTITIES, 0)), is_of_an_item=True
    )


async def take_off(world: World, chance: random.Random) -> None:
    """Take an item off a reception."""
    await _change(world, chance, "removeReceived", is_of_an_item=True)


async def delete(world: World, chance: random.Random) -> None:
    """Take a whole reception off; a poll that looks for changes cannot see it, an event tells of it."""
    await _change(world, chance, "deleteReception")


async def send_back(world: World, chance: random.Random) -> None:
    """Send some of a purchase order back."""
    ordered = _ordered(world, chance)
    line = chance.choice(ordered.items())["purchaseOrderItemUid"]
    items = _goods(chance, most=1, purchaseOrderItemUid=line)
    made = await world.act("sendBack", storeUid="oslo", purchaseOrderUid=ordered.uid, items=items)
    _tell(world, made, chance)


async def rename(world: World, chance: random.Random) -> None:
    """Give a product another SKU."""
    if world.stage.tenant.products:
        uid = chance.choice(sorted(world.stage.tenant.products))
        world.has_moved_unseen = True
        await world.act("renameProduct", productUid=uid, sku=f"NEW-{uid}")


async def sell(world: World, chance: random.Random) -> None:
    """Sell some of the shop's own goods: no event tells of it."""
    place = {"warehouseUid": chance.choice(PLACES), "productUid": chance.choice(OWN_PRODUCTS)}
    sold = await world.act("sellStock", quantity=chance.choice(QUANTITIES), **place)
    world.has_moved_unseen |= sold is not None


def _ordered(world: World, chance: random.Random) -> Ordered:
    return chance.choice((world.opening.ordered[0], *world.opening.ordered))


def _goods(chance: random.Random, *, most: int = 3, **what: str) -> list[dict[str, Any]]:
    place = STRANGE if chance.random() < ODDS_OF_A_STRANGE_PLACE else chance.choice(PLACES)
    item = {**what, "warehouseUid": place}
    if most > 1 and chance.random() < 1 / 4:
        return [
            {**item, "quantity": PIECE, "serialnumber": f"SN-{chance.randint(0, 10**6)}"}
            for _piece in range(chance.randint(1, most))
        ]
    return [{**item, "quantity": chance.choice(QUANTITIES)}]


async def _change(
    world: World, chance: random.Random, act: str, *, is_of_an_item: bool = False, **said: object
) -> None:
    receptions = [one for one in world.receptions() if one["items"]]
    if not receptions:
        return
    reception = chance.choice(receptions)
    item = (
        {"receivementItemUid": chance.choice(reception["items"])["receivementItemUid"]}
        if is_of_an_item
        else {}
    )
    uid = reception["receivementUid"]
    if await world.act(act, receivementUid=uid, **item, **said) is not None:
        world.has_moved_unseen = True
        gone = {"action": "RECEIVEMENT_DELETED"} if act == "deleteReception" else {}
        world.is_due(
            reception["purchaseOrderUid"] or uid, storeUid=reception["storeUid"], receivementUid=uid, **gone
        )


def _tell(world: World, made: Document | None, chance: random.Random) -> None:
    """Let an event tell of a reception; some name the reception alone."""
    if made is None:
        return
    uid, order_uid = made["receivementUid"], made["purchaseOrderUid"]
    key = uid if order_uid is None or chance.random() < 1 / 8 else order_uid
    world.is_due(key, storeUid=made["storeUid"], receivementUid=uid)
