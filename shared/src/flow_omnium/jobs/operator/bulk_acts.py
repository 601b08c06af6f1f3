"""Acts on many jobs that a server carries out: what is to be done, how far it is, and who is at it. No I/O.

Its jobs are those of `act_jobs` under the same number, in the same order: `position` is how many of them were dealt with.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from flow_omnium.jobs.entry import AuditEntry

STANDS_STILL_AFTER: Final = timedelta(minutes=15)
"""An act that deals with no job for so long stands still: the first jobs of one are waited for ten minutes at most."""

MOST_DEFECTS: Final = 5
"""After so many defects an act has failed: what a server meets again and again does not mend itself."""


class BulkState(StrEnum):
    """Whether anything is still to be done."""

    OPEN = "open"
    DONE = "done"
    STOPPED = "stopped"
    """By a person, or since the first did not end well: the rest is left alone."""
    FAILED = "failed"
    """Servers met a defect in it as often as is allowed: the rest is left alone."""


class BulkStep(StrEnum):
    """What comes next."""

    WORK = "work"
    AWAIT = "await"
    """The first were dealt with, and have to end well before the rest is touched."""
    STOP = "stop"
    END = "end"


class BulkAct(BaseModel):
    """One act, by its number in the audit log. Times are UTC.

    `repair` names what is done to each job; `first` are dealt with before the rest, which waits until those have ended well
    (`first_is_well`, asked since `first_done_at`). `done` were changed, `skipped` had ended or gone meanwhile, `refused` stood
    so that nothing could be done. `moved_at` is when a job was last dealt with, `defects` how often a server met one in it.
    `stop` is who asks to stop it, `why` why it has stopped or failed.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    number: Annotated[int, Field(alias="_id")]
    repair: str
    act: AuditEntry
    total: int
    at: AwareDatetime
    tenants: tuple[str, ...] = ()
    per_second: float | None = None
    first: int = 0
    first_done_at: AwareDatetime | None = None
    first_is_well: bool = False
    position: int = 0
    done: int = 0
    skipped: int = 0
    refused: int = 0
    moved_at: AwareDatetime | None = None
    defects: int = 0
    state: BulkState = BulkState.OPEN
    stop: str | None = None
    why: str | None = None
    ended_at: AwareDatetime | None = None
    lease_owner: str | None = None
    lease_until: AwareDatetime | None = None

    @property
    def bound(self) -> int:
        """Up to where jobs may be dealt with as things stand."""
        return self.total if self.first_is_well or not 0 < self.first < self.total else self.first

    @property
    def next_step(self) -> BulkStep:
        """Say what comes next."""
        if self.position >= self.total:
            return BulkStep.END
        if self.stop is not None:
            return BulkStep.STOP
        return BulkStep.WORK if self.position < self.bound else BulkStep.AWAIT

    @property
    def left(self) -> int:
        """How many were not dealt with."""
        return self.total - self.position

    @property
    def still_since(self) -> datetime:
        """Since when it has dealt with no job."""
        return self.moved_at or self.at

    def stands_still(self, at: datetime) -> bool:
        """Tell whether it goes on, and has dealt with no job for so long that a person should see why."""
        return self.state is BulkState.OPEN and at - self.still_since >= STANDS_STILL_AFTER

    def leased(self, at: datetime) -> bool:
        """Tell whether a server is at it."""
        return self.lease_until is not None and self.lease_until >= at
