"""The commands of `flow-omnium`, and how they are grouped."""

import typer

from admin_console import (
    audit_commands,
    job_commands,
    parked_commands,
    pause_commands,
    plan_commands,
    privacy_commands,
    repair_commands,
    schema_commands,
    secret_commands,
    tenant_apply,
    tenant_check,
    tenant_commands,
    token_commands,
)


def create_app() -> typer.Typer:
    """Build the command line."""
    # Pretty tracebacks are off: they print local variables, and those may hold secrets.
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    app.callback()(flow_omnium)
    app.add_typer(_tenants(), name="tenants")
    app.add_typer(_jobs(), name="jobs")
    app.add_typer(_parked(), name="parked")
    app.command("plan")(plan_commands.plan)
    app.add_typer(_tokens(), name="tokens")
    app.add_typer(_secrets(), name="secrets")
    app.add_typer(_audit(), name="audit")
    app.add_typer(_schema(), name="schema")
    app.add_typer(_privacy(), name="privacy")
    return app


def flow_omnium() -> None:
    """Look after the Flow–Omnium sync suite: its tenants and its jobs."""


def _tenants() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Which tenants there are, and how they are set up.")
    group.command("apply")(tenant_apply.apply)
    group.command("validate")(tenant_apply.validate)
    group.command("list")(tenant_commands.list_)
    group.command("show")(tenant_commands.show)
    group.command("history")(tenant_commands.history)
    group.command("check")(tenant_check.check)
    group.command("activate")(tenant_commands.activate)
    group.command("deactivate")(tenant_commands.deactivate)
    return group


def _jobs() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="What the suite has to do, does, and has done.")
    group.command("list")(job_commands.list_)
    group.command("show")(job_commands.show)
    group.command("retry")(repair_commands.retry)
    group.command("cancel")(repair_commands.cancel)
    group.command("pause")(pause_commands.pause)
    group.command("resume")(pause_commands.resume)
    group.command("pauses")(pause_commands.pauses)
    group.command("acts")(job_commands.acts)
    return group


def _tokens() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="How the tenants' Omnium tokens stand.")
    group.command("list")(token_commands.list_)
    group.command("show")(token_commands.show)
    return group


def _secrets() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="How stored secrets are encrypted.")
    group.callback()(secrets)
    group.command("rotate")(secret_commands.rotate)
    return group


def secrets() -> None:
    """How stored secrets are encrypted."""


def _audit() -> typer.Typer:
    group = typer.Typer(
        no_args_is_help=True, help="Who did what, as a chain that shows what was tampered with."
    )
    group.command("list")(audit_commands.list_)
    group.command("verify")(audit_commands.verify)
    group.command("checkpoint")(audit_commands.checkpoint)
    group.command("keygen")(audit_commands.keygen)
    group.command("prune")(audit_commands.prune)
    return group


def _schema() -> typer.Typer:
    group = typer.Typer(
        no_args_is_help=True, help="The collections, indexes and queues that the suite stands on."
    )
    group.command("apply")(schema_commands.apply)
    group.command("check")(schema_commands.check)
    return group


def _privacy() -> typer.Typer:
    group = typer.Typer(
        no_args_is_help=True, help="What is kept of a person's records: giving it out, erasing it."
    )
    group.command("export")(privacy_commands.export)
    group.command("erase")(privacy_commands.erase)
    return group


def _parked() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Messages that no worker could read.")
    group.command("list")(parked_commands.list_)
    group.command("requeue")(parked_commands.requeue)
    return group
