"""Group commit: calls that arrive together share one write. The group's size adapts to the load by itself.

A lone call starts its group at once and waits for nobody; while a group is being written, later calls gather for the
next one.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Waiting: TypeAlias = tuple[_Item, asyncio.Future[_Result], contextvars.Context]


class GroupCommit(Generic[_Item, _Result]):
    """Hands items to `commit` in groups, in the order of their arrival; at most `lanes` groups at once.

    A group that starts beside another has at least `worth_a_lane` items: smaller ones cost more than they gain.
    `common` are the errors that every item of a group shares, such as a store that is down. Any other may be the fault
    of one item: then each is committed alone, and the commit must bear that it is repeated.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[_Item]], Awaitable[Sequence[_Result]]],
        *,
        max_group: int = 200,
        lanes: int = 1,
        worth_a_lane: int = 16,
        common: type[Exception] = Exception,
    ) -> None:
        self._commit = commit
        self._max_group = max_group
        self._lanes = lanes
        self._worth_a_lane = worth_a_lane
        self._common = common
        self._waiting: deque[_Waiting[_Item, _Result]] = deque()
        self._groups: set[asyncio.Task[None]] = set()

    async def submit(self, item: _Item) -> _Result:
        """Return the item's own result, once its group is committed. Raises what the commit raises."""
        future: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future, contextvars.copy_context()))
        self._start_groups()
        return await future

    @property
    def depth(self) -> int:
        """How many items wait for a group."""
        return len(self._waiting)

    def _start_groups(self) -> None:
        # A group is filled when its task first runs: so everything that arrives in this turn of the loop is in it.
        needed = self._worth_a_lane if self._groups else 1
        if len(self._waiting) >= needed and len(self._groups) < self._lanes:
            # In the context of the first: what the group does is seen in one of the traces that it is done for.
            group = asyncio.create_task(self._run_group(), context=self._waiting[0][2])
            self._groups.add(group)
            group.add_done_callback(self._end_group)

    def _end_group(self, group: "asyncio.Task[None]") -> None:
        self._groups.discard(group)
        self._start_groups()

    async def _run_group(self) -> None:
        size = min(len(self._waiting), self._max_group)
        # Empty when another lane has taken them along.
        if group := [self._waiting.popleft() for _ in range(size)]:
            await self._commit_group(group)

    async def _commit_group(self, group: "list[_Waiting[_Item, _Result]]") -> None:
        try:
            results = await self._commit([item for item, _, _ in group])
            answered = list(zip(group, results, strict=True))
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must be told
            if len(group) == 1 or isinstance(error, self._common):
                _fail(group, error)
                return
            for waiting in group:
                await self._commit_group([waiting])
            return
        except BaseException as error:
            _fail(group, error)
            raise
        for (_, future, _), result in answered:
            if not future.done():
                future.set_result(result)


def _fail(group: "list[_Waiting[_Item, _Result]]", error: BaseException) -> None:
    for _, future, _ in group:
        if future.done():
            continue
        if isinstance(error, Exception):
            future.set_exception(error)
        else:
            future.cancel()
