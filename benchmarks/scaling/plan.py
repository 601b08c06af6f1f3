"""How many processes of each are tried, and on how much work."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORKERS: Final = (1, 2, 4)
GATEWAYS: Final = (1, 2)
TURNS: Final = 2
"""Each number of processes has its turn, and again; the middle is told."""

ORDERS: Final = 2_000
SECONDS: Final = 5.0
"""How long a turn of the gateways lasts."""

WIDE: Final[Mapping[str, str]] = MappingProxyType({"WORKER_CONCURRENCY": "64", "TENANT_CONCURRENCY": "256"})
"""So that no cap of the one tenant is what limits: it holds over all processes."""
