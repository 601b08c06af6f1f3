"""How many times the jobs of one database server some shards or cells bear, by where its operations go; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.units.cells import spread_of
from benchmarks.units.routing import Route


@dataclass(frozen=True)
class Growth:
    """Against one server: `as_it_is` with the filters of today, `named` if every operation named its tenant, `cells` if each
    server were the database of a cell of its own."""

    servers: int
    as_it_is: float
    named: float
    cells: float


def growth_of(times: Mapping[Route, float], miss: float, servers: int, tenants: int) -> Growth:
    """Work it out for a job whose operations go where `times` says. A server that is asked for what it has not does the share
    `miss` of the work of one that has it. Shards are filled by the hash of the tenant, cells by a person who knows the sizes."""
    spread = spread_of(tenants, servers)
    everywhere = times[Route.ALL] + times[Route.REFUSED]
    work = times[Route.ONE] + everywhere
    on_fullest = spread.by_hash / servers
    # Of what goes everywhere the fullest server has its own part, and misses the rest.
    sharded = times[Route.ONE] * on_fullest + everywhere * (on_fullest + miss * (1 - on_fullest))
    return Growth(servers, work / sharded, servers / spread.by_hash, servers / spread.placed)
