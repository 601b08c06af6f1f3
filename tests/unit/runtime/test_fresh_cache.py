"""What is kept for some minutes."""

import pytest

from flow_omnium.rest.cache import FRESH_SECONDS, FreshCache


class Source:
    """Counts how often it is read; fails while it is told to."""

    def __init__(self) -> None:
        self.reads = 0
        self.is_down = False

    async def read(self) -> int:
        """Give the number of this reading."""
        if self.is_down:
            raise ConnectionError
        self.reads += 1
        return self.reads


async def test_a_value_is_read_again_only_after_some_minutes() -> None:
    now, source = 1000.0, Source()
    cache: FreshCache[int] = FreshCache(lambda: now)
    assert [await cache.get("acme", source.read) for _ in range(3)] == [1, 1, 1]
    now += FRESH_SECONDS - 1
    assert await cache.get("acme", source.read) == 1
    now += 1
    assert await cache.get("acme", source.read) == 2


async def test_every_key_has_a_value_of_its_own() -> None:
    source, cache = Source(), FreshCache[int](lambda: 0.0)
    assert [await cache.get(key, source.read) for key in ("acme", "globex", "acme")] == [1, 2, 1]


async def test_a_failure_is_not_kept() -> None:
    source, cache = Source(), FreshCache[int](lambda: 0.0)
    source.is_down = True
    with pytest.raises(ConnectionError):
        await cache.get("acme", source.read)
    source.is_down = False
    assert await cache.get("acme", source.read) == 1
