"""Who begins first where not all can."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flow_omnium.tasks.choice import Candidate, chosen
from flow_omnium.tasks.due import Due
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.settings import TaskSettings
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def candidate(
    tenant: str, task: TaskName, *, waits: int | None = None, asked: int | None = None
) -> Candidate:
    due_at = None if waits is None else NOW - timedelta(minutes=waits)
    request = None if asked is None else RunRequest("kari", NOW - timedelta(minutes=asked))
    record = TaskRecord(tenant, task, due_at=due_at)
    return Candidate(record, Due(is_full=True, request=request), a_tenant(tenant), TaskSettings({}))


def test_who_has_waited_longest_begins_and_a_first_run_waits_since_now() -> None:
    late, later = candidate("acme", TaskName.SOA, waits=5), candidate("acme", TaskName.STORE, waits=9)
    first, asked = candidate("acme", TaskName.PRICE), candidate("acme", TaskName.PRODUCT, asked=7)
    assert chosen([first, late, asked, later], [], 4, NOW) == [later, asked, late, first]


def test_no_tenant_takes_a_place_that_another_one_has_none_of() -> None:
    many = [candidate("acme", task, waits=9) for task in (TaskName.PRICE, TaskName.SOA)]
    other, busy = candidate("globex", TaskName.PRICE, waits=1), candidate("busy", TaskName.PRICE, waits=99)
    assert chosen([*many, busy, other], ["busy"], 2, NOW) == [many[0], other]


def test_of_many_those_begin_that_one_by_one_come_first() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    many = [
        candidate(f"tenant-{number % 11}", task, waits=chance.randrange(9))
        for number, task in enumerate([*TaskName] * 5)
    ]
    running = [f"tenant-{chance.randrange(5)}" for _ in range(6)]
    assert chosen(many, running, 40, NOW) == one_by_one(many, running, 40)


def one_by_one(many: Sequence[Candidate], running: Sequence[str], room: int) -> list[Candidate]:
    left, places, begun = list(many), list(running), list[Candidate]()
    for _ in range(room):
        first = min(
            left,
            key=lambda each: (places.count(each.tenant.tenant_uid), each.waits_since(NOW), each.record.key),
        )
        left.remove(first)
        begun.append(first)
        places.append(first.tenant.tenant_uid)
    return begun


def test_nothing_begins_where_there_is_no_room() -> None:
    assert chosen([candidate("acme", TaskName.PRICE)], ["acme"], 0, NOW) == []
    assert chosen([candidate("acme", TaskName.PRICE)], ["acme"], -1, NOW) == []
