"""One order between a shop and an Omnium that both go on changing it, while jobs die at any point."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Sync, SyncHandler, Write
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Deferred, Failed, Ignored
from flow_omnium.testing.tenants import a_tenant
from order_sync.app import build_syncs
from simulators.testing import SECRET, Api

NOW = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
TENANT = a_tenant(
    flow={"apiToken": SECRET, "shippingProductUid": "freight"},
    parameters={
        "OMNIUM_CLIENT_ID": "tester",
        "OMNIUM_CLIENT_SECRET": "made-up-client-secret",
        "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "collect",
    },
    stores={"oslo": {"marketId": "NOR"}},
)
ROUNDS = 30
Document = dict[str, Any]
Edit = Callable[["World", random.Random], Awaitable[bool]]


class CrashError(Exception):
    """The process dies."""


@dataclass
class Fate:
    """What happens at one write of a job: an edit by somebody else, a death before it, or one after it."""

    at: int | None = None
    kind: str = "none"
    edit: Callable[[], Awaitable[None]] | None = None


class FatedSync:
    """A sync that meets its fate."""

    def __init__(self, sync: Sync, fate: Fate) -> None:
        self._sync = sync
        self._fate = fate
        self._count = 0
        self.has_written = False

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        return await self._sync.plan(job)

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        is_now, self._count = self._count == self._fate.at, self._count + 1
        if is_now and self._fate.edit is not None:
            await self._fate.edit()
        if is_now and self._fate.kind == "before":
            raise CrashError
        await self._sync.apply(job, write)
        self.has_written = True
        if is_now and self._fate.kind == "after":
            raise CrashError


@dataclass
class World:
    """Both systems, the jobs that are due, and everything that was ever seen on the order."""

    omnium: Api
    flow: Api
    syncs: dict[JobKind, Sync]
    order_id: str
    due: dict[JobKind, int] = field(default_factory=dict)
    flags: dict[JobKind, list[str]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    async def in_omnium(self) -> Document:
        """Read the order from Omnium."""
        order: Document = (await self.omnium.get(f"/api/Orders/{self.order_id}")).json
        return order

    async def in_flow(self) -> Document | None:
        """Read the order from Flow."""
        answer = await self.flow.get(f"/v2/tenants/acme/orders/{self.order_id}")
        return answer.json if answer.status == HTTPStatus.OK else None

    async def edited_in_omnium(self, method: str, path: str, body: object) -> bool:
        """Change the order in Omnium; what it refuses changes nothing."""
        answer = await self.omnium.call(method, f"/api/Orders/{self.order_id}{path}", body)
        if answer.status == HTTPStatus.OK:
            self.due.setdefault(JobKind.INBOUND_ORDER, 0)
        self.log.append(f"omnium {method} {path} {body} -> {answer.status}")
        return answer.status == HTTPStatus.OK

    async def act(self, act: str, **fields: object) -> bool:
        """Let the shop do something; what it may not do changes nothing."""
        body = {"act": act, "orderUid": self.order_id, **fields}
        answer = await self.flow.post("/_sim/tenants/acme/shop", body)
        if answer.status == HTTPStatus.OK:
            self.due.setdefault(JobKind.OUTBOUND_ORDER, 0)
        self.log.append(f"shop {act} {fields} -> {answer.status}")
        return answer.status == HTTPStatus.OK

    async def run(self, kind: JobKind, fate: Fate) -> None:
        """Run a due job once. One that fails stays due; one that writes makes its echo due."""
        runs = self.due.get(kind, 0)
        job = JobContext(f"job-{runs}", TENANT, kind, self.order_id, {}, NOW, is_rerun=runs > 0)
        self.due.pop(kind, None)
        sync = FatedSync(self.syncs[kind], fate)
        try:
            await SyncHandler(sync)(job)
        except (Ignored, Deferred) as ended:
            outcome = type(ended).__name__
        except (CrashError, Failed) as failure:
            outcome = f"{type(failure).__name__} {failure}"
            self.due[kind] = runs + 1
        else:
            outcome = "done"
        if sync.has_written:
            self.due.setdefault(_echo(kind), 0)
        self.flags[kind] = job.journal.flags
        self.log.append(f"{kind} run {runs} {fate.kind}@{fate.at}: {outcome} {job.journal.changes}")

    async def settle(self) -> None:
        """Run what is due until nothing is."""
        for _round in range(ROUNDS):
            if not self.due:
                return
            for kind in sorted(self.due):
                await self.run(kind, Fate())
        message = "the jobs never came to rest:\n" + "\n".join(self.log)
        raise AssertionError(message)


def _echo(kind: JobKind) -> JobKind:
    return JobKind.OUTBOUND_ORDER if kind is JobKind.INBOUND_ORDER else JobKind.INBOUND_ORDER


def syncs_of(omnium: OmniumClient, flow: FlowClient) -> dict[JobKind, Sync]:
    """The two syncs that share an order."""
    built = build_syncs(omnium, flow)
    return {kind: built[kind] for kind in (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER)}
