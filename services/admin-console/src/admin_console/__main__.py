"""The console script `flow-omnium`."""

import gc
import logging
import os
import sys
from collections.abc import Sequence

from admin_console.app import create_app
from admin_console.command_line import asks_for_json, run_command
from admin_console.failures import EXIT_FAILED, Failure, explained, tell

_SELDOM = 100_000
"""After how many new objects the collector looks at them; the default, 700, suits a program that runs for long."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exits with 0 when it did what was asked, 1 not found or failed, 2 bad input."""
    # What is imported stays: looking through it again and again for what can go took a sixth of the start.
    gc.set_threshold(_SELDOM)
    # What a library logs of a fault would stand beside the one line that explains it.
    logging.basicConfig(handlers=[logging.NullHandler()])
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        run_command(create_app(), words)
    except Exception as error:
        failure = explained(error) or _of_the_output(error)
        if failure is None:
            raise
        tell(failure, for_programs=asks_for_json(words))
        sys.exit(failure.exit_code)


def _of_the_output(error: Exception) -> Failure | None:
    """Our output cannot be written. A pipe that is closed ends us quietly before."""
    if not isinstance(error, OSError):
        return None
    _say_nothing_more()
    return Failure(EXIT_FAILED, (f"cannot go on: {error.strerror or type(error).__name__}",))


def _say_nothing_more() -> None:
    """Else the interpreter would try to write what is left when it ends, and complain of that."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    main()
