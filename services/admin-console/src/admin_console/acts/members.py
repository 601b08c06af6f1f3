"""The jobs of an earlier act: which they are, how they fared, and which of them can be repaired."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.acts.repairs import BRING_BACK, RETRY, Repair
from admin_console.failures import NothingDone
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.audit_trail import AuditTrail, KeptEntry
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.operator.fates import Fate, Fates, Member
from flow_omnium.jobs.state import PENDING
from flow_omnium.runtime.database import Database

CANCELLING: Final = "cancel"
"""The act that can be undone."""


@dataclass(frozen=True)
class ActNow:
    """An act, and how its jobs fare at this moment; `bulk` is how far it is, where a server carries it out."""

    act: KeptEntry
    members: Sequence[Member]
    bulk: BulkAct | None = None

    @property
    def goes_on(self) -> bool:
        """Whether jobs of it are still to be dealt with."""
        return self.bulk is not None and self.bulk.state is BulkState.OPEN


async def act_now(database: Database, act_id: int) -> ActNow:
    """Read an act and how its jobs fare, as far as it has come. Raises NothingDone where there is no such act."""
    act = await AuditTrail(database).one(act_id)
    if act is None:
        message = f"there is no act {act_id}: `flow-omnium acts list` shows them"
        raise NothingDone(message)
    bulk = await BulkActs(database).one(act_id)
    ids = await ActJobs(database).of(act_id)
    reached = ids[: bulk.position] if bulk is not None and bulk.state is BulkState.OPEN else ids
    return ActNow(act, await Fates(database).of(reached, act_id, act.at), bulk)


async def jobs_to_repair(database: Database, act_id: int) -> tuple[Repair, Sequence[str]]:
    """Return what is to be done again: of a cancellation what it cancelled, of any other act what is pending.

    Raises NothingDone where it is not kept which jobs the act was about.
    """
    now = await act_now(database, act_id)
    if not now.members:
        message = f"act {act_id} ({now.act.act}) was about no jobs, or it is too long ago to tell about which"
        raise NothingDone(message)
    if now.act.act == CANCELLING:
        return BRING_BACK, [one.job_id for one in now.members if one.fate is Fate.CANCELLED]
    return RETRY, [one.job_id for one in now.members if one.state in PENDING]
