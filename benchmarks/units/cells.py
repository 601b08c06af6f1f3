"""How tenants are spread over cells or queues, simulated from the same seed each time: how full the fullest is; pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

SEED: Final = 67
_ALPHA: Final = 1.2
"""Of the Pareto distribution of tenants' sizes: one in five has seven tenths of the work."""

_MOST: Final = 1_000.0
"""How many times the smallest the largest tenant is at most."""


@dataclass(frozen=True)
class Spread:
    """Of the work, the share of the fullest cell times the number of cells: 1 is even."""

    by_hash: float
    placed: float


def spread_of(tenants: int, cells: int) -> Spread:
    """Spread tenants of very different sizes: by a hash of their uids, and each where least is, the largest first."""
    sizes = sizes_of(tenants)
    return Spread(_fullest(_hashed(sizes, cells)), _fullest(_placed(sizes, cells)))


def sizes_of(tenants: int) -> Sequence[float]:
    """Return how much work each tenant has."""
    chance = random.Random(SEED)  # noqa: S311 - a simulation, no secret
    return [min(chance.paretovariate(_ALPHA), _MOST) for _ in range(tenants)]


def cell_of(tenant_uid: str, cells: int) -> int:
    """Return the cell of a tenant by the hash of its uid: the same in each process."""
    return int.from_bytes(blake2b(tenant_uid.encode(), digest_size=8).digest()) % cells


def _hashed(sizes: Sequence[float], cells: int) -> Sequence[float]:
    loads = [0.0] * cells
    for number, size in enumerate(sizes):
        loads[cell_of(f"tenant-{number:05}", cells)] += size
    return loads


def _placed(sizes: Sequence[float], cells: int) -> Sequence[float]:
    loads = [0.0] * cells
    for size in sorted(sizes, reverse=True):
        emptiest = min(range(cells), key=loads.__getitem__)
        loads[emptiest] += size
    return loads


def _fullest(loads: Sequence[float]) -> float:
    return max(loads) * len(loads) / sum(loads)
