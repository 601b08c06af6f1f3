"""One purchase order of Omnium's and one of the shop's own, received by chance while jobs die at any point."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Sync, SyncHandler
from flow_omnium.outcomes import Deferred, Failed, Ignored, InvalidData, Rejected
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from local_stack.agreement.fates import CrashError, Fate, FatedSync
from local_stack.receptions.meddling import MeddledApi
from local_stack.receptions.opening import Opening
from simulators.flow.state import FlowState
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api

NOW: Final = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
ROUNDS: Final = 40


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._now = NOW

    def __call__(self) -> datetime:
        return self._now

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)


@dataclass
class Systems:
    """Omnium and Flow, as they are called and as they are."""

    omnium: Api
    flow: Api
    sync: Sync
    api: MeddledApi
    omnium_state: OmniumState
    flow_state: FlowState
    clock: MovableClock


@dataclass
class World:
    """The orders of one run, the jobs that are due, and everything that was ever done."""

    systems: Systems
    opening: Opening
    due: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    has_sold: bool = False
    refusals: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    async def receive(self, order_uid: str | None, items: list[dict[str, Any]]) -> str | None:
        """Let the shop receive goods; the uid of the reception."""
        order = {} if order_uid is None else {"purchaseOrderUid": order_uid}
        made = await self.act("receive", storeUid="oslo", items=items, **order)
        return None if made is None else str(made["receivementUid"])

    async def act(self, act: str, **fields: object) -> Mapping[str, Any] | None:
        """Let the shop do something; what it may not do changes nothing."""
        answer = await self.systems.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        self.log.append(f"shop {act} {fields} -> {answer.status}")
        return answer.json if answer.status == HTTPStatus.OK else None

    async def in_omnium(self, path: str, body: object) -> None:
        """Let somebody do something in Omnium; what is refused changes nothing."""
        answer = await self.systems.omnium.post(path, body)
        self.log.append(f"omnium {path} {body} -> {answer.status}")

    def is_due(self, key: str) -> None:
        """Note that a job is due."""
        self.keys.add(key)
        self.due.setdefault(key, 0)

    async def run(self, key: str, fate: Fate) -> bool:
        """Run a due job once; one that fails stays due. Tells whether there was nothing to do."""
        runs = self.due.pop(key, 0)
        job = JobContext("job", self._tenant(), JobKind.RECEIVEMENT, key, {"storeUid": "oslo"}, NOW)
        outcome = await self._outcome(job, fate)
        if isinstance(outcome, CrashError | Failed | Deferred):
            self.due[key] = runs + 1
        if isinstance(outcome, Rejected | InvalidData):
            self.refusals.append(str(outcome))
        told = f"{type(outcome).__name__} {outcome}" if outcome else "done"
        self.log.append(f"{key} {fate.kind}@{fate.at}: {told} {job.journal.changes}")
        return isinstance(outcome, Ignored)

    async def settle(self) -> None:
        """Run what is due until nothing is."""
        for _round in range(ROUNDS):
            if not self.due:
                return
            for key in sorted(self.due):
                await self.run(key, Fate())
        message = "the jobs never came to rest:\n" + "\n".join(self.log)
        raise AssertionError(message)

    async def _outcome(self, job: JobContext, fate: Fate) -> Exception | None:
        try:
            await SyncHandler(FatedSync(self.systems.sync, fate))(job)
        except (CrashError, Failed, Deferred, Ignored) as outcome:
            return outcome
        return None

    def _tenant(self) -> Tenant:
        connector = {"DefaultVatCodeUid": "no-25", "ExportDeliveryAsPo": self.opening.is_by_delivery}
        stores = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}
        return a_tenant(flow={"apiToken": SECRET}, connector=connector, stores=stores)
