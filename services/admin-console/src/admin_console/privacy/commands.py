"""What an operator types about a person's records. The work is imported once a command runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from admin_console.options import AsJson, By, taking


@dataclass(frozen=True)
class Asked:
    """Whose data is meant, as it was typed."""

    tenant: Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")]
    customer: Annotated[
        str | None, typer.Option(metavar="ID", help="A customer, by the uid in Flow or the id in Omnium.")
    ] = None
    order: Annotated[
        str | None, typer.Option(metavar="ID", help="An order, by the id in Omnium or the uid in Flow.")
    ] = None


@dataclass(frozen=True)
class AskedToErase(Asked):
    """The same, and what is decided beforehand."""

    cancel_pending: Annotated[
        bool,
        typer.Option("--cancel-pending", help="End what is still to be done for it; else that is refused."),
    ] = False
    wait: Annotated[int, typer.Option(min=0, max=3600, help="Seconds to wait for a job of it that runs.")] = (
        60
    )


@taking(Asked)
def export(
    asked: Asked,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A new file that only you may read; else it is printed."),
    ] = None,
    by: By = None,
) -> None:
    """Give out, as JSON, everything that is kept of a customer or an order."""
    from admin_console.privacy import requests
    from admin_console.privacy.subject import subject_of

    requests.export(subject_of(asked.tenant, asked.customer, asked.order), output, by=by)


@taking(AskedToErase)
def erase(
    asked: AskedToErase,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; without a terminal nobody is asked.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is kept.")] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Erase what is kept of a customer or an order, for good, and say how much that was. Erase it in Omnium and Flow first."""
    from admin_console.privacy import requests
    from admin_console.privacy.erasure import Decision
    from admin_console.privacy.subject import subject_of

    subject = subject_of(asked.tenant, asked.customer, asked.order)
    if dry_run:
        requests.search(subject, as_json=as_json)
        return
    decision = Decision(asked.cancel_pending, asked.wait)
    requests.erase(subject, decision, yes=yes, as_json=as_json, by=by)
