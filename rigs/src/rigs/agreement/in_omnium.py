"""What people and other systems do to an order in Omnium, each drawn by chance."""

import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from rigs.agreement.stage import OWN_PAYMENT
from rigs.agreement.world import Document, World, decimal

PRICES: Final = (0, 10, 33.33, 99.9, 149.5, 1000)
QUANTITIES: Final = (1, 1, 2, 3, 0.5, 0.333, 1.25, 2.345)
PLACES: Final = ("oslo", "bergen", "central")
PAYMENTS: Final = (OWN_PAYMENT, OWN_PAYMENT, "Klarna")


async def change_quantity(world: World, chance: random.Random) -> None:
    """Order more or less of a line, but never less than is handed over or cancelled."""
    line = chance.choice(_lines(world))
    least = decimal(line["deliveredQuantity"]) + decimal(line["canceledQuantity"])
    more = Decimal(str(chance.choice((0, 1, 2, 0.5, 0.125))))
    await _patch_line(world, line, quantity=least + more)


async def change_price(world: World, chance: random.Random) -> None:
    """Change a price."""
    await _patch_line(world, chance.choice(_lines(world)), placedPrice=chance.choice(PRICES))


async def change_discount(world: World, chance: random.Random) -> None:
    """Give a discount on a line, or take it away."""
    line = chance.choice(_lines(world))
    worth = decimal(line["quantity"]) * decimal(line["placedPrice"])
    await _patch_line(world, line, discounted=min(worth, Decimal(str(chance.choice((0, 1, 5.55))))))


async def add_line(world: World, chance: random.Random) -> None:
    """Order something else as well."""
    line = new_line(f"o{chance.randint(0, 10**6)}", chance)
    shipment = chance.choice(_shipments(world))["shipmentId"]
    await world.do_in_omnium("POST", f"/OrderLines?shipmentId={shipment}", line)


async def cancel_line(world: World, chance: random.Random) -> None:
    """Cancel what is left of a line."""
    line = chance.choice(_lines(world))
    await world.do_in_omnium("POST", f"/OrderLines/{line['lineItemId']}/Cancel", None)


async def write_note(world: World, chance: random.Random) -> None:
    """Note something."""
    notes = [{"title": "note", "detail": f"note {chance.randint(0, 99)}"}]
    await world.do_in_omnium("PATCH", "/PatchOrder", {"publicOrderNotes": notes})


async def set_property(world: World, chance: random.Random) -> None:
    """Set a property that the shop may only read."""
    item = {"key": f"erp.{chance.randint(1, 2)}", "value": str(chance.randint(0, 9))}
    await world.do_in_omnium("PATCH", "/PatchOrder", {"properties": [item]})


async def cancel_order(world: World, _chance: random.Random) -> None:
    """Cancel the order."""
    await world.do_in_omnium("POST", "/UpdateStatus", {"status": "OrderCanceled"})


async def hold(world: World, chance: random.Random) -> None:
    """Put the order on hold, or let it go on."""
    status = "InProgress" if world.omnium["status"] == "OnHold" else chance.choice(("OnHold", "InProgress"))
    await world.do_in_omnium("POST", "/UpdateStatus", {"status": status})


async def extend_deadline(world: World, chance: random.Random) -> None:
    """Let the customer fetch it later."""
    deadline = f"2026-03-{chance.randint(10, 28)}T22:59:59Z"
    await world.do_in_omnium("PATCH", "/PatchOrder", {"customerPickupDeadline": deadline})


async def change_type(world: World, chance: random.Random) -> None:
    """Send what was to be collected, or the other way round."""
    kind = chance.choice(("ClickAndCollect", "Online"))
    await world.do_in_omnium("PATCH", "/PatchOrder", {"orderType": kind})


async def set_handling_cost(world: World, chance: random.Random) -> None:
    """Charge for the handling."""
    await world.patch_form(handlingTotal=chance.choice((0, 29, 49.5)))


async def authorise(world: World, chance: random.Random) -> None:
    """Reserve the customer's money, all or a part."""
    await _pay(world, [_payment(world, chance, "Authorization", _some_of_the_total(world, chance))])


async def capture(world: World, chance: random.Random) -> None:
    """Take money: what was reserved, else all or a part at once."""
    waiting = _waiting(world)
    if waiting:
        await _pay(world, [_follow_up(world, chance, chance.choice(waiting), "Capture")])
    else:
        await _pay(world, [_payment(world, chance, "Sale", _some_of_the_total(world, chance))])


async def refund(world: World, chance: random.Random) -> None:
    """Give the customer money back that Omnium has taken, all or a part."""
    taken = [one for one in _payments(world) if one["transactionType"] in ("Capture", "Sale")]
    if taken:
        first = chance.choice(taken)
        amount = chance.choice((decimal(first["amount"]), Decimal(10)))
        await _pay(world, [{**_follow_up(world, chance, first, "Credit"), "amount": amount}])


async def void(world: World, chance: random.Random) -> None:
    """Let reserved money go that was not taken."""
    waiting = _waiting(world)
    if waiting:
        await _pay(world, [_follow_up(world, chance, chance.choice(waiting), "Void")])


async def split_shipment(world: World, chance: random.Random) -> None:
    """Let another place send one of the lines."""
    full = [one for one in _shipments(world) if len(one["lineItems"]) > 1]
    if full:
        old = chance.choice(full)
        line = chance.choice(old["lineItems"])
        number = str(1 + max(int(one["shipmentId"]) for one in _shipments(world)))
        rest = [one for one in old["lineItems"] if one is not line]
        await world.patch_form(
            shipments=[
                {"shipmentId": old["shipmentId"], "lineItems": rest},
                {
                    **place(chance.choice(PLACES), world.omnium["orderType"]),
                    "shipmentId": number,
                    "lineItems": [line],
                },
            ]
        )


async def move_shipment(world: World, chance: random.Random) -> None:
    """Let another place handle a shipment."""
    shipment = chance.choice(_shipments(world))
    where = place(chance.choice(PLACES), world.omnium["orderType"])
    await world.patch_form(shipments=[{"shipmentId": shipment["shipmentId"], **where}])


async def empty_shipment(world: World, chance: random.Random) -> None:
    """Put all lines of a shipment to another one."""
    shipments = _shipments(world)
    if len(shipments) > 1:
        old, new = chance.sample(shipments, 2)
        together = [*new["lineItems"], *old["lineItems"]]
        await world.patch_form(
            shipments=[
                {"shipmentId": old["shipmentId"], "lineItems": []},
                {"shipmentId": new["shipmentId"], "lineItems": together},
            ]
        )


async def cancel_shipment(world: World, chance: random.Random) -> None:
    """Cancel one shipment of several, with what is left of its lines."""
    shipments = _shipments(world)
    if len(shipments) > 1:
        old = chance.choice(shipments)
        await world.patch_form(shipments=[{"shipmentId": old["shipmentId"], "status": "Cancelled"}])
        for line in old["lineItems"]:
            await world.do_in_omnium("POST", f"/OrderLines/{line['lineItemId']}/Cancel", None)


async def deliver_elsewhere(world: World, chance: random.Random) -> None:
    """Send something from a warehouse: one line, a piece of it, or all."""
    lines = _lines(world) if chance.random() < 0.3 else [chance.choice(_lines(world))]  # noqa: PLR2004
    share = chance.choice((1, 1, Decimal("0.5")))
    sent = {line["lineItemId"]: share * _left(line) for line in lines if _left(line) > 0}
    updates = [_line_totals(line, sent[line["lineItemId"]]) for line in lines if line["lineItemId"] in sent]
    if updates and await world.do_in_omnium("POST", "/OrderLinesUpdate", {"lineItemUpdates": updates}):
        for line_id, quantity in sent.items():
            world.elsewhere[line_id] = world.elsewhere.get(line_id, Decimal(0)) + quantity


def new_line(line_id: str, chance: random.Random) -> Document:
    """Make a line, a fraction now and then, some with a discount."""
    quantity, price = chance.choice(QUANTITIES), chance.choice(PRICES)
    discounted = 1 if quantity * price > 1 and chance.random() < 0.3 else 0  # noqa: PLR2004
    return {
        "lineItemId": line_id,
        "code": f"SKU-{chance.randint(1, 9)}",
        "quantity": quantity,
        "placedPrice": price,
        "discounted": discounted,
        "taxRate": 25,
    }


def place(code: str, order_type: str) -> Document:
    """Name the warehouse of a shipment; what is collected comes from the central one."""
    if order_type == "ClickAndCollect" and code != "central":
        return {"warehouseCode": "central", "pickUpWarehouseCode": code}
    return {"warehouseCode": code, "pickUpWarehouseCode": None}


def payment(number: int, kind: str, amount: object, method: str) -> Document:
    """Make a payment as a provider books it."""
    return {
        "id": f"p{number}",
        "transactionId": f"t{number}",
        "paymentMethodName": method,
        "transactionType": kind,
        "status": "Processed",
        "amount": amount,
    }


def _lines(world: World) -> list[Document]:
    return list(world.omnium["orderForm"]["lineItems"])


def _shipments(world: World) -> list[Document]:
    return list(world.omnium["orderForm"]["shipments"])


def _payments(world: World) -> list[Document]:
    return _own(world.omnium["orderForm"]["payments"])


def _own(payments: Iterable[Document]) -> list[Document]:
    """Those that Omnium has by itself; the shop's have the names that Flow gives."""
    return [one for one in payments if not str(one["id"]).startswith("settlement-")]


def _payment(world: World, chance: random.Random, kind: str, amount: object) -> Document:
    number = 1 + len(world.omnium["orderForm"]["payments"])
    return payment(number, kind, amount, chance.choice(PAYMENTS))


def _waiting(world: World) -> list[Document]:
    """List what is reserved, and neither taken nor let go."""
    settled = {one["transactionId"] for one in _payments(world) if one["transactionType"] != "Authorization"}
    return [one for one in _payments(world) if one["transactionId"] not in settled]


def _follow_up(world: World, chance: random.Random, first: Document, kind: str) -> Document:
    again = {name: first[name] for name in ("transactionId", "paymentMethodName", "amount")}
    return {**_payment(world, chance, kind, 0), **again}


async def _pay(world: World, payments: list[Document]) -> None:
    if decimal(payments[0]["amount"]) > 0:
        await world.do_in_omnium("POST", "/AddPayments", payments)


def _some_of_the_total(world: World, chance: random.Random) -> Decimal:
    total = decimal(world.omnium["orderForm"]["total"])
    return chance.choice((total, total, min(total, Decimal(10))))


async def _patch_line(world: World, line: Document, **fields: object) -> None:
    await world.patch_form(lineItems=[{"lineItemId": line["lineItemId"], **fields}])


def _left(line: Document) -> Decimal:
    done = decimal(line["deliveredQuantity"]) + decimal(line["canceledQuantity"])
    return decimal(line["quantity"]) - done


def _line_totals(line: Document, sent: Decimal) -> Document:
    return {
        "lineItemId": line["lineItemId"],
        "deliveredQuantity": decimal(line["deliveredQuantity"]) + sent,
        "canceledQuantity": line["canceledQuantity"],
        "readyForPickupQuantity": line["readyForPickupQuantity"],
    }
