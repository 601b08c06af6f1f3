"""A measurement as a command: what goes wrong is one line, and how it ended is the exit code."""

from collections.abc import Callable
from typing import Final

from rich.console import Console

from local_stack.errors import StackError
from local_stack.interruption import interruptible
from local_stack.progress import Progress

FAILED: Final = 1
INTERRUPTED: Final = 130


def run(measure: Callable[[Progress], None]) -> int:
    """Run it to the end, or until told to stop; the exit code."""
    progress = Progress(Console())
    try:
        with interruptible():
            measure(progress)
    except StackError as error:
        progress.say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0
