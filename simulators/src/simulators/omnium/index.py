"""What search sees of documents: each write only after a lag."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from simulators.clock import Clock
from simulators.documents import Document

K = TypeVar("K")


class Pending(NamedTuple, Generic[K]):
    """A write that search does not see yet."""

    visible_at: datetime
    key: K
    document: Document


class Index(Generic[K]):
    """Holds documents by key as they were some time ago. What it hands out is not to be changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[K, Document] = {}
        self._pending: deque[Pending[K]] = deque()

    def put(self, key: K, document: Document, lag_seconds: float) -> None:
        """Take in a write; search sees it after the lag."""
        self._pending.append(Pending(self._clock() + timedelta(seconds=lag_seconds), key, document))
        self._settle()

    def remove(self, key: K) -> None:
        """Forget a document at once, and what was on its way to it."""
        self._seen.pop(key, None)
        self._pending = deque(entry for entry in self._pending if entry.key != key)

    def seen(self) -> list[Document]:
        """List the documents as search sees them now, oldest first."""
        self._settle()
        return list(self._seen.values())

    def seen_of(self, keys: Iterable[K]) -> list[Document]:
        """List those of some keys as search sees them now, in the order of the keys."""
        self._settle()
        return [self._seen[key] for key in keys if key in self._seen]

    def _settle(self) -> None:
        now = self._clock()
        while self._pending and self._pending[0].visible_at <= now:
            entry = self._pending.popleft()
            self._seen[entry.key] = entry.document
