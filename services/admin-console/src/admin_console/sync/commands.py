"""What an operator types to bring one record to the other side. The work is imported once a command runs."""

from typing import Annotated

import typer

from admin_console.options import AsJson, By
from admin_console.sync.choice import Direction, SyncChoice, choosing

Tenant = Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")]
Name = Annotated[str, typer.Argument(metavar="ID|NUMBER", help="What either system calls it.")]
Way = Annotated[
    Direction | None,
    typer.Option(help="Only to the shop (in), or only to Omnium (out); else each way that there is."),
]


@choosing
def order(
    choice: SyncChoice,
    name: Name,
    tenant_uid: Tenant,
    direction: Way = None,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Bring an order of Omnium to the shop, one of the shop to Omnium, and one that stands in both both ways."""
    from admin_console.sync.ordering import sync

    sync("order", name, tenant_uid, choice, direction=direction, as_json=as_json, by=by)


@choosing
def customer(
    choice: SyncChoice, name: Name, tenant_uid: Tenant, as_json: AsJson = False, by: By = None
) -> None:
    """Bring a customer of the shop to Omnium."""
    from admin_console.sync.ordering import sync

    sync("customer", name, tenant_uid, choice, as_json=as_json, by=by)


@choosing
def receipt(
    choice: SyncChoice, name: Name, tenant_uid: Tenant, as_json: AsJson = False, by: By = None
) -> None:
    """Bring the receipts of an order to Omnium: named by the order, or by one of them."""
    from admin_console.sync.ordering import sync

    sync("receipt", name, tenant_uid, choice, as_json=as_json, by=by)


@choosing
def reception(
    choice: SyncChoice, name: Name, tenant_uid: Tenant, as_json: AsJson = False, by: By = None
) -> None:
    """Bring goods receptions to Omnium: named by the purchase order, or by one of them."""
    from admin_console.sync.ordering import sync

    sync("reception", name, tenant_uid, choice, as_json=as_json, by=by)
