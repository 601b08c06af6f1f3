"""How often each act is drawn; the one table to open when an act is added."""

import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from rigs.agreement import in_omnium, in_shop
from rigs.agreement.world import World

Act: TypeAlias = Callable[[World, random.Random], Awaitable[None]]

WEIGHTS: Final[Mapping[Act, int]] = {
    in_omnium.change_quantity: 4,
    in_omnium.change_price: 3,
    in_omnium.change_discount: 2,
    in_omnium.add_line: 3,
    in_omnium.cancel_line: 3,
    in_omnium.write_note: 1,
    in_omnium.set_property: 1,
    in_omnium.cancel_order: 1,
    in_omnium.hold: 2,
    in_omnium.extend_deadline: 1,
    in_omnium.change_type: 1,
    in_omnium.set_handling_cost: 1,
    in_omnium.authorise: 2,
    in_omnium.capture: 2,
    in_omnium.refund: 1,
    in_omnium.void: 1,
    in_omnium.split_shipment: 3,
    in_omnium.move_shipment: 3,
    in_omnium.empty_shipment: 1,
    in_omnium.cancel_shipment: 1,
    in_omnium.deliver_elsewhere: 2,
    in_shop.deliver: 7,
    in_shop.cancel_quantity: 3,
    in_shop.drop_shipping: 1,
    in_shop.settle: 6,
    in_shop.void: 1,
    in_shop.handle: 3,
    in_shop.add_item: 2,
    in_shop.remove_item: 2,
    in_shop.cut_price: 2,
    in_shop.give_discount: 2,
    in_shop.split_line: 2,
    in_shop.set_property: 1,
    in_shop.complete: 4,
    in_shop.cancel_order: 1,
    in_shop.take_back: 3,
    in_shop.exchange: 2,
}

ACTS: Final[Mapping[str, Act]] = {
    f"{act.__module__.rpartition('.')[2]}.{act.__name__}": act for act in WEIGHTS
}


def drawn(chance: random.Random) -> str:
    """Draw the name of an act."""
    return chance.choices(list(ACTS), list(WEIGHTS.values()))[0]
