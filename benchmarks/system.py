"""What is compared: a door that takes events, the queue behind it, and a worker that empties the queue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.program import Worker
from local_stack.service import Service


@dataclass(frozen=True)
class System:
    """One of the four. `durable(label)` counts what is safe of the events whose ids begin with the label, `queued()`
    the messages that wait for a worker; `done()` rises with every job that the worker has finished."""

    name: str
    door: Service
    path: str
    secret: str
    queues: Sequence[str]
    durable: Callable[[str], int]
    queued: Callable[[], int]
    done: Callable[[], int]
    left: Callable[[], int]
    worker: Worker | None = None

    @property
    def url(self) -> str:
        """Where events are posted."""
        return f"{self.door.base_url}{self.path}"
