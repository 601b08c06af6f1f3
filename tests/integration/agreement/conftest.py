"""Both simulators in a thread of their own loop, kept for all runs: every run has an order of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tokens.source import AccessToken
from local_stack.agreement.play import Theatre
from local_stack.agreement.world import NOW, syncs_of
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import Api, running_flow, running_omnium


class TokenOf:
    """A TokenSource that hands out the one token of a simulated Omnium."""

    def __init__(self, omnium: Api) -> None:
        value = omnium.headers["Authorization"].removeprefix("Bearer ")
        self._token = AccessToken(value, NOW, 1)

    async def token(self, tenant_uid: str) -> AccessToken:  # noqa: ARG002 - one token for all tenants
        """Return the token."""
        return self._token

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:  # noqa: ARG002 - likewise
        """Return the same token."""
        return self._token


@asynccontextmanager
async def opened() -> AsyncIterator[Theatre]:
    generous = {"queuedSeconds": 0, "bucketCapacity": 10_000_000}
    state = OmniumState(config=OmniumConfig.model_validate(generous))
    async with running_omnium(state) as omnium, running_flow() as flow, aiohttp.ClientSession() as session:
        client = OmniumClient(session, TokenOf(omnium), omnium.url, 8)
        yield Theatre(omnium, flow, syncs_of(client, FlowClient(session, f"{flow.url}/v2")))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def theatre(runner: asyncio.Runner) -> Iterator[Theatre]:
    context = opened()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))
