"""How calls gather into groups."""

import asyncio
from collections.abc import Sequence

import pytest

from flow_omnium.runtime.group_commit import GroupCommit
from flow_omnium.testing.virtual_time import in_virtual_time


class Log:
    """Commits by doubling; can be held up and made to fail."""

    def __init__(self) -> None:
        self.groups: list[Sequence[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def commit(self, items: Sequence[int]) -> Sequence[int]:
        self.groups.append(items)
        await self.gate.wait()
        if 13 in items:
            raise LookupError("13")
        return [item * 2 for item in items]


async def test_a_lone_call_waits_for_nobody() -> None:
    log = Log()

    assert await GroupCommit(log.commit).submit(1) == 2


async def test_calls_of_one_moment_share_a_group_and_get_their_own_results() -> None:
    log = Log()
    groups = GroupCommit(log.commit)

    assert await asyncio.gather(*(groups.submit(item) for item in range(5))) == [0, 2, 4, 6, 8]
    assert log.groups == [[0, 1, 2, 3, 4]]


async def test_calls_that_come_while_a_group_is_written_gather_for_the_next() -> None:
    log = Log()
    groups = GroupCommit(log.commit)
    log.gate.clear()
    first = asyncio.ensure_future(groups.submit(1))
    await asyncio.sleep(0)
    later = [asyncio.ensure_future(groups.submit(item)) for item in (2, 3, 4)]
    await asyncio.sleep(0)
    assert groups.depth == 3

    log.gate.set()

    assert await asyncio.gather(first, *later) == [2, 4, 6, 8]
    assert log.groups == [[1], [2, 3, 4]]


async def test_a_group_has_a_largest_size() -> None:
    log = Log()
    groups = GroupCommit(log.commit, max_group=2)

    await asyncio.gather(*(groups.submit(item) for item in range(5)))

    assert [len(group) for group in log.groups] == [2, 2, 1]


@in_virtual_time
async def test_several_lanes_write_at_once_and_never_an_empty_group() -> None:
    log = Log()
    groups = GroupCommit(log.commit, max_group=2, lanes=2, worth_a_lane=1)
    log.gate.clear()
    calls = [asyncio.ensure_future(groups.submit(item)) for item in range(6)]
    await asyncio.sleep(0.01)
    assert [len(group) for group in log.groups] == [2, 2]

    log.gate.set()

    assert await asyncio.gather(*calls) == [0, 2, 4, 6, 8, 10]
    assert all(log.groups)


async def test_a_failed_group_fails_its_own_calls_alone() -> None:
    log = Log()
    groups = GroupCommit(log.commit)

    with pytest.raises(LookupError):
        await groups.submit(13)

    assert await groups.submit(1) == 2


async def test_a_caller_that_gives_up_does_not_disturb_the_others() -> None:
    log = Log()
    groups = GroupCommit(log.commit)
    log.gate.clear()
    impatient, patient = (asyncio.ensure_future(groups.submit(item)) for item in (1, 2))
    await asyncio.sleep(0)

    impatient.cancel()
    log.gate.set()

    assert await patient == 4


@in_virtual_time
async def test_a_further_lane_opens_only_for_a_group_that_is_worth_it() -> None:
    log = Log()
    groups = GroupCommit(log.commit, lanes=2, worth_a_lane=3)
    log.gate.clear()
    calls = [asyncio.ensure_future(groups.submit(1))]
    await asyncio.sleep(0.01)
    calls += [asyncio.ensure_future(groups.submit(item)) for item in (2, 3)]
    await asyncio.sleep(0.01)
    assert log.groups == [[1]]

    calls += [asyncio.ensure_future(groups.submit(4))]
    await asyncio.sleep(0.01)
    assert log.groups == [[1], [2, 3, 4]]

    log.gate.set()
    assert await asyncio.gather(*calls) == [2, 4, 6, 8]


async def test_an_item_that_breaks_its_group_fails_alone() -> None:
    log = Log()
    groups = GroupCommit(log.commit, common=ConnectionError)

    one, bad, other = await asyncio.gather(
        *(groups.submit(item) for item in (1, 13, 2)), return_exceptions=True
    )

    assert (one, other) == (2, 4)
    assert isinstance(bad, LookupError)
    assert log.groups == [[1, 13, 2], [1], [13], [2]]


async def test_an_error_that_all_share_is_not_tried_item_by_item() -> None:
    log = Log()
    groups = GroupCommit(log.commit, common=LookupError)

    results = await asyncio.gather(*(groups.submit(item) for item in (1, 13)), return_exceptions=True)

    assert [type(result) for result in results] == [LookupError, LookupError]
    assert log.groups == [[1, 13]]


async def test_a_group_with_too_few_answers_leaves_nobody_waiting() -> None:
    async def commit(items: Sequence[int]) -> Sequence[int]:
        return items[1:]

    with pytest.raises(ValueError, match="zip"):
        await asyncio.wait_for(GroupCommit(commit).submit(1), 5)
