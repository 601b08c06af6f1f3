"""The commands of `flow-omnium`, and how they are grouped. No command's work is imported before it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import typer

from admin_console.acts import commands as acts
from admin_console.audit import commands as audit
from admin_console.command_line import EPILOG, FullHelp, Version
from admin_console.diagnostics import commands as diagnostics
from admin_console.find import commands as find
from admin_console.jobs import commands as jobs
from admin_console.overdue import commands as overdue
from admin_console.parked import commands as parked
from admin_console.pauses import commands as pauses
from admin_console.privacy import commands as privacy
from admin_console.reconcile import commands as reconcile
from admin_console.schema import commands as schema
from admin_console.status import commands as status
from admin_console.sync import commands as sync
from admin_console.tasks import commands as tasks
from admin_console.tenants import commands as tenants


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
                "apply": tenants.apply,
                "validate": tenants.validate,
                "template": tenants.template,
                "schema": tenants.schema,
                "list": tenants.list_,
                "show": tenants.show,
                "history": tenants.history,
                "check": tenants.check,
                "senders": tenants.senders,
                "activate": tenants.activate,
                "deactivate": tenants.deactivate,
            },
        ),
        "jobs": Group(
            "What the suite has to do, does, and has done.",
            {
                "list": jobs.list_,
                "summary": jobs.summary,
                "show": jobs.show,
                "export": jobs.export,
                "plan": jobs.plan,
                "retry": jobs.retry,
                "cancel": jobs.cancel,
                "pause": pauses.pause,
                "resume": pauses.resume,
                "pauses": pauses.pauses,
                "acts": jobs.acts,
                "watch": acts.watch,
                "settle": acts.settle,
            },
        ),
        "acts": Group("What operators did.", {"list": acts.list_, "show": acts.show}),
        "tasks": Group(
            "The scheduled tasks of a tenant's catalogue.",
            {"list": tasks.list_, "run": tasks.run, "history": tasks.history, "rows": tasks.rows},
        ),
        "sync": Group(
            "Bringing one record to the other side, as an event of it would.",
            {
                "order": sync.order,
                "customer": sync.customer,
                "receipt": sync.receipt,
                "reception": sync.reception,
            },
        ),
        "parked": Group(
            "Messages that no worker could read.",
            {
                "list": parked.list_,
                "show": parked.show,
                "save": parked.save,
                "requeue": parked.requeue,
                "discard": parked.discard,
            },
        ),
        "tokens": Group(
            "How the tenants' Omnium tokens stand.",
            {"list": tenants.list_tokens, "show": tenants.show_token},
        ),
        "secrets": Group("How stored secrets are encrypted.", {"rotate": tenants.rotate}),
        "audit": Group(
            "Who did what, as a chain that shows what was tampered with.",
            {
                "list": audit.list_,
                "verify": audit.verify,
                "checkpoint": audit.checkpoint,
                "keygen": audit.keygen,
                "prune": audit.prune,
            },
        ),
        "schema": Group(
            "The collections, indexes and queues that the suite stands on.",
            {"apply": schema.apply, "check": schema.check},
        ),
        "privacy": Group(
            "What is kept of a person's records: giving it out, erasing it.",
            {"export": privacy.export, "erase": privacy.erase},
        ),
    }
)


def create_app() -> typer.Typer:
    """Build the command line."""
    # Pretty tracebacks are off: they print local variables, and those may hold secrets.
    app = typer.Typer(
        cls=FullHelp, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    app.callback(epilog=EPILOG)(flow_omnium)
    app.command("status")(status.status)
    app.command("find")(find.find)
    app.command("plan")(jobs.plan)
    app.command("reconcile")(reconcile.reconcile)
    app.command("overdue")(overdue.overdue)
    app.command("diagnostics")(diagnostics.diagnostics)
    for name, group in GROUPS.items():
        app.add_typer(_built(group), name=name)
    return app


def flow_omnium(version: Version = False) -> None:
    """Look after the Flow–Omnium sync suite: its tenants and its jobs. `status` says whether anything is wrong."""


def _built(group: Group) -> typer.Typer:
    built = typer.Typer(cls=FullHelp, no_args_is_help=True, help=group.help)
    # A group of one command would else be that command.
    built.callback()(lambda: None)
    for name, command in group.commands.items():
        built.command(name)(command)
    return built
