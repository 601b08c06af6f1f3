"""What the template of the overview is shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from admin_console.status.overview import Backlog, Overview, Tenants
from admin_console.web.acts.aims import aim_of
from admin_console.web.overview.tenant_rows import HOURS, TenantRow
from admin_console.web.overview.tiles import tiles
from admin_console.web.system.workers import Leader, Worker, Workers
from flow_omnium.jobs.ledger.backlog import Pending
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report

AT: Final = datetime(2026, 11, 27, 11, tzinfo=UTC)
SEEN: Final = Overview(
    AT,
    backlog=Backlog({state: Pending(3, AT) for state in JobState if state in PENDING}, 2, 1, AT),
    causes=(),
    pauses=(),
    circuits=(),
    overdue={},
    tenants=Tenants(["acme"], ["globex"]),
    tokens={"acme": "valid"},
    unread={"parked": "not looked at"},
)
GROUP: Final = JobGroup({GroupBy.CAUSE: "0123456789ab"}, 3, AT, AT, "j-1", frozenset({"acme"}))
ROWS: Final = [
    TenantRow(
        "acme",
        True,
        list(range(HOURS)),
        3,
        AT,
        "valid",
        {"omnium": AT, "flow": AT},
        Report("r-1", ReconciliationOrder("acme", ReconciliationKind.ORDERS, "nils", AT), ended_at=AT),
    ),
    TenantRow("globex", False, [0] * HOURS, 0, None, None, {}, None),
]
ACTS: Final = [
    KeptEntry(act="pause", by="nils", at=AT, target="tenant:acme", sequence=7, result="done", tenant="acme"),
    KeptEntry(act="resume", by="nils", at=AT, target="tenant:acme"),
]
WORKERS: Final = Workers(
    [Worker("order-sync@a:1", 2, AT)],
    [Leader("relay", "publishes", "order-sync@a:1", AT - timedelta(hours=1))],
    AT,
)

FULL: Final[Mapping[str, Any]] = {
    "seen": SEEN,
    "sentence": "3 jobs fail for 1 cause.",
    "is_wrong": True,
    "tiles": tiles(SEEN, {"paused": 2, "slot": 1}),
    "causes": [("0123456789ab", "Flow: … is unknown", "Flow: the store 'oslo' is unknown", GROUP)],
    "more_causes": 4,
    "rows": ROWS,
    "acts": ACTS,
    "aims": [aim_of(act) for act in ACTS],
    "workers": WORKERS,
}
EMPTY: Final[Mapping[str, Any]] = {
    "seen": Overview(AT),
    "sentence": "Nothing is wrong.",
    "is_wrong": False,
    "tiles": tiles(Overview(AT), {}),
    "causes": [],
    "more_causes": 0,
    "rows": [],
    "acts": [],
    "aims": [],
    "workers": Workers([], [], None),
}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "overview/overview.html": [FULL, EMPTY, {**EMPTY, "workers": None}]
}
