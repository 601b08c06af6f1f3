"""What an operator types about scheduled tasks. The work is imported once a command runs."""

from typing import Annotated

import typer

from admin_console.options import AsJson, By
from admin_console.tasks.order import RunChoice, ordering
from flow_omnium.tasks.kind import TaskName

Tenant = Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")]
Task = Annotated[
    TaskName, typer.Argument(metavar="TASK", help="Its implementationType.", case_sensitive=False)
]
AnyTask = Annotated[
    TaskName | None,
    typer.Argument(
        metavar="TASK", help="One task, by its implementationType; else all.", case_sensitive=False
    ),
]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")]
Kind = Annotated[str | None, typer.Option(metavar="KIND", help="Only rows of this kind, such as product.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Show how far it is, until it has ended.")]


def list_(tenant_uid: Tenant, as_json: AsJson = False) -> None:
    """List the tasks: when each is due, how far it has come, how its latest run ended."""
    from admin_console.tasks.listing import list_tasks

    list_tasks(tenant_uid, as_json=as_json)


@ordering
def run(
    choice: RunChoice,
    task: Task,
    tenant_uid: Tenant,
    wait: Wait = True,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Run a task now, although it is not due or is disabled."""
    from admin_console.tasks import running

    running.run_task(running.Order(task, tenant_uid, choice), wait=wait, as_json=as_json, by=by)


def history(tenant_uid: Tenant, task: AnyTask = None, limit: Limit = 20, as_json: AsJson = False) -> None:
    """List runs that told something, the latest first; with --json also what each told."""
    from admin_console.tasks.listing import list_history

    list_history(tenant_uid, task, limit, as_json=as_json)


def rows(tenant_uid: Tenant, kind: Kind = None, as_json: AsJson = False) -> None:
    """List the rows that were set aside, each with its reason; the next run tries them again."""
    from admin_console.tasks.listing import list_rows

    list_rows(tenant_uid, kind, as_json=as_json)
