"""Whatever shop and Omnium do to an order, and wherever jobs die: in the end both agree, and no line is lost."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_stack.agreement.edits import EDITS
from local_stack.agreement.play import FATES, Step, Theatre

SEEDS = st.integers(0, 1_000_000)
edits = st.builds(Step, st.sampled_from(sorted(EDITS)), SEEDS)
runs = st.builds(
    Step,
    st.sampled_from(["inbound-order", "outbound-order"]),
    SEEDS,
    st.sampled_from(FATES),
    st.integers(0, 5),
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.one_of(edits, runs, runs), min_size=4, max_size=24))
def test_both_sides_agree_in_the_end(theatre: Theatre, runner: asyncio.Runner, steps: list[Step]) -> None:
    assert runner.run(theatre.play(steps)) == []
