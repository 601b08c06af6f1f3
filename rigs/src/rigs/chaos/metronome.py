"""Tells when the machine itself stood still, so that nobody else is blamed for it."""

import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

TICK_SECONDS = 0.01
STALL_SECONDS = 0.05
"""A tick that takes longer was held up: it asks for a moment of CPU and one write to the disk."""


@dataclass(frozen=True)
class Stall:
    """When a tick began (UTC) that took too long, and when it ended."""

    began_at: datetime
    ended_at: datetime


def stood_still(stalls: Iterable[Stall], since: datetime, until: datetime) -> float:
    """Return for how many seconds between two moments the machine stood still."""
    overlaps = (min(one.ended_at, until) - max(one.began_at, since) for one in stalls)
    return sum(max(overlap.total_seconds(), 0) for overlap in overlaps)


class Metronome:
    """Ticks in a thread while the context is open, and keeps the ticks that were held up."""

    def __init__(self, folder: Path) -> None:
        """`folder` is on the disk that is watched."""
        self.stalls: list[Stall] = []
        self._file = folder / "metronome"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="metronome")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with self._file.open("wb") as file:
            while not self._stop.is_set():
                began_at = datetime.now(UTC)
                time.sleep(TICK_SECONDS)
                file.write(b".")
                file.flush()
                os.fsync(file.fileno())
                self._note(began_at, datetime.now(UTC))

    def _note(self, began_at: datetime, ended_at: datetime) -> None:
        if (ended_at - began_at).total_seconds() > STALL_SECONDS:
            self.stalls.append(Stall(began_at, ended_at))
