"""Each test has its own simulators, on free ports."""

from collections.abc import AsyncIterator

import pytest

from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import Api, Subscriber, running_flow, running_omnium, running_subscriber

# Omnium waits 1, 5 and 15 seconds before it repeats a delivery; here the table is a thousandth of that.
FAST = {"queuedSeconds": 0, "eventRetryDelaysSeconds": [0.001, 0.005, 0.015]}


@pytest.fixture
async def omnium() -> AsyncIterator[Api]:
    async with running_omnium(OmniumState(config=OmniumConfig.model_validate(FAST))) as api:
        yield api


@pytest.fixture
async def flow() -> AsyncIterator[Api]:
    async with running_flow() as api:
        yield api


@pytest.fixture
async def subscriber() -> AsyncIterator[Subscriber]:
    async with running_subscriber() as receiver:
        yield receiver
