"""Scrolls: the rest of a large result, handed out batch by batch as it was at the start."""

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from simulators.clock import Clock
from simulators.documents import Document
from simulators.refusal import Refusal

IDLE: Final = timedelta(minutes=5)
BATCH: Final = 2_000


class Scroll(NamedTuple):
    """What is left of a result, of how many in all, and until when it is kept."""

    left: list[Document]
    total: int
    kept_until: datetime


class Scrolls:
    """Holds open scrolls; each batch has a new id, which alone goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Scroll] = {}

    def start(self, left: list[Document], total: int) -> str:
        """Keep the rest of a result; gives the id to go on with."""
        scroll_id = secrets.token_urlsafe(12)
        self._open[scroll_id] = Scroll(left, total, self._clock() + IDLE)
        return scroll_id

    def go_on(self, scroll_id: str) -> tuple[list[Document], int, str | None]:
        """Give the next batch, the size of the whole, and the next id; the end is an empty batch without one.

        Raises Refusal 404 for an id that is unknown, used already, or idle for too long.
        """
        scroll = self._open.pop(scroll_id, None)
        if scroll is None or scroll.kept_until < self._clock():
            raise Refusal(404, f"Scroll {scroll_id} was not found, it may have expired")
        batch = scroll.left[:BATCH]
        following = self.start(scroll.left[BATCH:], scroll.total) if batch else None
        return batch, scroll.total, following
