"""Records of a list that cannot be read: their jobs are made, so that each is tried again and shown by itself."""

from collections.abc import Iterable, Sequence

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.source import Flag, Sighting
from flow_omnium.rest.batches import Unreadable


def unreadable_sightings(kind: JobKind, records: Iterable[Unreadable], flag: Flag) -> Sequence[Sighting]:
    """Return sightings of those that say their id, in a version of their fault; flag those that do not."""
    found: list[Sighting] = []
    for one in records:
        if one.is_named and one.id:
            found.append(Sighting(kind, one.id, f"unreadable: {one.fault}"))
        else:
            flag(f"a record of a list cannot be read, and does not say which one it is: {one.fault}")
    return found
