"""What many pages show alike is read once for all of them."""

import asyncio

import pytest

from admin_console.web.looks import MOST_KEPT, SharedLooks


class Reading:
    def __init__(self) -> None:
        self.times = 0
        self.now = 0.0
        self.looks = SharedLooks(lambda: self.now)

    async def read(self) -> int:
        self.times += 1
        await asyncio.sleep(0)
        return self.times

    async def get(self, key: object = "a") -> int:
        return await self.looks.get(key, 2, self.read)


async def test_what_is_fresh_is_read_once() -> None:
    one = Reading()
    assert [await one.get(), await one.get()] == [1, 1]
    one.now = 2
    assert await one.get() == 2


async def test_those_who_ask_together_wait_for_one_look() -> None:
    one = Reading()
    assert await asyncio.gather(*(one.get() for _ in range(50))) == [1] * 50


async def test_what_others_may_see_is_another_look() -> None:
    one = Reading()
    assert [await one.get(None), await one.get(frozenset({"acme"}))] == [1, 2]


async def test_a_look_that_failed_is_not_kept() -> None:
    looks = SharedLooks()

    async def fails() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        await looks.get("a", 2, fails)
    assert await looks.get("a", 2, Reading().read) == 1


async def test_no_number_of_keys_fills_the_memory() -> None:
    one = Reading()
    for key in range(MOST_KEPT + 5):
        await one.get(key)
    assert len(one.looks._kept) <= MOST_KEPT
