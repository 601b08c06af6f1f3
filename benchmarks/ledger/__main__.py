"""Time what operators ask of a full ledger, and write `ledger.md`: `python -m benchmarks.ledger [ENTRIES]`."""

import os
import platform
import sys
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.ledger.page import page_of, too_slow
from benchmarks.ledger.questions import questions
from benchmarks.ledger.spread import ENTRIES
from benchmarks.ledger.stage import Stage, filled
from benchmarks.ledger.timing import timed
from local_stack.errors import StackError
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "ledger.md"


def main() -> int:
    """Run the measurement; the exit code is 1 when a command takes too long."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    return run(partial(tell, count))


def tell(count: int, progress: Progress) -> None:
    """Measure, write the page and show it. Raises StackError when a command takes too long."""
    with filled(progress, count) as stage:
        with progress.step("asking"):
            answers = [timed(words) for words in questions(stage.samples)]
        page = page_of(answers, count, _machine(stage))
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")
    if slow := too_slow(answers):
        message = f"{len(slow)} commands take too long"
        raise StackError(message)


def _machine(stage: Stage) -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, MongoDB {stage.version} (replica set of one)"


if __name__ == "__main__":
    sys.exit(main())
