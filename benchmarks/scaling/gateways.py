"""Some gateways under the load of one generator."""

import os
from collections.abc import Iterator, Sequence

from benchmarks.load.generator import post_for
from benchmarks.load.requests import requests_of
from benchmarks.plan import CONNECTIONS, TURN_WARM_UP_SECONDS
from benchmarks.scaling.plan import SECONDS
from benchmarks.scaling.step import Step
from benchmarks.stage import EVENTS_PATH, Stage
from benchmarks.usage import CpuWatch
from local_stack.service import Service


def measure_gateways(stage: Stage, gateways: Sequence[Service], keys: Iterator[str]) -> Step:
    """Post unique events over as many connections to each; they run already."""
    urls = [f"{one.base_url}{EVENTS_PATH}" for one in gateways]
    named = {f"webhook-gateway {number}": one.pid for number, one in enumerate(gateways, 1)}
    watch = CpuWatch({**named, **stage.pids, "generator": os.getpid()})
    load = post_for(
        requests_of(urls[0], stage.ours.secret, keys),
        *urls,
        connections=CONNECTIONS * len(gateways),
        warm_up=TURN_WARM_UP_SECONDS,
        seconds=SECONDS,
        watch=watch,
    )
    return Step("gateways", len(gateways), load.per_second, watch.shares, os.cpu_count() or 1)
