"""Asking Omnium who ordered: slowly, and one that does not answer hides no other."""

import asyncio
import time
from typing import cast

from admin_console.testing.entries import an_entry, failing
from admin_console.web.customers.affected import orders_of
from admin_console.web.customers.calling import customer_in, paced
from admin_console.web.omnium_pace import OmniumPace
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import TokenUnavailable
from flow_omnium.tenants.tenant import Tenant

ACME = cast(Tenant, object())


class FewOrders:
    """Omnium with one order; another one cannot be read."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str]] = []

    async def find(self, tenant: Tenant, order_id: str) -> Order | None:
        """See `Orders.find`."""
        assert tenant is ACME
        self.asked.append((time.monotonic(), order_id))
        if order_id == "om-3":
            raise TokenUnavailable("no token of acme")
        if order_id != "om-1":
            return None
        named = {"customerName": "Kari Nordmann", "customerPhone": "400 10 001", "customerEmail": None}
        return Order.model_validate({"id": "om-1", **named})


async def test_each_order_is_given_with_who_ordered_or_with_the_reason_why_not() -> None:
    orders = orders_of(
        [failing("om-1"), failing("om-2"), failing("om-3"), failing("om-4", tenant_uid="beta")]
    )
    told = {
        order.key: who
        async for order, who in paced(orders, {"acme": ACME}, FewOrders(), OmniumPace(per_second=1_000))
    }
    assert told["om-1"].name is not None
    assert told["om-1"].name.revealed() == "Kari Nordmann"
    assert told["om-1"].email is None
    assert told["om-2"].fault == "Omnium has no such order"
    assert told["om-3"].fault == "no token of acme"
    assert told["om-4"].fault == "the tenant's settings cannot be read"


async def test_no_more_orders_are_asked_for_in_a_second_than_told() -> None:
    omnium = FewOrders()
    orders = orders_of([failing(f"om-{number}") for number in (1, 2, 5)])
    _ = [one async for one in paced(orders, {"acme": ACME}, omnium, OmniumPace(per_second=20))]
    times = [at for at, _ in omnium.asked]
    assert times[-1] - times[0] >= 0.1 - 0.005


async def test_however_many_people_ask_no_more_orders_are_asked_for_in_a_second() -> None:
    omnium, pace = FewOrders(), OmniumPace(per_second=20)
    orders = orders_of([failing(f"om-{number}") for number in (1, 2)])

    async def somebody() -> None:
        _ = [one async for one in paced(orders, {"acme": ACME}, omnium, pace)]

    await asyncio.gather(*(somebody() for _ in range(3)))
    times = [at for at, _ in omnium.asked]
    assert len(times) == 6
    assert times[-1] - times[0] >= 5 / 20 - 0.005


async def test_an_order_for_which_it_would_take_too_long_says_so_and_hides_no_other() -> None:
    omnium, pace = FewOrders(), OmniumPace(per_second=1_000)
    await pace.turn("acme", reads=30_000)
    orders = orders_of([failing("om-1"), failing("om-9", tenant_uid="globex")])
    told = {
        order.key: who.fault
        async for order, who in paced(orders, {"acme": ACME, "globex": ACME}, omnium, pace)
    }
    assert told == {
        "om-1": "so much is being read from Omnium just now that it would take too long: try again in a minute",
        "om-9": "Omnium has no such order",
    }


def test_an_order_is_named_once_and_by_the_id_that_omnium_knows() -> None:
    jobs = [
        an_entry("om_1", JobKind.OUTBOUND_ORDER),
        an_entry("om.1"),
        an_entry("kari", JobKind.OUTBOUND_CUSTOMER),
    ]
    (order,) = orders_of(jobs)
    assert order.key == "om.1"
    assert order.href == "/records/acme/order%3Aom_1"


def test_an_order_without_a_customer_has_none() -> None:
    who = customer_in(Order.model_validate({"id": "om-1"}))
    assert (who.name, who.phone, who.email) == (None, None, None)
