"""What is overdue is shown of each active tenant whose polls are on, also that nothing is."""

from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.overdue.memory import MemoryAwaitedRecords
from flow_omnium.overdue.record import Awaited, AwaitedName
from flow_omnium.overdue.watch import STATES, OverdueGauge
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.runtime.metrics import OverdueMetrics, Registrar
from flow_omnium.tasks.kind import POLLS, TaskName
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLL = TaskName.POLL_OMNIUM_ORDERS


class Shown:
    """What is shown of one late order of each of these tenants."""

    def __init__(self, *tenants: Tenant) -> None:
        self.records = MemoryAwaitedRecords()
        by = NOW - timedelta(minutes=10)
        name = AwaitedName(OverdueState.ORDER, JobKind.INBOUND_ORDER, "A")
        for tenant in tenants:
            self.records.kept[tenant.tenant_uid, name] = Awaited(name, POLL, "v1", by, by)
        self.registry = CollectorRegistry()
        metrics = OverdueMetrics(Registrar(self.registry))
        tasks = [POLL, TaskName.POLL_STOCK]
        self.gauge = OverdueGauge(self.records, tasks, metrics, lambda: tenants, FixedClock(NOW))

    def value(self, name: str, tenant: str, state: OverdueState = OverdueState.ORDER) -> float | None:
        """Return what is shown; None where there is no series."""
        labels = {"tenant": tenant, "state": state.value}
        return self.registry.get_sample_value(f"flow_omnium_overdue_{name}", labels)


async def test_how_many_are_late_and_for_how_long_is_shown() -> None:
    shown = Shown(a_tenant("acme"))
    await shown.gauge.read()
    assert (shown.value("records", "acme"), shown.value("seconds", "acme")) == (1, 600)


async def test_that_nothing_is_late_is_shown_as_well() -> None:
    shown = Shown(a_tenant("acme"))
    await shown.gauge.read()
    state = OverdueState.PICK_UP
    assert (shown.value("records", "acme", state), shown.value("seconds", "acme", state)) == (0, 0)


async def test_what_another_service_polls_is_left_to_it() -> None:
    shown = Shown(a_tenant("acme"))
    await shown.gauge.read()
    assert shown.value("records", "acme", OverdueState.RECEPTION) is None


async def test_of_tenants_that_are_off_or_are_not_polled_nothing_is_shown() -> None:
    unpolled = a_tenant("globex", polling={"orders": "off"})
    shown = Shown(a_tenant("acme", active=False), unpolled)
    await shown.gauge.read()
    assert (shown.value("records", "acme"), shown.value("records", "globex")) == (None, None)


def test_every_poll_but_that_of_levels_can_find_something_overdue() -> None:
    assert set(STATES) == POLLS - {TaskName.POLL_STOCK}
    assert {state for states in STATES.values() for state in states} == set(OverdueState)
