"""What an inbound order takes, and how soon it is in the shop: a few turns of what `benchmarks.orders` measures at length."""

from dataclasses import dataclass

from benchmarks.orders.figures import Figures
from benchmarks.orders.kinds import INBOUND
from benchmarks.orders.latency import Latency, measure_latency
from benchmarks.orders.measure import measure
from benchmarks.orders.plan import LATE_ORDERS, SMALL
from benchmarks.orders.stage import opened
from local_stack.progress import Progress


@dataclass(frozen=True)
class Orders:
    """The turns on a backlog, and the latency without one."""

    backlog: Figures
    latency: Latency


def measure_orders(progress: Progress) -> Orders:
    """Measure both, on a broker and a database of their own."""
    with opened() as stage:
        recording = stage.record(INBOUND)
        with progress.step("orders: one tenant's backlog"):
            backlog = measure(stage, recording, SMALL)
        with progress.step("orders: latency on an idle suite"):
            return Orders(backlog, measure_latency(stage, recording, LATE_ORDERS))
