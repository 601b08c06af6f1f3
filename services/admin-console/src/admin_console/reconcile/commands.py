"""What an operator types to have both systems compared. The work is imported once the command runs."""

from typing import Annotated

import typer

from admin_console.options import AsJson, By
from admin_console.reconcile.choice import ReconcileChoice, choosing

Tenant = Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")]


@choosing
def reconcile(choice: ReconcileChoice, tenant_uid: Tenant, as_json: AsJson = False, by: By = None) -> None:
    """Compare what both systems have, record by record, as jobs would; --fix makes jobs for what differs.

    The workers do it, slowly, and go on where a run stopped. Without --fix nothing is written.
    """
    from admin_console.reconcile.reconciling import reconcile

    reconcile(tenant_uid, choice, as_json=as_json, by=by)
