"""Both systems as people and the services reach them, the jobs that are due by the events, and what their latest runs told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Deferred, Failed, JobInterrupted
from flow_omnium.tasks.kind import TaskName
from rigs.agreement.fates import CrashError, Fate
from rigs.catalogue.purchases import a_line, an_order
from rigs.purchases.circle import Circle
from rigs.purchases.verdict import counted_once_in_the_shop
from simulators.documents import Document
from webhook_gateway.admission import Wanted
from webhook_gateway.omnium_events import admit_omnium_event

ORDERS: Final = ("1001", "PO.2")
ROUNDS: Final = 40
Due = tuple[JobKind, str]


@dataclass
class World:
    """One run.

    `told` are the flags of the latest run of each job, `failures` why a job is tried again. `removed` are the lines that Omnium
    has no more, and their packages; `wrong` is what a job has left for a while, however it ends.
    """

    circle: Circle
    order_ids: Sequence[str] = ORDERS
    due: dict[Due, None] = field(default_factory=dict)
    told: dict[Due, list[str]] = field(default_factory=dict)
    failures: dict[Due, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _events_read: int = 0

    async def begin(self) -> None:
        """Order something."""
        for order_id in self.order_ids:
            lines = [self.new_line("mug", 10), *self.new_package(3)]
            await self.circle.put(an_order(order_id, *lines))
        await self.hear()

    def new_line(self, code: str, quantity: int, **fields: Any) -> Document:
        """Make a line that nobody has."""
        zero = {"deliveredQuantity": 0, "canceledQuantity": 0, "deliveryId": None}
        return {**zero, **a_line(f"l{next(self._numbers)}", code, quantity, **fields)}

    def new_package(self, packages: int) -> list[Document]:
        """Make the lines of the parts of a package: two mugs and a cap."""
        of_package = {"packageLineItemId": f"p{next(self._numbers)}", "packageSkuId": "set"}
        return [
            self.new_line("mug", 2 * packages, **of_package),
            self.new_line("cap", packages, **of_package),
        ]

    async def order(self, order_id: str) -> Document:
        """Read an order in Omnium as it is."""
        listed = (await self.circle.house.omnium.get("/_sim/purchaseorders")).json
        found: Document = next(one for one in listed if one["id"] == order_id)
        return found

    async def in_shop(self) -> Mapping[str, Document]:
        """Return the purchase orders that the shop has."""
        return await self.circle.in_shop()

    async def receptions(self) -> list[Document]:
        """Return what the shop has received."""
        found: list[Document] = (await self.circle.house.flow.get("/_sim/tenants/acme/receivements")).json
        return found

    async def omnium_get(self, path: str) -> Document | None:
        """Read something in Omnium; None where it is not there."""
        answer = await self.circle.house.omnium.get(path)
        return answer.json if answer.status == 200 else None  # noqa: PLR2004

    async def patch(self, order_id: str, lines: list[Document]) -> None:
        """Change lines of an order, or add some."""
        body = {"purchaseOrderForm": {"lineItems": lines}}
        await self.in_omnium("PATCH", f"/api/PurchaseOrders/{order_id}", body)

    async def in_omnium(self, method: str, path: str, body: object = None) -> None:
        """Let somebody do something in Omnium; what is refused changes nothing."""
        answer = await self.circle.house.omnium.call(method, path, body)
        self.log.append(f"omnium {method} {path} {body} -> {answer.status}")
        await self.hear()

    async def in_the_shop(self, act: str, **fields: Any) -> None:
        """Let the shop do something; what it may not do changes nothing. An event tells of it."""
        answer = await self.circle.house.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        self.log.append(f"shop {act} {fields} -> {answer.status}")
        if answer.status == 200 and answer.json.get("purchaseOrderUid"):  # noqa: PLR2004
            self.due[JobKind.RECEIVEMENT, answer.json["purchaseOrderUid"]] = None

    async def hear(self) -> None:
        """Let the gateway make jobs of Omnium's events since the last time."""
        events = (await self.circle.house.omnium.get("/_sim/events")).json
        for event in events[self._events_read :]:
            admitted = admit_omnium_event(event)
            if isinstance(admitted, Wanted):
                self.due[admitted.kind, admitted.key] = None
        self._events_read = len(events)

    async def run(self, due: Due, fate: Fate) -> None:
        """Run a job once; one that fails stays due."""
        self.due.pop(due, None)
        before = await self._received()
        try:
            job = await self.circle.work(*due, fate)
        except (CrashError, JobInterrupted) as outcome:
            self.failures[due] = str(outcome) or "died"
            self.due[due] = None
            self.log.append(f"{due} {fate.kind}@{fate.at}: {type(outcome).__name__} {outcome}")
        else:
            self.failures.pop(due, None)
            self.told[due] = job.journal.flags
            self.log.append(f"{due} {fate.kind}@{fate.at}")
            self.log.extend(f"    wrote {line}" for line in job.journal.changes)
            self.log.extend(f"    flag {line}" for line in job.journal.flags)
        await self.hear()
        await self.look()
        # Flow tells that an order is received, whoever has said so.
        self.due |= {(JobKind.RECEIVEMENT, uid): None for uid in (await self._received()) - before}

    async def run_task(self, *, full: bool = False) -> bool:
        """Run the scheduled task; tells whether it went well."""
        by_delivery = self.circle.house.connector["ExportDeliveryAsPo"]
        task = TaskName.DELIVERY if by_delivery else TaskName.PURCHASE_ORDER
        try:
            tally = await self.circle.house.run(task, full=full)
        except (Failed, Deferred) as outcome:
            self.log.append(f"{task}: {type(outcome).__name__} {outcome}")
            await self.look()
            return False
        self.log.append(f"{task} full={full}")
        self.log.extend(f"    {line}" for line in tally.told)
        await self.look()
        return True

    async def look(self) -> None:
        """Note what the services have done to the figures of the shop: they are the till's, at every moment."""
        stock = (await self.circle.house.flow.get("/_sim/tenants/acme/stock")).json
        self.wrong += counted_once_in_the_shop(await self.in_shop(), await self.receptions(), stock)

    async def settle(self) -> bool:
        """Run what is due until nothing is."""
        for _round in range(ROUNDS):
            if not self.due:
                return True
            for due in sorted(self.due):
                await self.run(due, Fate())
        return False

    async def _received(self) -> frozenset[str]:
        orders = await self.in_shop()
        return frozenset(uid for uid, order in orders.items() if order["status"] == "RECEIVED")
