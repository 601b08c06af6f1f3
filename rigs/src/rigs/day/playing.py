"""Doing what a day's lives say, each act at its time: over both systems' real HTTP, as people and tills do."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from rigs.day.acts import Act, AtOnce, InOmnium, InShop, Life
from rigs.day.script import Script
from rigs.day.tenant import UID
from rigs.day.times import Compression

AGAIN_SECONDS: Final = 0.3
AT_ONCE: Final = 16

Document = dict[str, Any]


@dataclass
class Played:
    """What was done, and what could not be done until the day closed, such as to pick an order that no event has told of: in words."""

    done: int = 0
    given_up: list[str] = field(default_factory=list)


class Player:
    """Plays lives beside one another; each goes on with an act once the one before is done."""

    def __init__(self, omnium_url: str, token: str, flow_url: str, compression: Compression) -> None:
        self._omnium_url = omnium_url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._shop_url = f"{flow_url}/_sim/tenants/{UID}"
        self._compression = compression
        self._began = time.monotonic()
        self._turned: float | None = None
        self._script: Script
        self._room = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession
        self.played = Played()

    async def play(self, script: Script) -> Played:
        """Go through all lives from now on, until the day closes."""
        self._began, self._script = time.monotonic(), script
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(connector=connector) as self._session, asyncio.TaskGroup() as group:
            for life in script.lives:
                group.create_task(self._live(life))
        return self.played

    def turn(self) -> None:
        """Let the day go on from where its polls are switched off: until then nothing is done that comes after it.

        So it is the same day on a slow machine, on which what an operator does before that takes longer.
        """
        self._turned = self._turned or time.monotonic()

    async def _turn(self) -> float:
        # Another thread says it: an event of this loop's would take the loop to be known there.
        while self._turned is None:  # noqa: ASYNC110
            await asyncio.sleep(AGAIN_SECONDS)
        return self._turned

    async def _moment(self, at: float) -> float:
        """Return when it is that time of the day, if need be once it is known."""
        turns_at = self._script.unpolled_at
        if at < turns_at:
            return self._began + self._compression.real(at)
        return await self._turn() + self._compression.real(at - turns_at)

    def _is_closed(self) -> bool:
        if self._turned is None:
            return False
        left = self._script.closes_at - self._script.unpolled_at
        return time.monotonic() > self._turned + self._compression.real(left)

    async def _live(self, life: Life) -> None:
        for act in life.acts:
            due = await self._moment(min(act.at, self._script.closes_at))
            await asyncio.sleep(due - time.monotonic())
            refusal = await self._tried(act)
            if refusal is not None:
                self.played.given_up.append(f"{life.key} ({life.what}): {_name(act)}: {refusal}")
                return
            self.played.done += 1

    async def _tried(self, act: Act) -> str | None:
        """Try until it is done; else say why it was not."""
        while True:
            async with self._room:
                refusal, is_final = await self._done(act)
            if refusal is None or is_final or self._is_closed():
                return refusal
            await asyncio.sleep(AGAIN_SECONDS)

    async def _done(self, act: Act) -> tuple[str | None, bool]:
        if isinstance(act, InOmnium):
            return await self._sent(act.method, f"{self._omnium_url}{act.path}", act.body), True
        if isinstance(act, AtOnce):
            return await self._in_shop({"act": act.act, **act.fields}), True
        return await self._with_order(act)

    async def _with_order(self, act: InShop) -> tuple[str | None, bool]:
        order = await self._order(act.number)
        if order is None or order["orderState"] == "OPEN":
            return "it is not in the shop", False
        if order["orderState"] == "CANCELLED":
            return "it is cancelled", True
        body = body_of(act, order)
        return ("it has no such line", False) if body is None else (await self._in_shop(body), False)

    async def _order(self, number: str) -> Document | None:
        by_number = f"{self._shop_url}/orders?externalOrderNumber={number}"
        found = [one for one in await self._read(by_number) if one.get("type") != "RETURN"]
        if found or not number.startswith("sale-"):
            return found[0] if found else None
        return next(
            (one for one in await self._read(f"{self._shop_url}/orders") if one["orderUid"] == number), None
        )

    async def _in_shop(self, body: Mapping[str, Any]) -> str | None:
        return await self._sent("POST", f"{self._shop_url}/shop", body)

    async def _read(self, url: str) -> list[Document]:
        async with self._session.get(url) as answer:
            found: list[Document] = await answer.json()
            return found

    async def _sent(self, method: str, url: str, body: Any) -> str | None:
        async with self._session.request(method, url, json=body, headers=self._headers) as answer:
            text = await answer.text()
        return None if answer.status < HTTPStatus.BAD_REQUEST else f"{answer.status} {text[:200]}"


def body_of(act: InShop, order: Document) -> Document | None:
    """Word an act at the till on an order as it stands there; None where the order lacks the line."""
    named = {"orderUid": order["orderUid"]}
    if act.act == "return":
        named = {"originalOrderUid": order["orderUid"], "storeUid": order["storeUid"]}
    body = {"act": act.act, **named, **act.fields}
    if act.line is None:
        return body
    item = _item(order, act.line)
    if item is None:
        return None
    line = {"orderItemUid": item["orderItemUid"], "quantity": act.quantity}
    return {**body, "items": [line]} if act.as_items else {**body, **line}


def _item(order: Document, line: str) -> Document | None:
    if order.get("systemOrigin") == "POS":
        return dict(order["items"][int(line)])
    return next((item for item in order["items"] if item.get("externalId") == line), None)


def _name(act: Act) -> str:
    return f"{act.method} {act.path}" if isinstance(act, InOmnium) else act.act
