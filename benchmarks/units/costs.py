"""What a job of the mix takes, out of what was measured."""

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.orders.exchange import FLOW, OMNIUM
from benchmarks.units.entries import Entries
from benchmarks.units.sizing import GROWN, JobCost, mixed
from benchmarks.units.work import BROKER, DOOR, STORE, WORKER, Work


def cost_of(work: Sequence[Work], entries: Entries) -> JobCost:
    """Put the kinds together by the mix; entries are those of the filled ledger."""

    def of(pick: Callable[[Work], float]) -> float:
        return mixed({one.kind: pick(one) for one in work})

    return JobCost(
        {name: of(partial(Work.cpu_ms, process=name)) for name in (DOOR, WORKER, STORE, BROKER)},
        {vendor: of(partial(_calls, vendor=vendor)) for vendor in (OMNIUM, FLOW)},
        of(lambda one: one.journal),
        of(lambda one: one.copied),
        # An entry of a real job is longer than one that was made up, and compressed as well.
        of(lambda one: one.entry) * entries.stored / entries.plain,
        entries.indexed * GROWN,
        of(lambda one: one.message.on_disk),
    )


def _calls(work: Work, vendor: str) -> float:
    return work.calls.get(vendor, 0)
