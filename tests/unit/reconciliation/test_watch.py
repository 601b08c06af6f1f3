"""What the latest reconciliations have found is shown, of each tenant and kind, and of nobody who is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry

from flow_omnium.reconciliation.memory import MemoryReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, ReportState
from flow_omnium.reconciliation.result import Counts
from flow_omnium.reconciliation.watch import SHOWN_FOR, DriftWatch
from flow_omnium.runtime.metrics import ReconciliationMetrics, Registrar
from flow_omnium.testing.clock import FixedClock

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ORDERS = ReconciliationKind.ORDERS


class Shown:
    """What is shown of some reports, to the tenants `acme` and `globex`."""

    def __init__(self, *reports: Report) -> None:
        self.store = MemoryReconciliations()
        self.store.kept |= {report.id: report for report in reports}
        self.registry = CollectorRegistry()
        metrics = ReconciliationMetrics(Registrar(self.registry))
        self.watch = DriftWatch(self.store, [ORDERS], metrics, lambda: ["acme", "globex"], FixedClock(NOW))

    def rows(self, result: str, tenant: str = "acme") -> float | None:
        """Return how many stand so; None where nothing is shown."""
        labels = {"tenant": tenant, "kind": "orders", "result": result}
        return self.registry.get_sample_value("flow_omnium_reconciliation_rows", labels)


def a_report(id_: str, *, fix: bool = False, ago: timedelta = timedelta(hours=1), **counts: int) -> Report:
    order = ReconciliationOrder("acme", ORDERS, "kari", NOW - ago, since=NOW - timedelta(days=8), fix=fix)
    return Report(id_, order, ReportState.DONE, Counts(**counts), ended_at=NOW - ago)


async def test_the_latest_report_is_shown_and_how_old_it_is() -> None:
    shown = Shown(a_report("old", ago=timedelta(days=2), differ=9), a_report("new", agree=5, differ=1))
    await shown.watch.read()
    assert (shown.rows("agree"), shown.rows("differ"), shown.rows("fixed")) == (5, 1, 0)
    labels = {"tenant": "acme", "kind": "orders"}
    assert shown.registry.get_sample_value("flow_omnium_reconciliation_age_seconds", labels) == 3600


async def test_what_was_given_a_job_is_no_drift() -> None:
    shown = Shown(a_report("new", fix=True, missing_in_flow=2, fixed=2, not_comparable=1))
    await shown.watch.read()
    assert (shown.rows("missingInFlow"), shown.rows("fixed"), shown.rows("notComparable")) == (0, 2, 1)


async def test_of_tenants_that_are_gone_and_of_long_ago_nothing_is_shown() -> None:
    report = a_report("new", differ=1)
    gone = replace(report, id="gone", order=replace(report.order, tenant_uid="initech"))
    old = a_report("old", ago=SHOWN_FOR, differ=1)
    old = replace(old, order=replace(old.order, tenant_uid="globex"))
    shown = Shown(report, gone, old)
    await shown.watch.read()
    assert [shown.rows("differ", tenant) for tenant in ("acme", "initech", "globex")] == [1, None, None]
    shown.store.kept.clear()
    await shown.watch.read()
    assert shown.rows("differ") is None
