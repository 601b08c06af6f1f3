"""What a shop receives and sells, what Omnium does beside, and the jobs that are due while some of them die."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.outcomes import Deferred, Failed, Ignored
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from rigs.agreement.fates import CrashError, Fate, FatedSync
from rigs.agreement.stage import FIRST_MOMENT
from rigs.agreement.world import Document, decimal
from rigs.receptions.opening import STORES, Opening
from rigs.receptions.sides import as_ordered, delivered
from rigs.receptions.stage import Stage
from simulators.testing import SECRET

ROUNDS: Final = 40
PASSED_ON: Final = "give purchase order"
"""How a job tells that it gave another one its goods: who asks twice is told twice."""


@dataclass
class World:
    """Both systems, the jobs that are due, and what is known of the goods beside the documents.

    `due` counts the runs of a job that failed; `events` are the latest of each job; `failures` and `flags` are of the
    latest run; `woken` are those that other jobs have made. `most` is the most that the shop ever had of a line, and `by_hand` what others have received of it in
    Omnium; `unforeseen` of that while a job was under way. `has_moved_unseen` tells that stock went down without an event
    that a reception is told of.
    """

    stage: Stage
    opening: Opening
    due: dict[str, int] = field(default_factory=dict)
    events: dict[str, Document] = field(default_factory=dict)
    flags: dict[str, list[str]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    most: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    by_hand: "Counter[str]" = field(default_factory=Counter)
    unforeseen: "Counter[str]" = field(default_factory=Counter)
    woken: set[str] = field(default_factory=set)
    doubled: list[str] = field(default_factory=list)
    has_moved_unseen: bool = False
    log: list[str] = field(default_factory=list)
    _depth: int = 0

    def receptions(self) -> Iterator[Document]:
        """List the receptions that the shop has."""
        yield from self.stage.tenant.receivements.values()

    async def act(self, act: str, **fields: object) -> Document | None:
        """Let the shop do something; what it may not do changes nothing."""
        answer = await self.stage.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        self.log.append(f"shop {act} {fields} -> {answer.status}")
        for line_id, quantity in as_ordered(self.stage, self.opening).items():
            self.most[line_id] = max(self.most[line_id], quantity)
        return answer.json if answer.status == HTTPStatus.OK else None

    async def in_omnium(self, method: str, path: str, body: object = None) -> bool:
        """Let somebody do something in Omnium; what is refused changes nothing."""
        answer = await self.stage.omnium.call(method, path, body)
        self.log.append(f"omnium {method} {path} {body} -> {answer.status}")
        return answer.status == HTTPStatus.OK

    async def receive_by_hand(self, line: Document, quantity: int, key: str | None) -> None:
        """Let somebody in Omnium receive so much of a line, x 100."""
        body = {
            "lineItemId": line["lineItemId"],
            "deliveredQuantity": quantity / 100,
            "warehouseCode": "oslo",
            "goodsReceptionId": key,
        }
        path = f"/api/Deliveries/{quote(str(line['deliveryId']), safe='')}/ProcessGoodsReception"
        if await self.in_omnium("POST", path, [body]):
            self.by_hand[line["lineItemId"]] += quantity
            self.has_moved_unseen = True
            if self._depth:
                self.unforeseen[line["lineItemId"]] += quantity

    def is_due(self, key: str, **event: str) -> None:
        """Note that a job is due; one that is pending already keeps the event that it has."""
        if key not in self.due:
            self.events[key] = dict(event)
        self.due.setdefault(key, 0)

    async def run(self, key: str, fate: Fate) -> bool:
        """Run a due job once; one that fails stays due. Tells whether it wrote something."""
        runs = self.due.pop(key, 0)
        before = self._told()
        context = self._context(key, runs)
        self.failures.pop(key, None)
        self._depth += 1
        outcome = await self._outcome(context, fate)
        self._depth -= 1
        if outcome is not None and not isinstance(outcome, Ignored):
            self.due[key] = runs + 1
            self.failures[key] = str(outcome) or "died"
        self.flags[key] = context.journal.flags
        self.log.append(f"{key} run {runs} {fate.kind}@{fate.at}: {type(outcome).__name__} {outcome or ''}")
        self.log.extend(f"    wrote {line}" for line in context.journal.changes)
        self.log.extend(f"    flag {line}" for line in context.journal.flags)
        self.doubled += self._too_much(before)
        return any(not line.startswith(PASSED_ON) for line in context.journal.changes)

    async def settle(self) -> bool:
        """Run what is due until nothing is, or until twice in a row nothing but failures and whom they wake goes on."""
        quiet = 0
        for _round in range(ROUNDS):
            before = dict(self.failures)
            for key in sorted(self.due):
                await self.run(key, Fate())
            is_quiet = before == self.failures and self.due.keys() <= self.failures.keys() | self.woken
            quiet = quiet + 1 if is_quiet else 0
            if not self.due or quiet > 1:
                return True
        return False

    def _too_much(self, before: Mapping[str, Decimal]) -> Iterator[str]:
        """Name the lines of which the jobs have told more than the shop ever had, whoever else told some of it."""
        now = delivered(self.stage, self.opening)
        for line_id, quantity in self._told().items():
            most = self.most[line_id] + decimal(self.unforeseen[line_id]) / 100
            if quantity > before.get(line_id, 0) and now[line_id] > most:
                yield f"line {line_id}: {now[line_id]} in Omnium, the shop never had more than {most}"

    def _told(self) -> Mapping[str, Decimal]:
        """Tell how much of each line the jobs have brought over."""
        return {
            line_id: quantity - decimal(self.by_hand[line_id]) / 100
            for line_id, quantity in delivered(self.stage, self.opening).items()
        }

    async def _outcome(self, context: JobContext, fate: Fate) -> Exception | None:
        try:
            await SyncHandler(FatedSync(self.stage.sync, fate))(context)
        except (CrashError, Failed, Deferred, Ignored) as outcome:
            return outcome
        return None

    def _context(self, key: str, runs: int) -> JobContext:
        return JobContext(
            job_id=f"job-{runs}",
            tenant=self._tenant(),
            kind=JobKind.RECEIVEMENT,
            key=key,
            event=self.events.get(key, {}),
            started_at=FIRST_MOMENT,
            is_rerun=runs > 0,
            awaits=self._awaits,
            wakes=self._wakes,
        )

    async def _awaits(self, _kind: JobKind, key: str) -> bool:
        return key in self.due

    async def _wakes(self, _kind: JobKind, key: str, event: Mapping[str, Any]) -> None:
        self.woken.add(key)
        self.is_due(key, **event)

    def _tenant(self) -> Tenant:
        connector = {"DefaultVatCodeUid": "no-25", "ExportDeliveryAsPo": self.opening.is_by_delivery}
        stores = {store: {"OMNIUM_FLOW_STOCK_MASTER": store in self.opening.masters} for store in STORES}
        return a_tenant(flow={"apiToken": SECRET}, connector=connector, stores=stores)
