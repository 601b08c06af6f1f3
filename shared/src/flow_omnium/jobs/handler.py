"""What a job handler is: it gets a context, does the work, returns what it changed, or raises an outcome."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class JobContext:
    """Everything a handler may know of the job it runs. `started_at` is UTC: handlers read no other clock."""

    job_id: str
    tenant: Tenant
    kind: JobKind
    key: str
    event: Mapping[str, Any]
    attempt: int
    started_at: datetime


Changes = Sequence[str]
"""One line per write, in the operator's words: kept with the attempt."""

Handler = Callable[[JobContext], Awaitable[Changes]]
Handlers = Mapping[JobKind, Handler]
