"""What the templates of reconciliations are shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from admin_console.reconcile.output import WORDS, about
from admin_console.web.reconciliation.mending import Left
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.reconciliation.judging import Judgement
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result

AT: Final = datetime(2026, 11, 27, 11, tzinfo=UTC)
ORDER: Final = ReconciliationOrder("acme", ReconciliationKind.ORDERS, "nils", AT, since=AT)
OVER: Final = Report(
    "r-1", ORDER, ReportState.DONE, Counts(differ=2), 2, ("look", "here"), started_at=AT, ended_at=AT
)
UNDER_WAY: Final = Report("r-2", ORDER, ReportState.RUNNING, Counts(agree=1), 4, started_at=AT)
FAILED: Final = Report("r-3", ORDER, ReportState.FAILED, error="Flow refuses the token", ended_at=AT)
ROW: Final = Row(JobKind.INBOUND_ORDER, "om-1", Judgement(Result.DIFFER, ("total",), error="odd"), AT)

_FORM: Final[Mapping[str, Any]] = {
    "tenants": ["acme", "globex"],
    "kinds": list(ReconciliationKind),
    "typed": {"kind": "orders", "since": "2026-03-01T02:10", "until": None},
    "about": about,
    "next_url": None,
}
_REPORT: Final[Mapping[str, Any]] = {
    "wanted": None,
    "words": WORDS,
    "about": "changed since noon",
    "left": Left(),
    "next_url": None,
    "is_first": True,
}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "reconciliation/list.html": [
        {
            **_FORM,
            "reports": [OVER, UNDER_WAY, FAILED],
            "tenant": "acme",
            "next_url": "/reconciliation?after=x",
        },
        {**_FORM, "reports": [], "tenant": None, "tenants": []},
    ],
    "reconciliation/report.html": [
        {**_REPORT, "report": OVER, "rows": [(ROW, "order:om-1")], "is_open": False, "left": Left(1, 2)},
        {
            **_REPORT,
            "report": OVER,
            "rows": [(ROW, "order:om-1")],
            "is_open": False,
            "is_first": False,
            "next_url": "/reconciliation/r-1?after=x",
        },
        {**_REPORT, "report": UNDER_WAY, "rows": [], "is_open": True},
        {**_REPORT, "report": FAILED, "rows": [], "is_open": False, "wanted": Result.DIFFER},
    ],
}
