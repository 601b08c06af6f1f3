"""The command `local-stack`."""

import sys
from collections.abc import Callable

import typer
from rich.console import Console

from local_stack import commands
from local_stack.background import Background
from local_stack.errors import StackError
from local_stack.progress import Progress

INTERRUPTED = 130
WIDTH_OF_A_PIPE = 130


def create_app() -> typer.Typer:
    """Build the command line."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, help=commands.__doc__)
    for command in (commands.up, commands.down, commands.status, commands.env, commands.run, commands.demo):
        app.command(command.__name__, help=command.__doc__)(_shown(command))
    app.command("keep", hidden=True)(_shown(lambda _: Background().keep()))
    return app


def _shown(command: Callable[[Progress], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            command(Progress(_console()))
        except StackError as error:
            Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None

    return run


def _console() -> Console:
    console = Console()
    # A pipe has no width of its own; the tables need some.
    return console if console.is_terminal else Console(width=WIDTH_OF_A_PIPE)


def main() -> None:
    """Run the command line."""
    create_app()(prog_name="local-stack")
    sys.exit(0)


if __name__ == "__main__":
    main()
