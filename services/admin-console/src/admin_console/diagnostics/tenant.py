"""What is known of the tenant itself: its settings without secrets, its token, tasks, overdue records, reconciliations."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from admin_console.diagnostics.sources import Sources, text_of
from admin_console.diagnostics.words import words
from admin_console.settings import TenantSettings
from admin_console.tenants.tokens import describe_token
from flow_omnium.overdue.mongo import MongoAwaitedRecords
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.report import Report
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.sealing import masked_document
from flow_omnium.tenants.tenant import Tenant

_OVERDUE: Final = 1_000
_REPORTS: Final = 10

COUNTED: Final = ("sharedCustomerIds",)
"""Settings that name customers: of these it is said how many there are."""


async def settings(sources: Sources) -> dict[str, Any]:
    """How the tenant is set up; what does not open, or is unknown to this version, is named."""
    (record,) = await _tenants(sources).records([sources.tenant_uid])
    return {
        "active": record.is_active,
        "revision": record.revision,
        "fault": record.fault or None,
        "unknownKeys": list(record.unknown),
        "settings": _settings(record),
    }


async def token(sources: Sources) -> Mapping[str, Any]:
    """How the tenant's token stands."""
    return await describe_token(sources.database, sources.tenant_uid)


async def tasks(sources: Sources) -> list[dict[str, Any]]:
    """The scheduled tasks, and how each ended last."""
    return [_task(one) for one in await MongoTaskStore(sources.database).records(sources.tenant_uid)]


async def overdue(sources: Sources) -> dict[str, Any]:
    """How much is overdue, by what it lacks, and since when."""
    found = await MongoAwaitedRecords(sources.database).overdue(sources.at, _OVERDUE, sources.tenant_uid)
    counts = Counter(one.awaited.name.state.value for one in found)
    return {
        "counts": dict(counts.most_common()),
        "longest": text_of(min((one.awaited.by for one in found), default=None)),
        "isAll": len(found) < _OVERDUE,
    }


async def reconciliations(sources: Sources) -> list[dict[str, Any]]:
    """The latest reconciliations in figures."""
    found = await MongoReconciliations(sources.database).reports(sources.tenant_uid, _REPORTS)
    return [_report(one) for one in found]


def _tenants(sources: Sources) -> TenantRepository:
    return TenantRepository(sources.database[COLLECTION], read_settings(TenantSettings).keyring())


def _settings(record: TenantRecord[Tenant]) -> dict[str, Any] | None:
    if record.tenant is None:
        return None
    document = masked_document(record.tenant)
    return document | {name: len(document[name]) for name in COUNTED if name in document}


def _task(record: TaskRecord) -> dict[str, Any]:
    last = record.last
    return {
        "task": record.task.value,
        "state": record.state.value,
        "schedule": record.schedule,
        "dueAt": text_of(record.due_at),
        "retryAt": text_of(record.retry_at),
        "failures": record.failures,
        "watermark": text_of(record.watermark),
        "fullAt": text_of(record.full_at),
        "isAskedFor": record.request is not None,
        "counts": asdict(record.counts),
        "last": last
        and {"result": last.result.value, "endedAt": text_of(last.ended_at), "text": words(last.text)},
    }


def _report(report: Report) -> dict[str, Any]:
    order = report.order
    return {
        "kind": order.kind.value,
        "state": report.state.value,
        "orderedAt": text_of(order.at),
        "since": text_of(order.since),
        "until": text_of(order.until),
        "ids": None if order.ids is None else len(order.ids),
        "makesJobs": report.makes_jobs,
        "startedAt": text_of(report.started_at),
        "endedAt": text_of(report.ended_at),
        "counts": asdict(report.counts),
        "total": report.total,
        "notes": [words(note) for note in report.notes],
        "error": words(report.error),
    }
