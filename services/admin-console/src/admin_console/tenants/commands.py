"""What an operator types about tenants, their tokens and their secrets. The work is imported once a command runs."""

from pathlib import Path
from typing import Annotated

import typer

from admin_console.options import AsJson, By

TenantUid = Annotated[str, typer.Argument(metavar="UID", help="The tenantUid.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="YAML; ${NAME} stands for a variable.")]


def apply(
    file: File,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, write nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; a script is not asked.")] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Create or change a tenant as its file says; shows what changes first, and asks on a terminal."""
    from admin_console.tenants import apply as work

    work.apply(file, work.Manner(dry_run, yes, as_json), by=by)


def validate(file: File) -> None:
    """Check a tenant file; needs no database and no keys."""
    from admin_console.tenants import apply as work

    work.validate(file)


def template(
    tenant_uid: Annotated[
        str, typer.Argument(metavar="[UID]", help="The tenantUid; variables are named after it.")
    ] = "acme",
) -> None:
    """Write a tenant file to begin with: every key, and what it means. Needs no database."""
    from admin_console.tenants import template as work

    work.show_template(tenant_uid)


def schema() -> None:
    """Write the JSON Schema of tenant files, for editors. Needs no database."""
    from admin_console.terminal import show_json
    from flow_omnium.tenants.file_schema import tenant_file_schema

    show_json(tenant_file_schema())


def list_(as_json: AsJson = False) -> None:
    """List the tenants."""
    from admin_console.tenants.stored import list_tenants

    list_tenants(as_json=as_json)


def show(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Show how a tenant is set up. Secrets are ********."""
    from admin_console.tenants.stored import show_tenant

    show_tenant(tenant_uid, as_json=as_json)


def history(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """List who changed which keys of a tenant from what to what, and when; the latest first."""
    from admin_console.tenants.stored import show_history

    show_history(tenant_uid, as_json=as_json)


def activate(
    tenant_uid: TenantUid,
    catch_up: Annotated[
        bool | None,
        typer.Option(
            "--catch-up/--no-catch-up",
            help="Have the workers compare the time in which it was not active, and mend what differs; a terminal asks.",
        ),
    ] = None,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Let the suite work for a tenant, and say since when it did not."""
    from admin_console.tenants import activity

    activity.activate(tenant_uid, catch_up=catch_up, as_json=as_json, by=by)


def deactivate(
    tenant_uid: TenantUid,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; needed where there is no terminal.")
    ] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Stop all work for a tenant: its jobs are held, and its events are refused and do not come again."""
    from admin_console.tenants import activity

    activity.deactivate(tenant_uid, yes=yes, as_json=as_json, by=by)


def check(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Try a tenant, active or not, against Omnium and Flow: credentials, names, senders; exit code 1 unless all is well."""
    from admin_console.tenants import check as work

    work.check(tenant_uid, as_json=as_json)


def senders(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Show when Omnium and Flow last came to a tenant, and with which of its webhook secrets."""
    from admin_console.tenants import senders as work

    work.show_senders(tenant_uid, as_json=as_json)


def list_tokens(as_json: AsJson = False) -> None:
    """List how every tenant's token stands."""
    from admin_console.tenants import tokens

    tokens.list_tokens(as_json=as_json)


def show_token(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Show how a tenant's token stands."""
    from admin_console.tenants import tokens

    tokens.show_token(tenant_uid, as_json=as_json)


def rotate(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing, say what would be done.")
    ] = False,
    unbound: Annotated[
        bool,
        typer.Option(
            "--unbound",
            help="Bind no secret to its destination, so that the release before this one can read it: before its roll-out "
            "is over, and before a roll-back.",
        ),
    ] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Encrypt every stored secret afresh: with the first key of its purpose, bound to its destination. Safe to repeat."""
    from admin_console.tenants import encryption

    encryption.rotate(dry_run=dry_run, unbound=unbound, as_json=as_json, by=by)
