"""How the command line speaks of itself: its help in full, its version, and faults in the form that was asked for."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from admin_console.failures import EXIT_FAILED

JSON = "--json"

DISTRIBUTION = "admin-console"

EPILOG = """\
Most commands need MONGODB_URL (and MONGODB_DATABASE); `parked`, `schema` and `privacy` also AMQP_URL; `plan`, `sync`, `find` and
`tenants check`, to ask Omnium and Flow, also TOKEN_MANAGER_URL, INTERNAL_API_KEY and the encryption keys. FLOW_OMNIUM_OPERATOR is
who acts. All variables: docs/configuration.md. How to find, understand and repair: docs/operating.md; alerts: docs/runbook.md.

Exit codes: 0 done, 1 not found or failed, 2 bad input. With --json a fault is {"error": …} on standard output.
"""


class FullHelp(TyperGroup):
    """A group whose help says of each command all that there is to say in a sentence, over several lines where it must."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each command with its first sentence, uncut."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, _sentence(one)) for name, one in named if one is not None and not one.hidden]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _sentence(command: Any) -> str:
    return " ".join((command.help or "").partition("\n\n")[0].split())


def _tell_version(asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import version

    typer.echo(f"flow-omnium {version(DISTRIBUTION)}")
    raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
]


def asks_for_json(words: Sequence[str]) -> bool:
    """Tell whether a program reads the answer."""
    return JSON in words


def run_command(app: typer.Typer, words: Sequence[str]) -> None:
    """Run a command, and exit with its code. For a program even a wrong option is raised, so that it is told like any fault."""
    if not asks_for_json(words):
        app(args=list(words))
        return
    try:
        raise SystemExit(app(args=list(words), standalone_mode=False) or 0)
    except typer.Abort:
        raise SystemExit(EXIT_FAILED) from None
