"""What the template of tasks is shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from admin_console.tasks.output import counted
from admin_console.web.tasks.omnium import LoggedTask, OmniumSays
from admin_console.web.tasks.own import OwnTask
from admin_console.web.tasks.pages import row_of
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import LastRun, RunEntry, RunResult, TaskRecord
from flow_omnium.tasks.request import RunRequest
from flow_omnium.testing.tenants import a_tenant

AT: Final = datetime(2026, 11, 27, 11, tzinfo=UTC)
RECORD: Final = TaskRecord(
    "acme",
    TaskName.POLL_STOCK,
    schedule="*/30 * * * * UTC",
    due_at=AT - timedelta(hours=1),
    failures=2,
    started_at=AT,
    last=LastRun(RunResult.FAILED, AT, "refused"),
)
RUN: Final = RunEntry(
    "acme",
    TaskName.PRICE,
    1,
    AT,
    AT,
    RunResult.DONE,
    "all is well",
    request=RunRequest("nils", AT),
    told=("a line",),
    flags=("look",),
)

_NOTHING: Final[Mapping[str, Any]] = {
    **{name: [] for name in ("rows", "own", "runs", "tenants", "names")},
    "tenant": None,
    "counted": counted,
    "omnium": None,
}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "tasks/list.html": [
        {
            "rows": [
                row_of(RECORD, AT, a_tenant()),
                row_of(TaskRecord("acme", TaskName.SOA), AT, a_tenant()),
            ],
            "own": [
                OwnTask("relay", "publishes", AT, "a:1", timedelta(minutes=3)),
                OwnTask("retention", "goes", None),
            ],
            "runs": [RUN],
            "tenants": ["acme"],
            "tenant": "acme",
            "names": list(TaskName),
            "counted": counted,
            "omnium": OmniumSays(
                AT,
                [LoggedTask("Prices", AT, "Information", "Success", 3), LoggedTask("x", None, None, None, 1)],
                is_cut=True,
            ),
        },
        {**_NOTHING, "tenant": "acme"},
        {**_NOTHING, "tenant": "acme", "omnium": OmniumSays(AT, why_not="it answers HTTP 403")},
        {**_NOTHING, "tenant": "acme", "omnium": OmniumSays(AT)},
        _NOTHING,
    ]
}
