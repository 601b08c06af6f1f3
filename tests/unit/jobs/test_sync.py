"""A plan is carried out as far as it can be, told as a whole, and compared again where it asks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from flow_omnium.jobs.handler import JobContext, PausedIn
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import MOST_TOLD, Plan, Summary, SyncHandler, Write, together
from flow_omnium.outcomes import ApiCall, Failed, Ignored, InvalidData, NotFound, Paused, Unavailable
from flow_omnium.testing.jobs import NOON
from flow_omnium.testing.tenants import a_tenant

CALL = ApiCall("omnium", "POST", "/somewhere")
GONE = NotFound(CALL, "gone", http_status=404)
DOWN = Unavailable(CALL, "down", http_status=503)


@dataclass(frozen=True)
class Step:
    """A write that does what its name says."""

    name: str

    def describe(self) -> Summary:
        return Summary(self.name)


@dataclass
class Script:
    """A sync whose plans are given; a write named like a failure fails with it."""

    plans: Sequence[Plan]
    failures: dict[str, Failed] = field(default_factory=dict)
    made: int = 0
    on_apply: Callable[[], object] | None = None

    async def plan(self, _job: JobContext) -> Plan:
        self.made += 1
        return self.plans[min(self.made, len(self.plans)) - 1]

    async def apply(self, _job: JobContext, write: Write) -> None:
        failure = self.failures.get(str(write.describe()))
        if failure is not None:
            raise failure
        if self.on_apply is not None:
            self.on_apply()


def a_job() -> JobContext:
    return JobContext("job-1", a_tenant(), JobKind.RECEIVEMENT, "PO-1", {}, NOON)


async def test_a_write_that_is_refused_stops_those_that_build_on_it() -> None:
    job = a_job()
    script = Script([Plan([Step("first"), Step("second")])], {"first": GONE})
    with pytest.raises(NotFound):
        await SyncHandler(script)(job)
    assert job.journal.changes == []


async def test_of_independent_writes_one_that_is_refused_stops_none_and_is_told_in_the_end() -> None:
    job = a_job()
    script = Script([Plan([Step("first"), Step("second")], is_independent=True)], {"first": GONE})
    with pytest.raises(NotFound):
        await SyncHandler(script)(job)
    assert job.journal.changes == ["second"]
    assert job.journal.writes == [Step("second")]


async def test_what_would_befall_the_next_write_as_well_stops_independent_ones() -> None:
    job = a_job()
    script = Script([Plan([Step("first"), Step("second")], is_independent=True)], {"first": DOWN})
    with pytest.raises(Unavailable):
        await SyncHandler(script)(job)
    assert job.journal.changes == []


async def test_both_sides_are_compared_again_until_nothing_is_left() -> None:
    job = a_job()
    script = Script([Plan([Step("first")], is_compared_after=True), Plan(flags=("differs",))])
    await SyncHandler(script)(job)
    assert (script.made, job.journal.changes, job.journal.flags) == (2, ["first"], ["differs"])


async def test_what_comes_in_all_the_time_keeps_no_job_for_ever() -> None:
    job = a_job()
    script = Script([Plan([Step("again")], is_compared_after=True)])
    await SyncHandler(script)(job)
    assert job.journal.changes == ["again"] * 3


async def test_a_plan_without_writes_is_not_compared_again() -> None:
    script = Script([Plan(reason="agreed", is_compared_after=True)])
    with pytest.raises(Ignored, match="agreed"):
        await SyncHandler(script)(a_job())
    assert script.made == 1


def paused_stores(*stores: str) -> PausedIn:
    return lambda wanted: next((f"store:acme/{store}" for store in wanted if store in stores), None)


async def test_nothing_is_written_to_a_paused_store() -> None:
    job = replace(a_job(), paused_in=paused_stores("oslo"))
    job.journal.in_store("oslo", "bergen")
    with pytest.raises(Paused) as held:
        await SyncHandler(Script([Plan([Step("first")])]))(job)
    assert (held.value.held_by, job.journal.changes) == ("store:acme/oslo", [])


async def test_a_plan_may_name_the_stores_that_its_writes_concern_which_are_then_asked_about() -> None:
    job = replace(a_job(), paused_in=paused_stores("oslo"))
    job.journal.in_store("oslo")
    await SyncHandler(Script([Plan([Step("first")], stores=("bergen",))]))(job)
    assert (job.journal.changes, job.journal.stores) == (["first"], ["oslo", "bergen"])


async def test_a_run_that_has_begun_to_write_goes_on_to_its_end() -> None:
    paused: set[str] = set()
    job = replace(a_job(), paused_in=lambda stores: next((one for one in stores if one in paused), None))
    job.journal.in_store("oslo")
    script = Script([Plan([Step("first")], is_compared_after=True), Plan([Step("second")])])
    script.on_apply = lambda: paused.add("oslo")
    await SyncHandler(script)(job)
    assert job.journal.changes == ["first", "second"]


async def test_what_has_nothing_to_write_is_held_by_no_pause() -> None:
    job = replace(a_job(), paused_in=paused_stores("oslo"))
    job.journal.in_store("oslo")
    with pytest.raises(Ignored) as agreed:
        await SyncHandler(Script([Plan()]))(job)
    assert agreed.value.has_compared


def test_one_failure_stays_what_it_is() -> None:
    failure = InvalidData("warehouseUid", "cellar", "a warehouse of Omnium")
    assert together([failure]) is failure
    assert together([]) is None


def test_several_are_told_in_one() -> None:
    assert str(together([Failed("a"), Failed("b")])) == "a; b"


def test_very_many_are_counted() -> None:
    told = str(together([Failed("a")] * (MOST_TOLD + 3)))
    assert told.endswith("a; and 3 more")
    assert told.count("a;") == MOST_TOLD


async def test_a_further_plan_tells_afresh_what_rests_on_the_writes_and_keeps_the_rest() -> None:
    job = a_job()
    first = Plan(
        [Step("first")],
        flags=("3 will be there", "the order is closed"),
        is_compared_after=True,
        told_afresh=("3 will be there",),
    )
    await SyncHandler(Script([first, Plan(flags=("2 are there",))]))(job)
    assert job.journal.flags == ["the order is closed", "2 are there"]


async def test_what_is_refused_is_compared_again_told_once_and_known_to_the_further_plan() -> None:
    job = a_job()
    plan = Plan([Step("first"), Step("second")], is_independent=True, is_compared_after=True)
    with pytest.raises(NotFound):
        await SyncHandler(Script([plan, replace(plan, is_compared_after=False)], {"first": GONE}))(job)
    assert job.journal.refused[0] == Step("first")
    assert job.journal.changes == ["second", "second"]
