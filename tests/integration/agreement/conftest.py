"""Both simulators in a thread of their own loop, kept for all runs: every run has an order of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.token_source import OneToken
from local_stack.agreement.play import Theatre
from local_stack.agreement.world import syncs_of
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import running_flow, running_omnium


@asynccontextmanager
async def opened() -> AsyncIterator[Theatre]:
    generous = {"queuedSeconds": 0, "bucketCapacity": 10_000_000}
    state = OmniumState(config=OmniumConfig.model_validate(generous))
    async with running_omnium(state) as omnium, running_flow() as flow, aiohttp.ClientSession() as session:
        client = OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8)
        yield Theatre(omnium, flow, syncs_of(client, FlowClient(session, flow_hosts(f"{flow.url}/v2"))))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def theatre(runner: asyncio.Runner) -> Iterator[Theatre]:
    context = opened()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))
