"""Let a worker and the gateway do very many jobs, and write what they grew by: `python -m benchmarks.growth [JOBS]`.

It ends with 1 when one of them grows without an end.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.growth.measure import measure
from benchmarks.growth.page import page_of
from benchmarks.growth.plan import JOBS
from benchmarks.measures.machine import in_short
from benchmarks.stage import set_up
from local_stack.errors import StackError
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "growth.md"


def main() -> int:
    """Run the measurement; the exit code."""
    jobs = int(sys.argv[1]) if sys.argv[1:] else JOBS
    return run(partial(tell, jobs))


def tell(jobs: int, progress: Progress) -> None:
    """Measure, write the page and show it. Raises StackError when a process grows."""
    machine = in_short()
    with set_up() as stage:
        read = measure(stage, jobs, progress)
    page = page_of(read, jobs, machine)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")
    growing = [one.service for one in read if one.grows]
    if growing:
        message = f"{' and '.join(growing)}: the last half of the jobs took more memory than the first"
        raise StackError(message)


if __name__ == "__main__":
    sys.exit(main())
