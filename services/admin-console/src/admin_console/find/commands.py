"""What an operator types to find a record. The work is imported once the command runs."""

from typing import Annotated

import typer

from admin_console.options import AsJson

Text = Annotated[
    str, typer.Argument(metavar="TEXT", help="An id, a number, a job's id, or how one of them begins.")
]
AnyTenant = Annotated[
    str | None, typer.Option("--tenant", metavar="UID", help="Only of this tenant, by its tenantUid.")
]
LedgerOnly = Annotated[
    bool, typer.Option("--ledger-only", help="Ask neither Omnium nor Flow: only what the suite has kept.")
]


def find(
    text: Text, tenant_uid: AnyTenant = None, ledger_only: LedgerOnly = False, as_json: AsJson = False
) -> None:
    """Find an order, a customer, a receipt or a reception by what anybody calls it, and tell where it stands."""
    from admin_console.find.finding import find as find_record

    find_record(text, tenant_uid, ledger_only=ledger_only, as_json=as_json)
