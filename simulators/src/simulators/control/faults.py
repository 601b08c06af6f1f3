"""Which faults were ordered, and which call gets the next one."""

import asyncio
from typing import Literal, TypeAlias

from aiohttp import web
from pydantic import Field

from simulators.control.calls import route_matches
from simulators.documents import Document
from simulators.write_model import WriteModel

Kind: TypeAlias = Literal["status", "html", "reset", "delay", "held", "written_no_answer", "reset_mid_body"]


class Fault(WriteModel):
    """An ordered fault: for the next `count` calls of this method and route. `seconds` are for `delay`."""

    method: str | None = None
    route: str = "*"
    count: int = Field(default=1, ge=1)
    kind: Kind
    status: int | None = Field(default=None, ge=100, le=599)
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""
    seconds: float = Field(default=0.5, ge=0, strict=False)


class FaultBoard:
    """Hands each ordered fault to that many calls, the oldest order first."""

    def __init__(self) -> None:
        self._orders: list[tuple[Fault, int]] = []
        self._cleared = asyncio.Event()

    def order(self, fault: Fault) -> None:
        """Put a fault on the board."""
        self._orders.append((fault, fault.count))

    def take(self, method: str, route: str | None) -> Fault | None:
        """Use up one count of the first fault that fits."""
        for index, (fault, remaining) in enumerate(self._orders):
            if (fault.method or method).upper() == method and route_matches(fault.route, route):
                self._orders[index : index + 1] = [(fault, remaining - 1)] if remaining > 1 else []
                return fault
        return None

    def clear(self) -> None:
        """Take every fault off the board, and let go of every call that is held."""
        self._orders.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    async def until_cleared(self) -> None:
        """Wait for the next `clear`."""
        await self._cleared.wait()

    def listed(self) -> list[Document]:
        """List what remains; `count` is how many calls it is still good for."""
        return [{**fault.model_dump(by_alias=True), "count": remaining} for fault, remaining in self._orders]


FAULTS: web.AppKey[FaultBoard] = web.AppKey("faults", FaultBoard)
