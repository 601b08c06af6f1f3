"""What an operator types to get a bundle for support. The work is imported once the command runs."""

from pathlib import Path
from typing import Annotated

import typer

from admin_console.options import AsJson, By


def diagnostics(
    tenant: Annotated[str, typer.Option("--tenant", metavar="UID", help="Of this tenant.")],
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A new file that only you may read, - for a pipe; else named by tenant and time.",
        ),
    ] = None,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Write one file for support: how the suite stands for a tenant, without secrets and without anything of a person."""
    from admin_console.diagnostics import making

    making.make(tenant, output, as_json=as_json, by=by)
