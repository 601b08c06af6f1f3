"""One order that a shop and an Omnium both go on changing, while jobs die and events are lost, late or doubled."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Sync, SyncHandler
from flow_omnium.outcomes import Deferred, Failed, Ignored
from rigs.agreement.fates import CrashError, Fate, FatedSync
from rigs.agreement.stage import FIRST_MOMENT, TENANT, Stage

ROUNDS: Final = 40
ODDS_OF_A_LOST_EVENT: Final = 0.08
ODDS_OF_A_DOUBLE_EVENT: Final = 0.08
ORDER_ID: Final = "R-1"
Document = dict[str, Any]


class Job(NamedTuple):
    """What a job is about."""

    kind: JobKind
    key: str


@dataclass
class World:
    """Both systems, the jobs that are due, and what is known of the order beside the two documents.

    `due` counts the runs of a job that failed; `missed` are records whose event was lost; `failures` and `flags` are of
    the latest run; `elsewhere` is what a warehouse has handed over, by line: no document says whose hands it was.
    """

    stage: Stage
    syncs: dict[JobKind, Sync]
    luck: random.Random = field(default_factory=random.Random)
    due: dict[Job, int] = field(default_factory=dict)
    missed: set[Job] = field(default_factory=set)
    flags: dict[Job, list[str]] = field(default_factory=dict)
    failures: dict[Job, str] = field(default_factory=dict)
    elsewhere: dict[str, Decimal] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    _seen: dict[Job, Document] = field(default_factory=dict)

    @property
    def omnium(self) -> Document:
        """The order in Omnium."""
        return self.stage.omnium_state.orders.get(ORDER_ID) or {}

    @property
    def flow(self) -> list[Document]:
        """The orders in Flow that are no returns, oldest first."""
        return [order for order in self.stage.tenant.orders.values() if order.get("type") != "RETURN"]

    @property
    def returns(self) -> list[Document]:
        """The returns in Flow, oldest first."""
        return [order for order in self.stage.tenant.orders.values() if order.get("type") == "RETURN"]

    def jobs(self) -> Iterator[Job]:
        """List the jobs of all records that there are."""
        yield Job(JobKind.INBOUND_ORDER, ORDER_ID)
        yield from (Job(JobKind.OUTBOUND_ORDER, uid) for uid in self.stage.tenant.orders)

    async def do_in_omnium(self, method: str, path: str, body: object) -> bool:
        """Let somebody change the order in Omnium; what it refuses changes nothing."""
        answer = await self.stage.omnium.call(method, f"/api/Orders/{ORDER_ID}{path}", body)
        self.log.append(f"omnium {method} {path} {body} -> {answer.status}")
        self.raise_events()
        return answer.status == HTTPStatus.OK

    async def patch_form(self, **fields: object) -> bool:
        """Patch the order's form."""
        return await self.do_in_omnium("PATCH", "/PatchOrder", {"orderForm": fields})

    async def do_in_shop(self, act: str, **fields: object) -> bool:
        """Let the shop do something; what it may not do changes nothing."""
        answer = await self.stage.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        self.log.append(f"shop {act} {fields} -> {answer.status}")
        self.raise_events()
        return answer.status == HTTPStatus.OK

    def raise_events(self) -> None:
        """Make the job of each record that has changed due, unless its event is lost."""
        for job in self.jobs():
            inbound = job.kind is JobKind.INBOUND_ORDER
            document = self.omnium if inbound else self.stage.tenant.orders[job.key]
            if self._seen.get(job) is document:
                continue
            self._seen[job] = document
            if self.luck.random() < ODDS_OF_A_LOST_EVENT:
                self.missed.add(job)
            else:
                self.due.setdefault(job, 0)

    async def run(self, job: Job, fate: Fate) -> None:
        """Run a due job once. One that fails stays due; one that writes makes its echo due."""
        runs = self.due.pop(job, 0)
        self.missed.discard(job)
        context = self._context(job, runs)
        self.failures.pop(job, None)
        try:
            await SyncHandler(FatedSync(self.syncs[job.kind], fate))(context)
        except Ignored as ended:
            outcome = f"ignored: {ended}"
        except (CrashError, Failed, Deferred) as failure:
            outcome = f"{type(failure).__name__} {failure}"
            self.due[job] = runs + 1
            self.failures[job] = outcome
        else:
            outcome = "done"
        self.flags[job] = context.journal.flags
        self.log.append(f"{job.kind} {job.key} run {runs} {fate.kind}@{fate.at}: {outcome}")
        self.log.extend(f"    wrote {line}" for line in context.journal.changes)
        self.log.extend(f"    flag {line}" for line in context.journal.flags)
        self.raise_events()
        if job not in self.due and self.luck.random() < ODDS_OF_A_DOUBLE_EVENT:
            self.due[job] = 0

    def _context(self, job: Job, runs: int) -> JobContext:
        return JobContext(
            job_id=f"job-{runs}",
            tenant=TENANT,
            kind=job.kind,
            key=job.key,
            event={},
            started_at=FIRST_MOMENT,
            is_rerun=runs > 0,
            awaits=self._awaits,
            wakes=self._wakes,
        )

    async def _awaits(self, kind: JobKind, key: str) -> bool:
        return Job(kind, key) in self.due

    async def _wakes(self, kind: JobKind, key: str, _event: Mapping[str, str]) -> None:
        self.due.setdefault(Job(kind, key), 0)

    async def come_to_rest(self) -> bool:
        """Find what no event told, and run what is due until nothing is, or until nothing but failures goes on."""
        self.due.update(dict.fromkeys(self.missed - self.due.keys(), 0))
        for _round in range(ROUNDS):
            before = dict(self.failures)
            for job in sorted(self.due):
                await self.run(job, Fate())
            self.due.update(dict.fromkeys(self.missed - self.due.keys(), 0))
            if not self.due or (before == self.failures and self.due.keys() == self.failures.keys()):
                return True
        return False


def decimal(value: object) -> Decimal:
    """Read an amount or a quantity of Omnium's; null counts as zero."""
    return Decimal(str(value or 0))
