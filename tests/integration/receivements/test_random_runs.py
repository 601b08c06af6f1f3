"""Whatever comes in, and wherever jobs die: in the end Omnium has received it once, and the levels are the shop's."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.inventory import OmniumInventory
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.token_source import OneToken
from local_stack.agreement.fates import Step
from local_stack.receptions.acts import ACTS
from local_stack.receptions.fates import FATES
from local_stack.receptions.meddling import MeddledApi
from local_stack.receptions.play import LATEST_SECONDS, RUN, Theatre
from local_stack.receptions.world import MovableClock, Systems
from receivement_sync.sync import ReceivementSync
from simulators.flow.state import FlowState
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import running_flow, running_omnium

UNSCOPED = "/api/Deliveries/ProcessGoodsReception"
SEEDS = st.integers(0, 1_000_000)
acts = st.builds(Step, st.sampled_from(["receive", *sorted(ACTS)]), SEEDS)
runs = st.builds(Step, st.just(RUN), SEEDS, st.sampled_from(FATES), st.integers(0, 4))
homes = st.lists(st.integers(0, 2), min_size=1, max_size=4)


@asynccontextmanager
async def opened() -> AsyncIterator[Theatre]:
    clock = MovableClock()
    # Every run moves the clock on: the token must outlive them all, and those of a search for the smallest example.
    lasting = {"queuedSeconds": 0, "bucketCapacity": 10_000_000, "tokenLifetimeSeconds": 1e9}
    generous = OmniumConfig.model_validate(lasting)
    states = OmniumState(clock=clock, config=generous), FlowState()
    async with (
        running_omnium(states[0]) as omnium,
        running_flow(states[1]) as flow,
        aiohttp.ClientSession() as session,
    ):
        tokens = OneToken(omnium.token)
        client = OmniumClient(session, tokens, omnium_hosts(omnium.url), 8)
        api = MeddledApi(session, tokens, omnium_hosts(omnium.url), 8)
        client.inventory = OmniumInventory(api)
        sync = ReceivementSync(client, FlowClient(session, flow_hosts(f"{flow.url}/v2")))
        yield Theatre(Systems(omnium, flow, sync, api, *states, clock))
        unscoped = await omnium.get(f"/_sim/calls?method=POST&route={UNSCOPED}")
        assert unscoped.json == [], "the route that counts repeats twice was called"


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def theatre(runner: asyncio.Runner) -> Iterator[Theatre]:
    context = opened()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))


@pytest.mark.timeout(600)
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    is_by_delivery=st.booleans(),
    others=homes,
    lag=st.sampled_from([0, 0, LATEST_SECONDS]),
    steps=st.lists(st.one_of(acts, runs), min_size=4, max_size=16),
)
def test_omnium_has_received_what_the_shop_has(
    theatre: Theatre,
    runner: asyncio.Runner,
    is_by_delivery: bool,
    others: list[int],
    lag: int,
    steps: list[Step],
) -> None:
    lines = [1, *others] if is_by_delivery else others
    assert runner.run(theatre.play(is_by_delivery, lines, lag, steps)) == []
