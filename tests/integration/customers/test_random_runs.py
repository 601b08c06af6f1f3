"""Whatever people do to customers, and wherever jobs die: nobody is overwritten or made again, and both sides agree or it is told."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.token_source import OneToken
from order_sync.customers.sync import OutboundCustomerSync
from rigs.agreement.fates import Step
from rigs.customers.acts import ACTS
from rigs.customers.play import FATES, RUN, Theatre
from rigs.customers.world import Systems
from simulators.flow.state import FlowState
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import running_flow, running_omnium

SEEDS = st.integers(0, 1_000_000)
acts = st.builds(Step, st.sampled_from(["register", "edit", *sorted(ACTS)]), SEEDS)
runs = st.builds(Step, st.just(RUN), SEEDS, st.sampled_from(FATES), st.integers(0, 3))


@asynccontextmanager
async def opened() -> AsyncIterator[Theatre]:
    generous = {"queuedSeconds": 0, "bucketCapacity": 10_000_000, "tokenLifetimeSeconds": 1e9}
    states = OmniumState(config=OmniumConfig.model_validate(generous)), FlowState()
    async with (
        running_omnium(states[0]) as omnium,
        running_flow(states[1]) as flow,
        aiohttp.ClientSession() as session,
    ):
        client = OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8)
        sync = OutboundCustomerSync(client, FlowClient(session, flow_hosts(f"{flow.url}/v2")))
        yield Theatre(Systems(omnium, flow, sync, *states))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def theatre(runner: asyncio.Runner) -> Iterator[Theatre]:
    context = opened()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))


@settings(
    max_examples=settings().max_examples * 3 // 2,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(st.one_of(acts, runs), min_size=4, max_size=18))
def test_nobody_is_overwritten_and_both_sides_agree_or_a_person_is_told(
    theatre: Theatre, runner: asyncio.Runner, steps: list[Step]
) -> None:
    assert runner.run(theatre.play(steps)) == []
