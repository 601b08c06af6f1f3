"""What traces cost the gateway: with and without, by turns, on one broker and one database."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from benchmarks.doors.checkout import Door
from benchmarks.doors.duel import Pair, duel
from benchmarks.plan import SAMPLED, TRACING_PAIRS
from benchmarks.program import module, on_path
from benchmarks.stage import Stage
from local_stack.service import Service
from local_stack.suite import Suite

_GATEWAY: Final = "webhook-gateway"


def measure_tracing(stage: Stage) -> Sequence[Pair]:
    """Post to a gateway without traces, and to one that sends those of every so many events to a collector beside it."""
    sink = Service(
        "trace-sink", on_path({}), stage.infrastructure.run, command=module("benchmarks.peers.trace_sink")
    )
    with sink:
        plain = Door("plain", stage.ours.door)
        traced = Door("traced", _traced(stage.suite, sink.base_url))
        with plain.service, traced.service:
            return duel(plain, traced, stage.ours.secret, TRACING_PAIRS)


def rate_with_traces(pairs: Sequence[Pair]) -> float:
    """Events in a second with traces ÷ without: the median of the pairs."""
    return median(pair.after.per_second / pair.before.per_second for pair in pairs)


def _traced(suite: Suite, sink: str) -> Service:
    told = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": sink,
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": str(SAMPLED),
    }
    return suite.service(_GATEWAY, told)
