"""The numbers above which something is wrong, one each: an alert fires there, and a panel turns its colour there."""

from typing import Final

QUEUED_SECONDS: Final = 10 * 60
"""A queued job that is older: workers are too slow, or gone."""

PENDING_SECONDS: Final = 6 * 3600
"""A waiting or held job that is older: after ten failures (4 h 24 min) it is tried every two hours, and nobody looked."""

HELD_JOBS: Final = 1000
"""Held jobs of one queue."""

HELD_JOBS_OF_TENANT: Final = 100
"""Jobs of one tenant that were held in 15 minutes, for a reason that does not pass by itself at once."""

FAILING_SHARE: Final = 0.25
"""Failed runs among all runs of a tenant."""

FAILING_RUNS: Final = 5
"""Fewer failures than these in 15 minutes are no trend, whatever their share."""

TASK_OVERDUE_SECONDS: Final = 3600
"""A scheduled task that should have begun so long ago: a replica looks every few seconds."""

TASK_FAILURES: Final = 3
"""Runs of a task in a row that failed or were refused; after three failures it is tried every few minutes, then more rarely."""

ROWS_SET_ASIDE: Final = 1
"""Rows that Flow does not take: one is a product that is not in the shop."""

MISSED_CHANGES: Final = 3
"""Changes in half an hour that no event told of although the vendor promises one: a single one may be an outage of a minute."""

DRIFTING_RECORDS: Final = 1
"""Records on which both systems do not agree, and which no job is about to mend: one is an order that no shop sees."""

GATEWAY_ERROR_SHARE: Final = 0.02
GATEWAY_ERRORS: Final = 3
"""5xx answers to events: their share, and how many at least in 10 minutes; the senders repeat one, but not for ever."""

TURNED_AWAY_EVENTS: Final = 3
"""503 answers to events of one tenant, in an hour: so often Omnium sends an event before it gives it up."""

DUPLICATE_SHARE: Final = 0.8
DUPLICATE_EVENTS: Final = 200
"""Share of events that met a pending job of their record, and how many at least in 15 minutes."""

WRONG_SECRETS: Final = 10
"""Events of one tenant with a wrong or no secret, in 10 minutes."""

CROWDED_CONNECTIONS: Final = 20
"""Connections of a service that were closed to make room for others, in 10 minutes."""

CONFIRM_SECONDS: Final = 1.0
"""99 of 100 publications are confirmed sooner; 2 ms is usual."""

LOOP_LAG_SECONDS: Final = 0.5
"""99 of 100 timers fire with less delay; more means that something blocks the process."""

CLOCK_SECONDS: Final = 5.0
"""A machine's own clock that is further from the database's, by which the suite goes, is not kept in step."""

REPUBLISHED_JOBS: Final = 20
"""Jobs that the relay published again in 15 minutes since message or worker was lost."""

RELAY_SECONDS: Final = 120
"""Time since the relay's last pass; it passes every RELAY_INTERVAL_SECONDS, 10 by default."""

DISK_LIMITS: Final = 2
"""Free disk of the broker, in multiples of its limit; at 1 it takes no message any more."""

TOKEN_SECONDS: Final = 6 * 3600
"""Life left in a token; it lives ten days and is renewed two days before its end."""

DOWNSTREAM_ERROR_SHARE: Final = 0.1
DOWNSTREAM_ERRORS: Final = 5
"""Calls to Flow or Omnium that got a 5xx or no answer: their share, and how many at least in 15 minutes."""

CIRCUIT_STATE: Final = 1
"""A circuit that is not closed: 1 while jobs come back step by step, 2 while a system answers nothing for a tenant."""

RATE_LIMITED_CALLS: Final = 30
"""Calls for one tenant that were answered 429, in 10 minutes."""
