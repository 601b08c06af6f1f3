"""Which of the records that a poll has found no job has seen as they stand now. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.seen import Known
from flow_omnium.polling.source import Sighting

_UNKNOWN = Known()


def missed(sightings: Iterable[Sighting], known: Mapping[JobKind, Mapping[str, Known]]) -> Sequence[Sighting]:
    """Return those that need a job, each key once; a pending job reads the newest version by itself.

    An operator who has cancelled a job since the record became so has left it as it is.
    """
    needed: dict[tuple[JobKind, str], Sighting] = {}
    for one in sightings:
        before = known.get(one.kind, {}).get(one.key, _UNKNOWN)
        if not before.is_pending and one.version not in before.versions and not before.is_left_since(one.at):
            needed[one.kind, one.key] = one
    return tuple(needed.values())
