"""At which limits memory is measured: those of a process in production, and the largest records that we expect."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TRACED: Final[Mapping[str, str]] = MappingProxyType(
    {"LOG_LEVEL": "WARNING", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
)
"""Traces are on, and the collector is away: so the spans that wait for it take memory too."""

RECORDS: Final = 32
"""Jobs at once in a worker: the default of `WORKER_CONCURRENCY`, all of one tenant here."""

LINES: Final = 300
PDF_BYTES: Final = 1024 * 1024
HOLD_SECONDS: Final = 5.0
"""For how long a neighbour keeps each record waiting with all that was read for it at hand, so that all overlap."""

SENDERS: Final = 256
BODY_BYTES: Final = 256 * 1024
"""The largest body; all senders together, of two tenants, have 64 MiB on the way, the most that the gateway lets in."""

SENDING_SECONDS: Final = 3.0
"""How long each sender holds its last byte back."""

ROUNDS: Final = 3
