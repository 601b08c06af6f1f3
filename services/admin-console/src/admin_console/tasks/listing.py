"""Looking at tasks, their runs and the rows they set aside; nothing is changed."""

from collections.abc import Sequence
from datetime import datetime

from admin_console.database import present, with_database
from admin_console.tasks import output
from admin_console.tenants.known import require_tenant
from admin_console.terminal import show, show_json
from flow_omnium.exported_rows.mongo import MongoRows
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.record import RunEntry, TaskRecord


def list_tasks(tenant_uid: str, *, as_json: bool) -> None:
    """List the tasks of a tenant. Raises UnknownTenant."""
    records, now = with_database(lambda database: _tasks(database, tenant_uid))
    if as_json:
        show_json([output.document(one) for one in records])
    else:
        show(output.task_table(records, now))


def list_history(tenant_uid: str, task: TaskName | None, limit: int, *, as_json: bool) -> None:
    """List runs, the latest first. Raises UnknownTenant."""
    entries = with_database(lambda database: _history(database, tenant_uid, task, limit))
    if as_json:
        show_json([output.document(one) for one in entries])
    else:
        show(output.run_table(entries))


def list_rows(tenant_uid: str, kind: str | None, *, as_json: bool) -> None:
    """List the rows that are set aside. Raises UnknownTenant."""
    rows, now = with_database(lambda database: _rows(database, tenant_uid, kind))
    if as_json:
        show_json([output.document(one) for one in rows])
    else:
        show(output.row_table(rows, now))


async def _tasks(database: Database, tenant_uid: str) -> tuple[Sequence[TaskRecord], datetime]:
    await require_tenant(database, tenant_uid)
    return await MongoTaskStore(database).records(tenant_uid), await present(database)


async def _history(
    database: Database, tenant_uid: str, task: TaskName | None, limit: int
) -> Sequence[RunEntry]:
    await require_tenant(database, tenant_uid)
    return await MongoTaskStore(database).history(tenant_uid, task, limit)


async def _rows(
    database: Database, tenant_uid: str, kind: str | None
) -> tuple[Sequence[ExportedRow], datetime]:
    await require_tenant(database, tenant_uid)
    kinds = None if kind is None else [kind]
    return await MongoRows(database).set_aside(tenant_uid, kinds), await present(database)
