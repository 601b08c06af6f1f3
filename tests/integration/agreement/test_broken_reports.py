"""A run that dies while it tells Omnium of a hand-over: who delivered what stays known, or a person is told."""

import asyncio
from decimal import Decimal
from typing import Final

import pytest

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from order_sync.outbound.changes import UpdateLines
from rigs.agreement.fates import Fate
from rigs.agreement.in_omnium import place
from rigs.agreement.play import look, place_order
from rigs.agreement.runs import chance_of
from rigs.agreement.script import Script
from rigs.agreement.stage import FIRST_MOMENT, TENANT, Stage
from rigs.agreement.verdict import Verdict
from rigs.agreement.world import ORDER_ID, Document, Job, World, decimal

FOUR: Final[Document] = {
    "lineItemId": "1",
    "code": "SKU-1",
    "quantity": 4,
    "placedPrice": 100,
    "discounted": 0,
    "taxRate": 25,
}
SHIPMENT: Final[Document] = {
    **place("oslo", "Online"),
    "shipmentId": "1",
    "shippingSubTotal": 0,
    "lineItems": [FOUR],
}
ORDER: Final[Document] = {
    "id": ORDER_ID,
    "marketId": "NOR",
    "storeId": "web",
    "orderType": "Online",
    "status": "New",
    "billingCurrency": "NOK",
    "orderForm": {"lineItems": [FOUR], "shipments": [SHIPMENT], "payments": []},
}
INBOUND: Final = Job(JobKind.INBOUND_ORDER, ORDER_ID)
OUTBOUND: Final = Job(JobKind.OUTBOUND_ORDER, ORDER_ID)


class Counter(World):
    """The shop's side of one order of four pieces, and a warehouse that sends pieces of it."""

    async def hand_over(self, pieces: int) -> None:
        items = [{"orderItemUid": f"{ORDER_ID}-1", "quantity": pieces * 100}]
        assert await self.do_in_shop("deliver", orderUid=ORDER_ID, items=items)

    async def send_elsewhere(self, pieces: str) -> None:
        sent = Decimal(pieces)
        totals = {"canceledQuantity": 0, "readyForPickupQuantity": 0}
        line = {"lineItemId": "1", "deliveredQuantity": self.delivered + sent, **totals}
        assert await self.do_in_omnium("POST", "/OrderLinesUpdate", {"lineItemUpdates": [line]})
        self.elsewhere["1"] = self.elsewhere.get("1", Decimal(0)) + sent

    async def report(self, fate: str = "none") -> None:
        """Tell Omnium of what was handed over; by its fate the run dies before it writes the quantity, or after."""
        job = JobContext("job", TENANT, OUTBOUND.kind, OUTBOUND.key, {}, FIRST_MOMENT)
        plan = await self.syncs[OUTBOUND.kind].plan(job)
        at = next(at for at, write in enumerate(plan.writes) if isinstance(write, UpdateLines))
        await self.run(OUTBOUND, Fate(at, fate))
        assert (OUTBOUND in self.failures) == (fate != "none")

    async def rest(self) -> Verdict:
        assert await self.come_to_rest()
        return await look(self)

    @property
    def delivered(self) -> Decimal:
        return decimal(self.omnium["orderForm"]["lineItems"][0]["deliveredQuantity"])

    @property
    def told(self) -> set[str]:
        """What the latest runs flag of who delivered."""
        return {flag for flags in self.flags.values() for flag in flags if "a report of" in flag}


@pytest.fixture
def counter(stage: Stage, runner: asyncio.Runner) -> Counter:
    async def opened() -> Counter:
        await stage.empty()
        counter = Counter(stage, stage.syncs(), chance_of(1))
        await place_order(counter, Script(1, (), ORDER))
        await counter.run(INBOUND, Fate())
        return counter

    return runner.run(opened())


def test_what_others_deliver_while_a_report_is_broken_off_is_theirs(
    counter: Counter, runner: asyncio.Runner
) -> None:
    async def story() -> None:
        await counter.hand_over(2)
        await counter.report("before")
        await counter.send_elsewhere("0.5")
        verdict = await counter.rest()
        assert counter.delivered == Decimal("2.5")
        assert not verdict.faults
        assert not counter.told

    runner.run(story())


def test_a_report_that_breaks_off_again_and_again_still_tells_shares_apart(
    counter: Counter, runner: asyncio.Runner
) -> None:
    async def story() -> None:
        await counter.hand_over(2)
        for _time in range(3):
            await counter.report("before")
            await counter.send_elsewhere("0.5")
        verdict = await counter.rest()
        assert counter.delivered == Decimal("3.5")
        assert not verdict.faults
        assert not counter.told

    runner.run(story())


def test_others_who_deliver_as_much_as_a_broken_report_are_told(
    counter: Counter, runner: asyncio.Runner
) -> None:
    async def story() -> None:
        await counter.hand_over(2)
        await counter.report("before")
        await counter.send_elsewhere("2")
        verdict = await counter.rest()
        assert counter.delivered == 2
        assert verdict.faults == ()
        assert counter.told == {
            "line 1: 2 handed over in the shop, 2 delivered in Omnium: "
            "a report of 2 broke off, others may have delivered that much instead"
        }

    runner.run(story())


def test_the_doubt_stays_when_the_shop_hands_over_more(counter: Counter, runner: asyncio.Runner) -> None:
    async def story() -> None:
        await counter.hand_over(1)
        await counter.report("before")
        await counter.send_elsewhere("1")
        await counter.hand_over(1)
        verdict = await counter.rest()
        assert counter.delivered == 2
        assert verdict.faults == ()
        assert counter.told == {
            "line 1: 2 handed over in the shop, 2 delivered in Omnium: "
            "a report of 1 broke off, others may have delivered that much instead"
        }

    runner.run(story())


def test_a_report_that_others_overtake_is_made_anew(counter: Counter, runner: asyncio.Runner) -> None:
    """The client refuses to lower a total, so both sides are compared again in the same run."""

    async def story() -> None:
        await counter.hand_over(2)
        job = JobContext("job", TENANT, OUTBOUND.kind, OUTBOUND.key, {}, FIRST_MOMENT)
        plan = await counter.syncs[OUTBOUND.kind].plan(job)
        at = next(at for at, write in enumerate(plan.writes) if isinstance(write, UpdateLines))
        await counter.run(OUTBOUND, Fate(at, "act", lambda: counter.send_elsewhere("1")))
        verdict = await counter.rest()
        assert counter.delivered == 3
        assert not verdict.faults
        assert not counter.told

    runner.run(story())


def test_nobody_is_told_of_a_report_that_came_through(counter: Counter, runner: asyncio.Runner) -> None:
    async def story() -> None:
        await counter.hand_over(1)
        await counter.report()
        await counter.send_elsewhere("1")
        await counter.hand_over(1)
        await counter.report()
        verdict = await counter.rest()
        assert counter.delivered == 3
        assert not verdict.faults
        assert not counter.told

    runner.run(story())
