"""A service that keeps to its limits, for callers who do not."""

from collections.abc import AsyncIterator

import pytest

from flow_omnium.testing.http_callers import Service, running


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with running() as service:
        yield service
