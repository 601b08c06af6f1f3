"""Two systems that are polled."""

from collections.abc import AsyncIterator

import pytest

from rigs.polling.world import World, a_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Both systems, and nothing in them."""
    async with a_world() as world:
        yield world
