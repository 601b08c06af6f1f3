"""Events that arrive while something breaks, and what becomes of them."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from local_stack.liveness import wait_until
from local_stack.scene import awaited
from local_stack.simulators import Simulators
from rigs.chaos.evidence import Evidence, Wanted
from rigs.chaos.orders import sequence_of_events, some_orders
from rigs.chaos.sender import Outbox, Sender, place_in_omnium
from rigs.chaos.tenants import ChaosTenant
from rigs.chaos.verdict import not_worked_off, unfinished
from rigs.chaos.witness import Ledger, forget_calls, order_calls, shop_orders

EVENTS_PER_ORDER = 2
ORDERS_AT_A_TIME = 20
EVENTS_PER_SECOND = 60
FINISH_SECONDS = 150


class Load:
    """One batch of orders and their events. They are sent by a thread, so that the test can break things meanwhile."""

    def __init__(
        self, label: str, simulators: Simulators, gateway_url: str, tenants: Sequence[ChaosTenant]
    ) -> None:
        self.label = f"{label}-"
        self.outbox = Outbox()
        self.orders: list[Wanted] = []
        self._simulators = simulators
        self._tenants = tenants
        self._sender = Sender(gateway_url, tenants, self.outbox)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._sending: list[Future[None]] = []

    def __enter__(self) -> Self:
        forget_calls(self._simulators)
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    def begin(self, orders: int, per_second: float, events: int = EVENTS_PER_ORDER) -> None:
        """Place that many orders of each tenant in Omnium, and begin to send `events` events of each."""
        added = some_orders(f"{self.label}{len(self.orders)}", self._tenants, orders)
        simulated = {tenant.uid for tenant in self._tenants if tenant.omnium_url is None}
        placed = [wanted for wanted in added if wanted.tenant_uid in simulated]
        placing = self._thread.submit(asyncio.run, place_in_omnium(self._simulators.omnium_url, placed))
        placing.result(FINISH_SECONDS)
        self.orders += added
        sequence = sequence_of_events(added, events)
        self._sending.append(self._thread.submit(asyncio.run, self._sender.send(sequence, per_second)))

    def throughout(self, act: Callable[[], None]) -> None:
        """Send events from before the act until it is over, however long it takes. Raises what the act raises."""
        self.begin(ORDERS_AT_A_TIME, EVENTS_PER_SECOND)
        self.await_accepted(len(self.outbox.accepted) + EVENTS_PER_SECOND)
        with ThreadPoolExecutor(1) as thread:
            acting = thread.submit(act)
            while not acting.done():
                self.begin(ORDERS_AT_A_TIME, EVENTS_PER_SECOND)
            acting.result()

    def await_accepted(self, number: int) -> None:
        """Wait until that many events were accepted."""
        awaited(f"{number} accepted events", lambda: len(self.outbox.accepted) >= number)

    def await_refused(self, number: int) -> None:
        """Wait until that many answers were no 202."""
        awaited(f"{number} refusals", lambda: len(self.outbox.refusals) >= number)

    def finish(self) -> None:
        """Wait until every event was accepted. Raises StackError."""
        for sending in self._sending:
            sending.result(FINISH_SECONDS)

    def await_worked_off(self, ledger: Ledger, seconds: float) -> bool:
        """Wait until no job of the load is unfinished and each order was looked at after its last event."""
        return wait_until(lambda: self._is_worked_off(ledger), seconds)

    def evidence(self, ledger: Ledger) -> Evidence:
        """Everything that is known of the load by now."""
        uids = [tenant.uid for tenant in self._tenants]
        return Evidence(
            wanted=self.orders,
            accepted=list(self.outbox.accepted),
            jobs=ledger.jobs(self.label),
            orders=shop_orders(self._simulators, uids, self.label),
            calls=order_calls(self._simulators, self.label),
        )

    def _is_worked_off(self, ledger: Ledger) -> bool:
        jobs = ledger.jobs(self.label)
        return not any(unfinished(jobs)) and not any(not_worked_off(list(self.outbox.accepted), jobs))
