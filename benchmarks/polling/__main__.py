"""Measure what polls cost, and write what came of it: `python -m benchmarks.polling`."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.polling.meter import DATABASE, Hour, Reading
from benchmarks.polling.plan import (
    CHANGES_OF_AN_ORDER,
    FASTER,
    INTERVALS,
    MANY_SECONDS,
    ORDERS_A_DAY,
    POLLS,
    TENANTS,
)
from benchmarks.polling.records import CHANGED_ORDERS, RECEIPTS
from benchmarks.polling.stage import opened
from flow_omnium.tasks.kind import TaskName
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "polling.md"
PROCESSES: Final = (*POLLS, DATABASE)
_SMALLEST: Final = 0.1


def main() -> int:
    """Run the measurement; the exit code."""
    return run(tell)


def tell(progress: Progress) -> None:
    """Measure, write the page and show it."""
    with opened() as bench:
        with progress.step("one tenant, idle"):
            idle = bench.idle()
        with progress.step("one tenant, busy"):
            busy, found = bench.busy()
        with progress.step(f"{TENANTS} tenants, idle"):
            many, in_one_go = bench.many()
    page = page_of(idle, busy, many, found, in_one_go)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")


def page_of(idle: Hour, busy: Hour, many: Hour, found: Reading, in_one_go: float) -> str:
    """Return the whole page."""
    minutes = ", ".join(f"{task.value} {every.total_seconds() / 60:g}" for task, every in INTERVALS.items())
    return f"""# What polls cost

Written by `.venv/bin/python -m benchmarks.polling`, in under five minutes, on two cores with broker, database and simulators on them. The
workers are the real ones; each tenant has two stores, one of which has its stock in Flow. An hour at the default intervals
(in minutes: {minutes}):

| | calls to Omnium | calls to Flow | {" | ".join(f"CPU s, {name}" for name in PROCESSES)} |
|---|---|---|{"---|" * len(PROCESSES)}
{"".join(map(_row, (replace(idle, cpu=_each(many)), busy, many)))}
CPU seconds are of an hour, which has 3,600 for each core, and of the polls alone: what a process takes beside them is taken off. Calls for
tokens are left out: one serves for a day.

- **One tenant** is polled {FASTER} times as often, so that a minute stands for an hour; the figures are scaled by the polls that were
  made and those that an hour has. The CPU of the idle one is the {TENANTS}th part of what {TENANTS} took.
- **Busy** is a tenant of {ORDERS_A_DAY:,} orders a day, each of which changes {CHANGES_OF_AN_ORDER} times, at moments far apart: of those a window of two minutes,
  with the five minutes of overlap, has {CHANGED_ORDERS} in each system, and one of receipts {RECEIPTS}. Jobs have seen all of them, as they have where events
  come, so a poll reads, compares and makes no job. A poll was told of {_found(found)}. Sales of the shop's
  own are left out of Omnium's once the list is read; goods are idle.
- **{TENANTS} tenants** are polled as often as by default, spread over their intervals, and measured for {MANY_SECONDS:.0f} s, by one process of each
  worker. Beside the polls an hour took {_resting(many)} of CPU: the look
  for what is due among all of them, every five seconds, and what each does anyway. When one poll of each was due at the same moment, all
  were done in {in_one_go:.1f} s.
"""


def _each(many: Hour) -> Mapping[str, float]:
    """Return what one of many took: by itself it is less than what the processes take beside it, and that varies more."""
    return {name: seconds / TENANTS for name, seconds in many.cpu.items()}


def _row(hour: Hour) -> str:
    cells = [f"{hour.calls.get(vendor, 0):,.0f}" for vendor in ("Omnium", "Flow")]
    cells += [_seconds(hour.cpu[name]) for name in PROCESSES]
    return f"| {hour.what} | {' | '.join(cells)} |\n"


def _seconds(number: float) -> str:
    """Say so many seconds; what is taken off varies by some hundredths."""
    return f"{number:,.1f}" if number >= _SMALLEST else f"< {_SMALLEST}"


def _resting(hour: Hour) -> str:
    return ", ".join(f"{hour.resting[name]:,.0f} s ({name})" for name in PROCESSES)


def _found(found: Reading) -> str:
    polls = {
        "Omnium's orders": TaskName.POLL_OMNIUM_ORDERS,
        "Flow's orders": TaskName.POLL_FLOW_ORDERS,
        "receipts": TaskName.POLL_RECEIPTS,
    }
    return ", ".join(f"{found.records_a_run(task):.0f} of {name}" for name, task in polls.items())


if __name__ == "__main__":
    sys.exit(main())
