"""Lists that come in pages: whole, or named as not whole, and always at an end."""

from collections.abc import Sequence

import pytest

from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.pages import MAX_PAGES, READS, Page, read_list


class Shelf:
    """Gives its pages in turn, the last one for ever; counts how often it is asked."""

    def __init__(self, *pages: tuple[str, int | None]) -> None:
        self._pages = pages
        self.asked: list[int] = []

    async def __call__(self, number: int) -> Page[str]:
        text, total = self._pages[min(len(self.asked), len(self._pages) - 1)]
        self.asked.append(number)
        return Page(list(text), total)


async def read(shelf: Shelf) -> Sequence[str]:
    return await read_list(shelf, lambda one: one)


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        ([("abc", 3)], [1]),
        ([("", 0)], [1]),
        ([("ab", 3), ("c", 3)], [1, 2]),
        ([("a", 3), ("b", 3), ("c", 3)], [1, 2, 3]),
    ],
    ids=["one page", "nothing", "a short last page", "a cap of one"],
)
async def test_pages_are_read_until_the_count_is_reached(
    pages: list[tuple[str, int | None]], asked: list[int]
) -> None:
    shelf = Shelf(*pages)
    assert "".join(await read(shelf)) == "".join(text for text, _ in pages)
    assert shelf.asked == asked


@pytest.mark.parametrize("last", ["", "cd", "d"])
async def test_a_list_that_tells_no_count_ends_where_nothing_new_comes(last: str) -> None:
    shelf = Shelf(("ab", None), ("cd", None), (last, None))
    assert await read(shelf) == ["a", "b", "c", "d"]
    assert shelf.asked == [1, 2, 3]


async def test_a_list_that_shrinks_between_pages_is_read_again() -> None:
    # `a` went after the first page: `c` moved up and was on none.
    shelf = Shelf(("ab", 3), ("", 2), ("bc", 2))
    assert await read(shelf) == ["b", "c"]


async def test_a_list_that_grows_between_pages_is_read_again() -> None:
    # `x` came before the others: `b` was on two pages.
    shelf = Shelf(("ab", 3), ("bc", 4), ("xa", 4), ("bc", 4))
    assert await read(shelf) == ["x", "a", "b", "c"]


async def test_a_record_that_is_swapped_for_another_is_not_missed() -> None:
    # `a` went and `x` came last; the count is the same, but `c` was on no page.
    shelf = Shelf(("ab", 4), ("bx", 4), ("bc", 4), ("dx", 4))
    assert await read(shelf) == ["b", "c", "d", "x"]


async def test_a_record_that_is_listed_twice_every_time_is_there_once() -> None:
    shelf = Shelf(("ab", 4), ("bc", 4), ("ab", 4), ("bc", 4))
    assert sorted(await read(shelf)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "pages",
    [
        [("ab", 5), ("", 5), ("ab", 5), ("", 5), ("ab", 5), ("", 5)],
        [("ab", 5)],
        [("ab", 0)],
        [("ab", -1)],
        [("ab", 10**12)],
    ],
    ids=["fewer than told", "the same page for ever", "none told", "below none", "no end"],
)
async def test_a_count_that_the_pages_do_not_hold_is_named_in_the_end(
    pages: list[tuple[str, int | None]],
) -> None:
    shelf = Shelf(*pages)
    with pytest.raises(InvalidData, match=r"paging.totalCount: .* is not what the pages of the list hold"):
        await read(shelf)
    assert len(shelf.asked) <= 3 * READS


@pytest.mark.parametrize("total", [None, 10**9])
async def test_a_list_without_end_is_given_up(total: int | None) -> None:
    async def page(number: int) -> Page[int]:
        return Page([number], total)

    with pytest.raises(InvalidData, match=f"{MAX_PAGES} pages were not"):
        await read_list(page, lambda one: one)


async def test_a_count_that_only_some_pages_tell_is_none() -> None:
    async def page(number: int) -> Page[int]:
        return Page([number], 3 if number == 1 else None)

    with pytest.raises(InvalidData, match=r"paging.totalCount: "):
        await read_list(page, lambda one: min(one, 2))
