"""The console script `flow-omnium`."""

import logging
import os
import sys
from collections.abc import Sequence

from admin_console.app import create_app
from admin_console.failures import EXIT_FAILED, EXPECTED, explained
from admin_console.terminal import report


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exits with 0 when it did what was asked, 1 not found or failed, 2 bad input."""
    # What a library logs of a fault would stand beside the one line that explains it.
    logging.basicConfig(handlers=[logging.NullHandler()])
    try:
        create_app()(args=arguments)
    except EXPECTED as error:
        failure = explained(error)
        report(failure.lines)
        sys.exit(failure.exit_code)
    except OSError as error:  # our output cannot be written; a pipe that is closed ends us quietly before
        _say_nothing_more()
        report([f"cannot go on: {error.strerror or type(error).__name__}"])
        sys.exit(EXIT_FAILED)


def _say_nothing_more() -> None:
    """Else the interpreter would try to write what is left when it ends, and complain of that."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    main()
