"""What has changed, read from lists that change meanwhile: nothing is missed at a border, of a page or of the window.

Each list is what is told of somebody else's connector, where records were lost in this way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.flow import routes
from flow_omnium.flow.changes import ChangesOf, Window
from flow_omnium.flow.models import ListedOrder
from flow_omnium.outcomes import ApiCall, InvalidData, NotAccepted, Unavailable
from flow_omnium.rest.batches import Batch
from flow_omnium.rest.pages import MAX_PAGES, Page
from flow_omnium.rest.versions import utc_text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WINDOW = Window(NOON, NOON + timedelta(seconds=60))
ORDERS = ChangesOf(
    routes.SEARCH_ORDERS, ListedOrder, "orderUid", lambda one: one.order_uid, lambda one: one.last_modified_at
)

Act = Callable[["LiveList"], None]


def at(second: float) -> str:
    return utc_text(NOON + timedelta(seconds=second))


@dataclass
class LiveList:
    """A list that is cut into pages anew with each request; `acts` happen once a request of their number is answered.

    The newest come first, or as they are where it is not `sorted`; of those before `since` none comes, where it filters.
    """

    seconds: dict[str, float]
    size: int = 2
    is_sorted: bool = True
    since: float | None = None
    acts: Mapping[int, Act] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    async def __call__(self, number: int) -> Page[Any]:
        self.asked.append(number)
        rows = self.rows()
        start = (number - 1) * self.size
        page = Page([self.row(uid) for uid in rows[start : start + self.size]], len(rows))
        if act := self.acts.get(len(self.asked)):
            act(self)
        return page

    def rows(self) -> Sequence[str]:
        found = [uid for uid, second in self.seconds.items() if self.since is None or second >= self.since]
        return sorted(found, key=lambda uid: -self.seconds[uid]) if self.is_sorted else found

    def row(self, uid: str) -> Any:
        return {"orderUid": uid, "lastModifiedAt": at(self.seconds[uid])}


def changed(uid: str, second: float) -> Act:
    """Somebody changes a record once more; it takes the last place of a list that is not sorted."""

    def act(live: LiveList) -> None:
        live.seconds.pop(uid, None)
        live.seconds[uid] = second

    return act


async def all_of(
    fetch: Callable[[int], Any], window: Window = WINDOW
) -> tuple[list[str], list[Batch[ListedOrder]]]:
    batches = [batch async for batch in ORDERS.through(fetch, window)]
    return [one.order_uid for batch in batches for one in batch.records], batches


async def read_into(listed: list[str], fetch: Callable[[int], Any]) -> None:
    """Read as far as it goes."""
    async for batch in ORDERS.through(fetch, WINDOW):
        listed += [one.order_uid for one in batch.records]


async def test_what_was_changed_in_the_window_is_listed_and_both_its_ends_belong_to_it() -> None:
    live = LiveList({"before": -2, "first": 0, "same": 0, "last": 60, "after": 61}, size=10)
    assert sorted((await all_of(live))[0]) == ["first", "last", "same"]


async def test_a_moment_whose_last_digits_are_cut_off_belongs_to_the_window() -> None:
    # Flow compares 12:00:00.9 and shows 12:00:00.
    window = Window(NOON + timedelta(milliseconds=900), WINDOW.until)
    assert (await all_of(LiveList({"a": 0}), window))[0] == ["a"]


async def test_a_record_that_is_changed_while_the_list_is_read_hides_none_that_moves_up() -> None:
    """CVEProject/cve-services issue 972: a record left the window between two pages, and the next page lacked another."""
    live = LiveList({"a": 1, "b": 2, "c": 3, "d": 4}, is_sorted=False, acts={1: changed("a", 100)})
    assert sorted((await all_of(live))[0]) == ["a", "b", "c", "d"]


async def test_of_the_newest_first_none_is_missed_by_a_change() -> None:
    """airbytehq/airbyte issue 21500: pages sorted by the moment of change, the oldest first, skip what moves up."""
    live = LiveList({"a": 1, "b": 2, "c": 3, "d": 4}, acts={1: changed("b", 100)})
    listed, _ = await all_of(live)
    # `b` has left the window: it is the next one's.
    assert sorted(listed) == ["a", "c", "d"]


@pytest.mark.parametrize("rotations", [(1, 0), (2, 1), (1, 2)])
async def test_records_of_one_moment_are_found_though_each_request_sorts_them_otherwise(
    rotations: tuple[int, int],
) -> None:
    """estuary/connectors issue 5205 and others: of records of the same second some were never read."""

    class Unsteady(LiveList):
        def rows(self) -> Sequence[str]:
            uids = list(self.seconds)
            by = rotations[0] if len(self.asked) == 2 else rotations[1] if len(self.asked) == 3 else 0
            return uids[by:] + uids[:by]

    listed, _ = await all_of(Unsteady(dict.fromkeys("abcde", 5.0)))
    assert sorted(listed) == ["a", "b", "c", "d", "e"]


async def test_a_page_that_fails_is_not_the_end_of_the_list() -> None:
    """pandium/sample_integrations pull request 13: a page that could not be read counted as the last one."""
    live = LiveList({"a": 1, "b": 2, "c": 3})

    async def fetch(number: int) -> Page[Any]:
        if number == 2:
            raise Unavailable(ApiCall("flow", "POST", "/orders/search"), "down")
        return await live(number)

    listed: list[str] = []
    with pytest.raises(Unavailable):
        await read_into(listed, fetch)
    assert listed == ["c", "b"]


async def test_a_list_to_which_something_comes_with_each_page_is_read_to_its_end() -> None:
    acts = {number: changed(f"new-{number}", 100 + number) for number in range(1, 40)}
    live = LiveList({f"o-{number}": number for number in range(9)}, acts=acts)
    listed, _ = await all_of(live)
    assert sorted(listed) == sorted(f"o-{number}" for number in range(9))


async def test_each_record_is_given_once_however_often_the_list_is_read() -> None:
    live = LiveList({"a": 1, "b": 2, "c": 3}, acts={1: changed("new", 100)})
    listed, batches = await all_of(live)
    assert sorted(listed) == ["a", "b", "c"]
    assert all(batch.records or batch.unreadable for batch in batches)


async def test_a_list_that_is_steady_is_read_once() -> None:
    live = LiveList({f"o-{number}": number for number in range(5)}, since=0)
    await all_of(live)
    assert live.asked == [1, 2, 3]


async def test_a_filter_that_is_passed_over_costs_the_pages_of_the_window_and_one() -> None:
    live = LiveList({f"o-{number}": number for number in range(-1000, 5)})
    listed, _ = await all_of(live)
    assert sorted(listed) == [f"o-{number}" for number in range(-1, 5)]
    assert live.asked == [1, 2, 3, 4]


async def test_where_neither_filter_nor_order_is_kept_nobody_reads_all() -> None:
    live = LiveList({f"o-{number}": number for number in range(-1000, 5)}, is_sorted=False)
    with pytest.raises(NotAccepted, match="neither the filter by time nor the order was kept"):
        await all_of(live)
    assert live.asked == [1]


async def test_a_record_that_cannot_be_read_is_told_once_however_often_the_list_is_read() -> None:
    class Damaged(LiveList):
        def row(self, uid: str) -> Any:
            return {"orderUid": ["b"]} if uid == "b" else super().row(uid)

    live = Damaged({"a": 3, "b": 2, "c": 1}, acts={1: changed("new", 100)})
    listed, batches = await all_of(live)
    assert sorted(listed) == ["a", "c"]
    assert [one.id for batch in batches for one in batch.unreadable] == ["['b']"]
    assert len(live.asked) > 2


async def test_a_record_that_cannot_be_read_hides_no_other() -> None:
    class Damaged(LiveList):
        def row(self, uid: str) -> Any:
            return {"b": {"orderUid": ["b"]}, "c": None}.get(uid, super().row(uid))

    listed, batches = await all_of(Damaged(dict.fromkeys("abcd", 5.0)))
    assert listed == ["a", "d"]
    told = [one.id for batch in batches for one in batch.unreadable]
    assert told == ["['b']", "page 2 [0]"]


async def test_a_record_that_tells_no_moment_is_listed() -> None:
    class Untimed(LiveList):
        def row(self, uid: str) -> Any:
            return {"orderUid": uid}

    assert (await all_of(Untimed({"a": -1000, "b": 1000})))[0] == ["b", "a"]


def pages(*texts: str, total: int | None) -> Callable[[int], Any]:
    """Give these pages in turn, the last one for ever."""
    given: Iterator[str] = iter(texts)
    last = [texts[-1]]

    async def fetch(_number: int) -> Page[Any]:
        text = next(given, last[0])
        return Page([{"orderUid": uid, "lastModifiedAt": at(5)} for uid in text], total)

    return fetch


async def test_a_list_that_tells_no_count_ends_where_nothing_new_comes() -> None:
    assert (await all_of(pages("ab", "cd", "", total=None)))[0] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("texts", [("ab",), ("ab", ""), ("ab", "ab", "cd", "ab")])
async def test_a_list_of_which_some_never_come_is_named_after_what_came(texts: tuple[str, ...]) -> None:
    listed: list[str] = []
    with pytest.raises(InvalidData, match=r"paging.totalCount: '9' is not what the pages of the list hold"):
        await read_into(listed, pages(*texts, total=9))
    assert listed[:2] == ["a", "b"]


async def test_a_list_without_end_is_given_up() -> None:
    async def fetch(number: int) -> Page[Any]:
        return Page([{"orderUid": str(number), "lastModifiedAt": at(5)}], 10**9)

    with pytest.raises(InvalidData, match=f"{MAX_PAGES} pages were not"):
        await all_of(fetch)
