"""The commands of `flow-omnium`, and how they are grouped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

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


@dataclass(frozen=True)
class Group:
    """Commands about one thing, in the order in which the help shows them."""

    help: str
    commands: Mapping[str, Callable[..., Any]]


GROUPS: Final[Mapping[str, Group]] = MappingProxyType(
    {
        "tenants": Group(
            "Which tenants there are, and how they are set up.",
            {
                "apply": tenant_apply.apply,
                "validate": tenant_apply.validate,
                "list": tenant_commands.list_,
                "show": tenant_commands.show,
                "history": tenant_commands.history,
                "check": tenant_check.check,
                "activate": tenant_commands.activate,
                "deactivate": tenant_commands.deactivate,
            },
        ),
        "jobs": Group(
            "What the suite has to do, does, and has done.",
            {
                "list": job_commands.list_,
                "show": job_commands.show,
                "retry": repair_commands.retry,
                "cancel": repair_commands.cancel,
                "pause": pause_commands.pause,
                "resume": pause_commands.resume,
                "pauses": pause_commands.pauses,
                "acts": job_commands.acts,
            },
        ),
        "parked": Group(
            "Messages that no worker could read.",
            {"list": parked_commands.list_, "requeue": parked_commands.requeue},
        ),
        "tokens": Group(
            "How the tenants' Omnium tokens stand.",
            {"list": token_commands.list_, "show": token_commands.show},
        ),
        "secrets": Group("How stored secrets are encrypted.", {"rotate": secret_commands.rotate}),
        "audit": Group(
            "Who did what, as a chain that shows what was tampered with.",
            {
                "list": audit_commands.list_,
                "verify": audit_commands.verify,
                "checkpoint": audit_commands.checkpoint,
                "keygen": audit_commands.keygen,
                "prune": audit_commands.prune,
            },
        ),
        "schema": Group(
            "The collections, indexes and queues that the suite stands on.",
            {"apply": schema_commands.apply, "check": schema_commands.check},
        ),
        "privacy": Group(
            "What is kept of a person's records: giving it out, erasing it.",
            {"export": privacy_commands.export, "erase": privacy_commands.erase},
        ),
    }
)


def create_app() -> typer.Typer:
    """Build the command line."""
    # Pretty tracebacks are off: they print local variables, and those may hold secrets.
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    app.callback()(flow_omnium)
    app.command("plan")(plan_commands.plan)
    for name, group in GROUPS.items():
        app.add_typer(_built(group), name=name)
    return app


def flow_omnium() -> None:
    """Look after the Flow–Omnium sync suite: its tenants and its jobs."""


def _built(group: Group) -> typer.Typer:
    built = typer.Typer(no_args_is_help=True, help=group.help)
    # A group of one command would else be that command.
    built.callback()(lambda: None)
    for name, command in group.commands.items():
        built.command(name)(command)
    return built
