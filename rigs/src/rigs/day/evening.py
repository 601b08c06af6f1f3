"""What follows the last event of the day: one poll of each kind, one reconciliation, and a look whether that was enough."""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.tasks.kind import POLLS, TaskName
from local_stack.errors import StackError
from local_stack.liveness import wait_until
from rigs.day.house import House
from rigs.day.tenant import UID
from rigs.day.times import ORDER_POLLS, OTHER_POLLS

KINDS: Final = (
    ReconciliationKind.ORDERS,
    ReconciliationKind.RETURNS,
    ReconciliationKind.RECEIPTS,
    ReconciliationKind.RECEPTIONS,
)
REST_SECONDS: Final = 120.0
QUIET_SECONDS: Final = 1.0
_GRACE: Final = 0.25
"""A poll leaves out the last quarter of its interval."""

Report = dict[str, Any]


@dataclass(frozen=True)
class Evening:
    """What is done in the end. A test that leaves something out must fail."""

    polls: bool = True
    fixes: bool = True

    def ended(self, house: House) -> Mapping[str, Report]:
        """Poll, reconcile, and return what a last comparison, which mends nothing, finds of each kind."""
        come_to_rest(house)
        if self.polls:
            _poll(house)
        if self.fixes:
            compared(house, "--fix")
            come_to_rest(house)
        return compared(house, "--dry-run")


def come_to_rest(house: House, seconds: float = REST_SECONDS) -> None:
    """Wait until no event is on its way and no job is left. Raises StackError, which names those that are."""
    since = [time.monotonic()]

    def rests() -> bool:
        if house.relay.is_busy or not house.ledger.is_quiet():
            since[0] = time.monotonic()
        return time.monotonic() - since[0] > QUIET_SECONDS

    if not wait_until(rests, seconds):
        message = f"no rest within {seconds:g} s: {house.ledger.pending()[:5]}"
        raise StackError(message)


def compared(house: House, how: str) -> Mapping[str, Report]:
    """Compare all that has changed today, and wait for what is found, by kind."""

    def compare(kind: ReconciliationKind) -> Report:
        asked = ("reconcile", "--tenant", UID, "--kind", kind.value, "--since", "1d", how, "--json")
        report: Report = json.loads(house.suite.cli_checked(*asked))
        return report

    with ThreadPoolExecutor(len(KINDS)) as threads:
        return {kind.value: report for kind, report in zip(KINDS, threads.map(compare, KINDS), strict=True)}


def differing(reports: Mapping[str, Report]) -> Sequence[str]:
    """Tell of each kind what is not done or does not agree."""
    told = []
    for kind, report in reports.items():
        if report["state"] != "done" or report["counts"]["lookedAt"] != report["counts"]["agree"]:
            rows = [f"{row['key']} {row['result']} {row['differences'] or row['error']}" for row in report["rows"][:5]]
            told.append(f"{kind}: {report['state']}, {report['counts']}, {report['error']}: {rows}")
    return told


def _poll(house: House) -> None:
    """Omnium's orders first: what is brought to the shop by that is for Flow's polls to see."""
    time.sleep(house.compression.real(ORDER_POLLS) * _GRACE)
    _run(house, TaskName.POLL_OMNIUM_ORDERS)
    come_to_rest(house)
    time.sleep(house.compression.real(OTHER_POLLS) * _GRACE)
    others = sorted(POLLS - {TaskName.POLL_OMNIUM_ORDERS})
    with ThreadPoolExecutor(len(others)) as threads:
        list(threads.map(lambda task: _run(house, task), others))
    come_to_rest(house)


def _run(house: House, task: TaskName) -> None:
    house.suite.cli_checked("tasks", "run", task.value, "--tenant", UID)
