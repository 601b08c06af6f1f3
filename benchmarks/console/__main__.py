"""Time the web console's pages on a full ledger, and write `console.md`: `python -m benchmarks.console [ENTRIES]`."""

import os
import platform
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient

from benchmarks.command import run
from benchmarks.console.addresses import addresses
from benchmarks.console.beside import STREAMS, TURNS, measure
from benchmarks.console.page import faults, page_of
from benchmarks.console.timing import noting_scans, timed
from benchmarks.ledger.spread import ENTRIES
from benchmarks.ledger.stage import DATABASE, Stage, filled
from local_stack.errors import StackError
from local_stack.progress import Progress
from local_stack.web_console import web_console
from rigs.browser.crawl import Crawler

PAGE: Final = Path(__file__).resolve().parent.parent / "console.md"


def main() -> int:
    """Run the measurement; the exit code is 1 when something takes too long."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    return run(partial(tell, count))


def tell(count: int, progress: Progress) -> None:
    """Measure, write the page and show it. Raises StackError when a page, a plan or the gateway is not as it may be."""
    with filled(progress, count) as stage, stage.suite.token_manager, stage.suite.gateway:
        console = web_console(stage.suite)
        with console.service:
            visitor = Crawler(console.url, console.password)
            asked = addresses(stage.samples, _record(stage))
            with progress.step("opening pages"):
                pages = [timed(visitor, address) for address in asked]
            with progress.step("looking at plans"), noting_scans(stage.url, DATABASE) as scans:
                for address in asked:
                    visitor.ask("GET", address)
            with progress.step(f"{STREAMS} live streams beside the gateway"):
                beside = measure(stage, console, visitor.cookie, streams=STREAMS, turns=TURNS)
        page = page_of(pages, scans, beside, count, _machine(stage))
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")
    if found := faults(pages, scans, beside):
        raise StackError("\n".join(found))


def _record(stage: Stage) -> str:
    with MongoClient[dict[str, Any]](stage.url) as client:
        found = client[DATABASE]["jobs"].find_one({"_id": stage.samples.ended})
    if found is None:
        raise StackError("the sample has gone")
    return str(found["record"])


def _machine(stage: Stage) -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, MongoDB {stage.version} (replica set of one)"


if __name__ == "__main__":
    sys.exit(main())
