"""The console script `flow-omnium`."""

import logging
import sys
from collections.abc import Sequence

from admin_console.app import create_app
from admin_console.failures import EXPECTED, explained
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


if __name__ == "__main__":
    main()
