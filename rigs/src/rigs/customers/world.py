"""The two systems and what one run knows of its customers: whose records are strangers', and what was told last."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from flow_omnium.customer_marks.port import CustomerMark, MemoryMarks
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.outcomes import Failed, Ignored
from flow_omnium.testing.tenants import a_tenant
from order_sync.customers.sync import OutboundCustomerSync
from rigs.agreement.fates import CrashError, Fate, FatedSync
from simulators.flow.state import FlowState
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api

Document = dict[str, Any]
NOW: Final = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
DELETED: Final = {"action": "CUSTOMER_DELETE"}
TENANT: Final = a_tenant(
    flow={"apiToken": SECRET, "countryCode": "NO"},
    parameters={"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"},
)
MARKS: Final = "marks"
"""The fate of a process that dies once Omnium has the customer, before that is noted."""


class FatedMarks(MemoryMarks):
    """Marks of which a dying process does not come to write the one numbered `dies_at`."""

    dies_at: int | None = None

    async def note(self, tenant_uid: str, customer_uid: str, mark: CustomerMark) -> None:
        """See `CustomerMarks.note`."""
        if self.dies_at == 0:
            raise CrashError
        self.dies_at = None if self.dies_at is None else self.dies_at - 1
        await super().note(tenant_uid, customer_uid, mark)


@dataclass
class Systems:
    """Both systems and the sync between them."""

    omnium: Api
    flow: Api
    sync: OutboundCustomerSync
    omnium_state: OmniumState
    flow_state: FlowState


@dataclass
class World:
    """One run. `strangers` are the records of others as they last wrote them, by id; `gone` the ids that must stay away."""

    systems: Systems
    marks: FatedMarks = field(default_factory=FatedMarks)
    due: set[str] = field(default_factory=set)
    events: dict[str, Mapping[str, str]] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)
    strangers: dict[str, Document] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def in_flow(self) -> dict[str, Document]:
        """The shop's customers, by uid."""
        return self.systems.flow_state.tenants["acme"].customers

    @property
    def in_omnium(self) -> dict[str, Document]:
        """Omnium's persons, by id."""
        return {customer_id: one for (_, customer_id), one in self.systems.omnium_state.customers.items()}

    async def keep(self, uid: str, **fields: object) -> None:
        """Let the shop add or change a customer; its event makes a job due."""
        act = {"act": "customer", "customerUid": uid, "customer": {"customerType": "PERSON", **fields}}
        await self.systems.flow.post("/_sim/tenants/acme/shop", act)
        self.is_due(uid)

    def is_due(self, uid: str, event: Mapping[str, str] | None = None) -> None:
        """Make a job due; a deletion is kept until it has been worked off."""
        self.due.add(uid)
        if event is not None:
            self.events[uid] = event

    async def run(self, uid: str, fate: Fate) -> bool:
        """Run the job of a customer; tell whether it had nothing to write. One that failed or died stays due."""
        self.marks.dies_at = fate.at if fate.kind == MARKS else None
        event = self.events.get(uid, {})
        job = JobContext("job", TENANT, JobKind.OUTBOUND_CUSTOMER, uid, event, NOW, marks=self.marks)
        is_idle, self.due = False, self.due - {uid}
        try:
            await SyncHandler(FatedSync(self.systems.sync, fate))(job)
        except Ignored:
            is_idle = not job.journal.changes
        except (CrashError, Failed) as error:
            self.due.add(uid)
            self._keep_failure(uid, error)
        else:
            self.events.pop(uid, None)
        self.marks.dies_at = None
        self.told[uid] = list(job.journal.flags)
        self.log.append(f"job {uid}: {job.journal.changes} {job.journal.flags}")
        return is_idle

    def _keep_failure(self, uid: str, error: Exception) -> None:
        if isinstance(error, Failed):
            self.failures.append(f"job {uid} failed: {error}")


def any_of(chance: random.Random, names: Iterable[str]) -> str | None:
    """Draw one of what there is; None of nothing."""
    known = sorted(names)
    return chance.choice(known) if known else None
