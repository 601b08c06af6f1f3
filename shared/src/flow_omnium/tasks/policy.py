"""How a process runs tasks: who it is, how long its leases last, how often it looks, how many it runs at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flow_omnium.runtime.clock import Clock
from flow_omnium.tasks.contract import TaskClaim
from flow_omnium.tasks.request import RunRequest


@dataclass(frozen=True)
class TaskPolicy:
    """`owner` names the process in leases; `poll_seconds` is how often it looks for what is due, `grace_seconds` how long
    runs may go on when the process stops; `retry_unit_seconds` is that of the backoff table. Of the `at_once` runs at most
    `long_at_once` are of tasks that may take hours: the others do not wait for them. `foreseen` is how many of those that wait are
    kept for the places that get free until the next look, of the long ones and of the others each."""

    owner: str
    clock: Clock
    lease: timedelta
    retry_unit_seconds: float
    poll_seconds: float = 5.0
    at_once: int = 8
    long_at_once: int = 2
    foreseen: int = 2_000
    grace_seconds: float = 20.0

    def now(self) -> datetime:
        """Return the time by the clock that all processes share."""
        return self.clock.now()

    def new_claim(self, request: RunRequest | None) -> TaskClaim:
        """Return a claim that begins now."""
        now = self.clock.now()
        return TaskClaim(self.owner, now, now + self.lease, request)
