"""Pauses in which a long run leaves the processors to others."""

from collections.abc import Awaitable, Callable
from typing import Final

SECONDS_PER_LEVEL: Final = 0.0005
"""How long a run rests for each level behind some hundred of them: to compare these takes some ten milliseconds of a processor, for
which an order may have to wait that comes just then. In a full load of 200,000 levels that makes less than two minutes."""

Rest = Callable[[float], Awaitable[None]]
"""Lets others go first for so many seconds."""


async def no_rest(_seconds: float) -> None:
    """Go on at once."""
