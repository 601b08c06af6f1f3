"""Reading more of Omnium than pages can hold: a scroll (catalog.md 2.1).

Each batch gives the id under which the next one is had; the id is dead after some minutes without a question, and an open
scroll costs Omnium memory until it has been read to its end.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from flow_omnium.omnium.api import OmniumApi, shown
from flow_omnium.omnium.models.catalogue import ScrollPage
from flow_omnium.outcomes import ApiCall, JobInterrupted, NotFound, Rejected, Unavailable
from flow_omnium.rest.call import Call
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

READINGS: Final = 3
"""How often a scroll is begun: one that expired is begun anew, since what was read of it may be written twice without harm."""

_DRAINED_BATCHES: Final = 20
_DRAIN_SECONDS: Final = 20.0

Ask = Callable[[], Awaitable[Any]]
GoOn = Callable[[str], Awaitable[Any]]


class _Expired(Exception):
    """Omnium does not know the scroll any more."""


def scroll_of(api: OmniumApi, tenant: Tenant, begin: str, go_on: str, search: BaseModel) -> "Scroll":
    """Return the scroll that begins with a search, by the paths of both calls."""
    first = Call("POST", begin, body=search)

    async def begun() -> Any:
        return await api.send(tenant, first)

    async def continued(scroll_id: str) -> Any:
        return await api.send(tenant, Call("GET", go_on, ids={"id": scroll_id}))

    return Scroll(shown(first), begun, continued)


@dataclass(frozen=True)
class Scroll:
    """How a scroll is begun, how it goes on by its newest id, and how it is named in errors."""

    call: ApiCall
    begin: Ask
    go_on: GoOn

    async def batches(self) -> AsyncGenerator[tuple[Any, ...], None]:
        """Yield the batches, each record as it came. The next one is asked for once the caller is done with the one before.

        Close it (`contextlib.aclosing`) where it is not read to its end: what is left is then drained. Raises ApiError,
        Deferred; Unavailable where it expired each time.
        """
        for _reading in range(READINGS):
            try:
                async with aclosing(self._through()) as batches:
                    async for batch in batches:
                        yield batch
            except _Expired:
                continue
            return
        raise Unavailable(self.call, f"the scroll expired {READINGS} times")

    async def _through(self) -> AsyncGenerator[tuple[Any, ...], None]:
        page = read_as(ScrollPage, await self.begin())
        try:
            while page.result:
                yield page.result
                page = await self._next(page)
        except GeneratorExit:
            await self._drain(page)
            raise

    async def _next(self, page: ScrollPage) -> ScrollPage:
        if page.scroll_id is None:
            return ScrollPage()
        try:
            return read_as(ScrollPage, await self.go_on(page.scroll_id))
        except (NotFound, Rejected):
            raise _Expired from None

    async def _drain(self, page: ScrollPage) -> None:
        """Read on, without looking, so that Omnium need not keep it open; only as long as that is cheap."""
        with suppress(JobInterrupted, TimeoutError, _Expired):
            async with asyncio.timeout(_DRAIN_SECONDS):
                for _batch in range(_DRAINED_BATCHES):
                    page = await self._next(page)
                    if not page.result:
                        return
