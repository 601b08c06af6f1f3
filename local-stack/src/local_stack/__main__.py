"""The command `local-stack`. What a command does is imported once it runs."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from local_stack.errors import StackError
from local_stack.progress import Progress

INTERRUPTED = 130
WIDTH_OF_A_PIPE = 130


def create_app() -> typer.Typer:
    """Build the command line."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, help="What each command of `local-stack` does."
    )
    for command in (up, down, status, env, run, order, demo):
        app.command()(command)
    app.command(hidden=True)(keep)
    return app


def up() -> None:
    """Start broker and database in the background."""
    from local_stack import commands

    _do(commands.up)


def down() -> None:
    """Stop them."""
    from local_stack import commands

    _do(commands.down)


def status() -> None:
    """Say what runs in the background."""
    from local_stack import commands

    _do(commands.status)


def env() -> None:
    """Print lines for a shell's `eval`: where all listens that runs, its keys, and the way to `flow-omnium`."""
    from local_stack import commands

    _do(commands.env)


def run() -> None:
    """Everything, until told to stop."""
    from local_stack import commands

    _do(commands.run)


def order(
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help="The next that is free, unless given.")
    ] = None,
) -> None:
    """Place an order in the simulated Omnium of what `run` runs."""
    from local_stack import commands

    _do(partial(commands.order, number=number))


def demo() -> None:
    """The story, on parts of its own."""
    from local_stack import commands

    _do(commands.demo)


def keep() -> None:
    """Keep broker and database alive: what `up` starts."""
    from local_stack.background import Background

    _do(lambda _: Background().keep())


def _do(command: Callable[[Progress], None]) -> None:
    try:
        command(Progress(_console()))
    except StackError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


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
