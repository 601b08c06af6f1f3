"""How the records of one kind of reconciliation are found: from a list of what changed, or by their ids."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import Lookup
from flow_omnium.polling.source import Sighting, Source
from flow_omnium.tenants.tenant import Tenant

FindsById = Callable[[Tenant, str], Awaitable[Sequence[Sighting]]]
"""Returns the records of an id; none where neither system has it. Raises the outcomes of `flow_omnium.outcomes`."""


@dataclass(frozen=True)
class Compares:
    """One kind of reconciliation: which jobs' plans tell of its records, and where these come from.

    Without `sources` no published route lists what changed: ids must be named.
    """

    kinds: tuple[JobKind, ...]
    find: FindsById
    sources: tuple[Source, ...] = ()


def found_by(lookup: Lookup, *kinds: JobKind) -> FindsById:
    """Return what finds records as the command `sync` does, by their ids alone; of their jobs those of some kinds."""

    async def find(tenant: Tenant, name: str) -> Sequence[Sighting]:
        found = await lookup.find(tenant, name, exact=True)
        jobs = [job for record in found for job in record.jobs if job.kind in kinds]
        return [Sighting(job.kind, job.key, "", job.event) for job in jobs]

    return find
