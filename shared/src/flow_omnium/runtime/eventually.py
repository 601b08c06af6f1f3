"""Doing once, at the start, what a dependency may not allow yet."""

import asyncio
from collections.abc import Awaitable, Callable

from flow_omnium.runtime.logging import get_logger

_PAUSE_SECONDS = 1.0


async def eventually(name: str, act: Callable[[], Awaitable[None]], *errors: type[Exception]) -> None:
    """Repeat `act` until it raises none of `errors`, so that a service starts while a dependency is down."""
    logger = get_logger("service")
    while True:
        try:
            await act()
        except errors as error:
            logger.warning("will be tried again", step=name, error=str(error))
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return
