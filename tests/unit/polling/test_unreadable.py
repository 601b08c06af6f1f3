"""Records of a list that cannot be read."""

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import InvalidData
from flow_omnium.polling.unreadable import unreadable_sightings
from flow_omnium.rest.batches import Unreadable

FAULT = InvalidData("status", 7, "a text")


def test_one_that_says_its_id_gets_a_job_which_shows_it_by_itself() -> None:
    flags: list[str] = []
    (seen,) = unreadable_sightings(JobKind.INBOUND_ORDER, [Unreadable("A", FAULT)], flags.append)
    assert (seen.kind, seen.key, flags) == (JobKind.INBOUND_ORDER, "A", [])


def test_it_gets_another_one_when_its_fault_is_another_one() -> None:
    faults = (FAULT, InvalidData("id", None, "given"))
    seen = unreadable_sightings(
        JobKind.INBOUND_ORDER, [Unreadable("A", fault) for fault in faults], lambda _line: None
    )
    assert len({one.version for one in seen}) == 2


def test_one_that_does_not_say_which_it_is_is_told_to_a_person() -> None:
    flags: list[str] = []
    assert (
        unreadable_sightings(
            JobKind.INBOUND_ORDER, [Unreadable("page 1 [3]", FAULT, is_named=False)], flags.append
        )
        == []
    )
    assert len(flags) == 1
