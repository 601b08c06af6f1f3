"""Scrolls: the rows of a large result, handed out batch by batch as they were at the start."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from simulators.clock import Clock
from simulators.documents import Document
from simulators.omnium.config import OmniumConfig
from simulators.omnium.limits import too_many_requests
from simulators.refusal import Refusal


class Batch(NamedTuple):
    """Some rows of a result, how many there are in all, and the id to go on with, None at the end."""

    rows: Sequence[Document]
    total: int
    scroll_id: str | None


@dataclass(frozen=True)
class Found:
    """A result of one kind, and how large its batches are; rows are shown as late as they are handed out."""

    kind: str
    rows: Sequence[Document]
    size: int
    # The size of the first batch, where it is another one.
    first: int | None = None
    show: Callable[[Document], Document] | None = None


class Scroll(NamedTuple):
    """A result, how much of it is handed out, and until when it is kept."""

    found: Found
    given: int
    kept_until: datetime


class Scrolls:
    """Holds open scrolls; each batch has a new id, which alone goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Scroll] = {}

    def start(self, found: Found, config: OmniumConfig) -> Batch:
        """Give the first batch. Raises Refusal 429 for one scroll too many."""
        now = self._clock()
        self._open = {key: scroll for key, scroll in self._open.items() if scroll.kept_until >= now}
        if len(self._open) >= config.open_scrolls:
            reason = f"{config.open_scrolls} scrolls open at once"
            raise too_many_requests(reason, config)
        return self._batch(Scroll(found, 0, now), found.first or found.size, config)

    def go_on(self, kind: str, scroll_id: str, config: OmniumConfig) -> Batch:
        """Give the next batch; an empty one is the last.

        Raises Refusal 404 for an id that is unknown, used already, of another kind, or idle for too long.
        """
        scroll = self._open.get(scroll_id)
        if scroll is None or scroll.found.kind != kind or scroll.kept_until < self._clock():
            raise Refusal(404, f"Scroll {scroll_id} was not found, it may have expired")
        del self._open[scroll_id]
        return self._batch(scroll, scroll.found.size, config)

    def _batch(self, scroll: Scroll, size: int, config: OmniumConfig) -> Batch:
        found, given = scroll.found, scroll.given + size
        rows, total = found.rows[scroll.given : given], len(found.rows)
        if not rows:
            return Batch(rows, total, None)
        kept_until = self._clock() + timedelta(seconds=config.scroll_seconds)
        scroll_id = secrets.token_urlsafe(12)
        self._open[scroll_id] = Scroll(found, given, kept_until)
        return Batch(rows if found.show is None else [found.show(row) for row in rows], total, scroll_id)
