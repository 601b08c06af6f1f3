"""As long as SOAK_MINUTES says, something is killed every few seconds while events arrive: all are worked off, once."""

import os
from collections.abc import Iterator

import pytest

from local_stack.infrastructure import Infrastructure, without_servers
from rigs.chaos.arena import arena
from rigs.chaos.soak import Round, Soak, growth, soaking
from rigs.chaos.tenants import ChaosTenant

pytestmark = [pytest.mark.night, pytest.mark.alone]

MOST_MIB = 8.0
MOST_HANDLES = 8


@pytest.fixture
def soak() -> Iterator[Soak]:
    """Everything for four tenants."""
    tenants = [ChaosTenant(f"shop{number}") for number in range(4)]
    with (
        Infrastructure("soak", environ=without_servers(os.environ)) as infrastructure,
        arena(infrastructure, tenants, {}) as running,
        soaking(running) as playing,
    ):
        yield playing


def test_a_soak_loses_nothing_doubles_nothing_and_grows_by_nothing(
    soak: Soak, soak_seconds: float, told: list[str], request: pytest.FixtureRequest
) -> None:
    played: list[Round] = []
    for one in soak.rounds(soak_seconds, request.config.getoption("seed")):
        played.append(one)
        told.append(line_of(one))
        assert one.verdict.faults == []

    told.append(
        f"in all {sum(one.events for one in played)} events, {sum(len(one.faults) for one in played)} faults"
    )
    for name in played[0].sizes:
        grown = growth(played, name)
        told.append(f"growth of the {name}: {grown.mib:.1f} MiB, {grown.handles} handles")
        assert grown.mib < MOST_MIB
        assert grown.handles < MOST_HANDLES


def line_of(one: Round) -> str:
    sizes = ", ".join(f"{name} {size.mib:.0f} MiB {size.handles} handles" for name, size in one.sizes.items())
    return (
        f"{one.seconds:.0f} s, {one.events} events, {len(one.faults)} faults,"
        f" lost {len(one.verdict.lost)}, doubled {len(one.verdict.doubled)}; {sizes}"
    )
