"""Pauses in which a long run leaves the processors to others."""

from collections.abc import Awaitable, Callable
from typing import Final

BREATH_SECONDS: Final = 0.25
"""How long a run rests after some hundred levels: to compare them takes some ten milliseconds of a processor, for which an order
may have to wait that comes just then. In a full load of 200,000 levels that makes less than two minutes."""

Rest = Callable[[float], Awaitable[None]]
"""Lets others go first for so many seconds."""


async def no_rest(_seconds: float) -> None:
    """Go on at once."""
