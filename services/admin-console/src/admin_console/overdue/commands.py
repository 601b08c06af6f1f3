"""What an operator types to see what is overdue. The work is imported once the command runs."""

from typing import Annotated

import typer

from admin_console.options import AsJson
from flow_omnium.polling.expectation import OverdueState

AnyTenant = Annotated[
    str | None, typer.Option("--tenant", metavar="UID", help="Only this tenant's, by its tenantUid.")
]
AnyState = Annotated[
    OverdueState | None,
    typer.Option("--state", help="Only what is overdue in this way.", case_sensitive=False),
]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")]


def overdue(
    tenant_uid: AnyTenant = None, state: AnyState = None, limit: Limit = 50, as_json: AsJson = False
) -> None:
    """List what is not as it should be by now, the longest first; it goes by itself once a poll finds it so."""
    from admin_console.overdue.listing import list_overdue

    list_overdue(tenant_uid, state, limit, as_json=as_json)
