"""What is written to `results.md`: the table, the machine, and how to read both."""

from benchmarks.orders.plan import LATE_ORDERS, SMALL
from benchmarks.plan import (
    BACKLOG,
    CONNECTIONS,
    JOBS_AT_ONCE,
    LATENESS_UNIT_SECONDS,
    TRACING_PAIRS,
    TURN_SECONDS,
    TURNS,
    WORK_SECONDS,
    WORK_TURNS,
)
from benchmarks.results import Results
from benchmarks.row import markdown
from benchmarks.rows import rows_of

COMMAND = "make bench"


def table_of(results: Results) -> str:
    """The one table."""
    return markdown(list(rows_of(results)))


def report_of(results: Results) -> str:
    """The whole file."""
    return f"""# Results

Written by `{COMMAND}`, all in one run on one machine. What is compared, and why it is fair: [README.md](README.md).

{table_of(results)}

Machine: {results.machine}

How to read it:

- {CONNECTIONS} connections, each posts its next event when the last is answered; load generator, door, broker and database share the
  cores. The doors take {TURNS} turns of {TURN_SECONDS:g} s each, after a warm-up; figures are medians of the turns. Rates move by ± 20 % from run
  to run, ratios by less.
- *accepted* is a 2xx, given only after the event is durable: ours journaled in the ledger (its message follows at
  once), the peers' confirmed by the broker. Ours drops duplicates durably; none of the peers does.
- *verified*: what was accepted, warm-up included; what was found safe afterwards (ours in the ledger, the peers in the
  queue); and the messages in the queue once the door had stopped. What a door publishes behind its answers shows in
  the next line: a rate at which the queue falls behind could not last.
- *CPU of a core*: who was busy. A door near 100 % limits itself; the generator must stay far below. *rest* is everything
  else on the machine: above some 20 % something else was running, and rates are too low by it. The CPU time per event
  suffers less from that.
- *empty jobs/s*: {WORK_TURNS} turns of {WORK_SECONDS:g} s of a worker on a backlog, {JOBS_AT_ONCE} messages at once everywhere (ours:
  `WORKER_CONCURRENCY` and `TENANT_CONCURRENCY` are {JOBS_AT_ONCE}), no log line per job. Ours claims, runs and settles each job in
  the ledger; the peers (backlog topped up to {BACKLOG:,}) only acknowledge.
- *memory* is resident; the jobs wait in the broker and in the ledger.
- *lateness*: from the end of an attempt to the start of the next, less the delay of the table, with a unit of {LATENESS_UNIT_SECONDS:g} s
  (60 s in production), so the shortest delay is {2 * LATENESS_UNIT_SECONDS:g} s.
- *traces*: {TRACING_PAIRS} pairs of turns of a gateway without traces and of one that sends them to a collector on the same machine; the
  median of the ratios.
- *orders*: {SMALL.turns} turns of {SMALL.orders} orders each; bare aiohttp and a Celery task make the calls that were recorded of one of ours, and nothing
  else. By which settings, and what limits: [README.md](README.md#orders).
- *event accepted → order in Flow*: {LATE_ORDERS} orders one at a time, from the gateway's answer to that of the last call; taken off is the
  median of what the bare program takes for the same calls.
"""
