"""How often each act is drawn; the one table to open when an act is added."""

import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from rigs.receptions import in_omnium, in_shop
from rigs.receptions.world import World

Act: TypeAlias = Callable[[World, random.Random], Awaitable[None]]

WEIGHTS: Final[Mapping[Act, int]] = {
    in_shop.receive: 12,
    in_shop.receive_own: 4,
    in_shop.receive_without_order: 3,
    in_shop.receive_elsewhere: 3,
    in_shop.receive_shared: 3,
    in_shop.receive_substitute: 1,
    in_shop.begin_to_receive: 2,
    in_shop.restate: 3,
    in_shop.correct: 5,
    in_shop.take_off: 2,
    in_shop.delete: 2,
    in_shop.send_back: 2,
    in_shop.rename: 1,
    in_shop.sell: 2,
    in_omnium.cancel_line: 2,
    in_omnium.put_into_delivery: 2,
    in_omnium.move_line: 2,
    in_omnium.split_line: 1,
    in_omnium.receive_by_hand: 3,
    in_omnium.delete_delivery: 1,
    in_omnium.give_up_order: 1,
}

ACTS: Final[Mapping[str, Act]] = {
    f"{act.__module__.rpartition('.')[2]}.{act.__name__}": act for act in WEIGHTS
}


def drawn(chance: random.Random) -> str:
    """Draw the name of an act."""
    return chance.choices(list(ACTS), list(WEIGHTS.values()))[0]
