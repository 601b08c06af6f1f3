"""What follows the last event of the day: one poll of each kind, one reconciliation, and a look whether that was enough."""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.tasks.kind import POLLS, TaskName
from local_stack.errors import StackError
from local_stack.liveness import wait_until
from rigs.day.house import House
from rigs.day.tenant import UID

KINDS: Final = (
    ReconciliationKind.ORDERS,
    ReconciliationKind.RETURNS,
    ReconciliationKind.RECEIPTS,
    ReconciliationKind.RECEPTIONS,
)
REST_SECONDS: Final = 300.0
COMPARING_SECONDS: Final = 900.0
QUIET_SECONDS: Final = 1.0

Report = dict[str, Any]


@dataclass(frozen=True)
class Evening:
    """What is done in the end. Where both are left out, the judge must find what the day has left undone."""

    polls: bool = True
    fixes: bool = True

    def ended(self, house: House) -> Sequence[Report]:
        """Poll, reconcile, and return what a last comparison, which mends nothing, finds of each kind."""
        _await_events(house)
        if self.polls:
            _poll(house)
        come_to_rest(house)
        if self.fixes:
            compared(house, "--fix")
            come_to_rest(house)
        return compared(house, "--dry-run")


def come_to_rest(house: House) -> None:
    """Wait until no event is on its way and no job is left. Raises StackError, which names those that are."""
    if not _holds(lambda: not house.relay.is_busy and house.ledger.is_quiet()):
        message = f"no rest within {REST_SECONDS:g} s: {house.ledger.pending()[:5]}"
        raise StackError(message)


def _await_events(house: House) -> None:
    """Wait for the events that are on their way. Jobs may go on waiting: for a sale, say, that no event has told of."""
    if not _holds(lambda: not house.relay.is_busy):
        raise StackError("the events never end")


def _holds(condition: Callable[[], bool]) -> bool:
    """Tell whether a condition comes to hold for a moment without a break."""
    since = [time.monotonic()]

    def held() -> bool:
        if not condition():
            since[0] = time.monotonic()
        return time.monotonic() - since[0] > QUIET_SECONDS

    return wait_until(held, REST_SECONDS)


def compared(house: House, how: str) -> Sequence[Report]:
    """Compare all that has changed today, and return the reports with what they found. Raises StackError."""

    def order(kind: ReconciliationKind) -> str:
        asked = ("--kind", kind.value, "--since", "1d", how, "--no-wait")
        return str(_reconcile(house, *asked)["id"])

    with ThreadPoolExecutor(len(KINDS)) as threads:
        ordered = list(threads.map(order, KINDS))
    if not wait_until(lambda: not house.ledger.has_reports_left(), COMPARING_SECONDS):
        raise StackError("the reconciliations are never over")
    reports: Sequence[Report] = _reconcile(house, "--list")
    return [_with_rows(house, report) for report in reports if report["id"] in ordered]


def differing(reports: Sequence[Report]) -> Sequence[str]:
    """Tell of each kind what is not done or does not agree."""
    return [
        f"{report['kind']}: {report['state']}, {report['counts']}, {report['error']}: {_rows_of(report)}"
        for report in reports
        if not _agrees(report)
    ]


def _reconcile(house: House, *asked: str) -> Any:
    return json.loads(house.suite.cli_checked("reconcile", "--tenant", UID, "--json", *asked))


def _agrees(report: Report) -> bool:
    counts = report["counts"]
    return (report["state"], counts["lookedAt"]) == ("done", counts["agree"])


def _with_rows(house: House, report: Report) -> Report:
    """Records that agree have no rows, so that most reports need not be shown."""
    if _agrees(report):
        return report
    shown: Report = _reconcile(house, "--show", report["id"])
    return shown


def _rows_of(report: Report) -> Sequence[str]:
    return [f"{row['key']} {row['result']} {row['differences'] or row['error']}" for row in report["rows"]]


def _poll(house: House) -> None:
    """Ask for one run of each poll, all at once: none sees what the jobs of another one do, which is left to the reconciliation."""

    def run(task: TaskName) -> None:
        house.suite.cli_checked("tasks", "run", task.value, "--tenant", UID)

    with ThreadPoolExecutor(len(POLLS)) as threads:
        list(threads.map(run, sorted(POLLS)))
