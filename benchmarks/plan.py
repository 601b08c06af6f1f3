"""How much is measured and what is aimed at. All of it together stays under five minutes."""

from typing import Final

CONNECTIONS: Final = 64
"""Senders at once; each posts its next event when the last one is answered."""

TURNS: Final = 4
"""Doors take turns, A B C D A B C D …, so that a machine that grows slower slows all of them; medians are reported."""

WARM_UP_SECONDS: Final = 1.0
TURN_WARM_UP_SECONDS: Final = 0.3
TURN_SECONDS: Final = 2.0
STORM_KEYS: Final = 100

WORK_TURNS: Final = 2
WORK_SECONDS: Final = 3.0
WORK_WARM_UP_SECONDS: Final = 1.0
BACKLOG: Final = 20_000
"""Messages that a peer's worker finds: what its door took in, topped up. Ours works off what its door took in."""
JOBS_AT_ONCE: Final = 100
"""Messages that a worker holds at once, in every system."""

WAITING_JOBS: Final = 10_000
LATE_JOBS: Final = 100
LATENESS_UNIT_SECONDS: Final = 0.1
"""Unit of the backoff table while lateness is measured: its delays are 0.2 s to 12 s."""

SAMPLED: Final = 0.1
"""The share of events that are traced, as the documentation advises a busy gateway."""

TRACING_PAIRS: Final = 5
"""Pairs of turns, of 1.5 s each, of a gateway without traces and of one with."""

AIM_CELERY: Final = 4.0
AIM_FASTSTREAM: Final = 2.5
AIM_BARE: Final = 1.3
AIM_STORM: Final = 2.5
AIM_P99: Final = 0.8
"""Of the p99 of bare aiohttp, which writes to the disk for each event as well."""
AIM_JOBS: Final = 1.0
AIM_WORKER_MIB: Final = 70.0
AIM_LATE_MS: Final = 150.0
AIM_LATE_SHARE: Final = 0.05
AIM_TRACED: Final = 0.9
