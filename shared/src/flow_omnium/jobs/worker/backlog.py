"""What a worker has taken of one tenant's held jobs, and how many it takes at the next look into the ledger. No I/O."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from flow_omnium.jobs.entry import JobEntry

AHEAD_PER_SLOT = 2
"""Jobs for each slot that are taken ahead, at most; as many again come while those are begun."""


@dataclass
class TakenBacklog:
    """The jobs that are taken and have not begun (`ready`), the look that is under way, and how many slots wait.

    `asked` counts the slots that have asked beside the look, `pace` is what it came to at the last ones: so many jobs are
    taken ahead of the slots that will run them.
    """

    ready: deque[JobEntry] = field(default_factory=deque)
    look: "asyncio.Task[None] | None" = None
    waiting: int = 0
    asked: int = 0
    pace: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether it can be forgotten."""
        return not self.ready and self.look is None and not self.waiting

    @property
    def runs_short(self) -> bool:
        """Whether what is ready may be used up before a look that begins now is over."""
        return len(self.ready) < self.pace and self.look is None

    def begun(self) -> int:
        """Note that a look begins; return how many jobs it is to take."""
        # Of those that wait, all but the one that it is begun for have asked beside it.
        self.asked = max(self.waiting - 1, 0)
        return max(self.waiting + 2 * self.pace - len(self.ready), 1)

    def over(self, taken: Sequence[JobEntry], cap: int) -> None:
        """Note what a look has brought of a tenant that may run `cap` jobs at once."""
        # Where several slots had to wait for it all the same, more are taken ahead; where none had to, fewer by one.
        more = self.pace if self.waiting > 1 else 0
        self.pace = min(max(self.asked + more, self.pace - 1), AHEAD_PER_SLOT * cap)
        self.ready.extend(taken)
