"""Which originals a return waits for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.flow.models import Order
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.testing.tenants import a_tenant
from order_sync.flow_orders import WAITED_FOR, original_may_come

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
YOUNG, OLD = NOW - WAITED_FOR + timedelta(minutes=1), NOW - WAITED_FOR
PAID_LATER = [{"settlementUid": "s", "createdAt": OLD, "settledAt": YOUNG}]


def an_order(**fields: Any) -> Order:
    return Order.model_validate({"orderUid": "sale", "type": "ORDER", "systemOrigin": "POS", **fields})


async def may_come(original: Order | None, *, awaited: bool = False, returned: datetime = YOUNG) -> bool:
    async def awaits(kind: JobKind, key: str) -> bool:
        return awaited and (kind, key) == (JobKind.OUTBOUND_ORDER, "sale")

    job = JobContext("job-1", a_tenant(), JobKind.OUTBOUND_ORDER, "back", {}, NOW, awaits=awaits)
    return await original_may_come(job, an_order(orderUid="back", createdAt=returned), original)


@pytest.mark.parametrize(
    ("fields", "comes"),
    [
        ({"createdAt": YOUNG}, True),
        ({"createdAt": OLD}, False),
        ({"createdAt": OLD, "settlements": PAID_LATER}, True),
        ({}, False),
    ],
)
async def test_a_sale_may_come_for_a_day(fields: dict[str, Any], comes: bool) -> None:
    assert await may_come(an_order(**fields)) is comes


async def test_one_that_a_job_is_to_bring_may_come_at_any_age() -> None:
    assert await may_come(an_order(createdAt=OLD), awaited=True)


@pytest.mark.parametrize(
    "fields", [{"type": "OFFER"}, {"type": "PAYMENT"}, {"type": "RETURN"}, {"systemOrigin": "OMNIUM"}]
)
async def test_what_no_job_makes_never_comes(fields: dict[str, Any]) -> None:
    assert not await may_come(an_order(createdAt=YOUNG, **fields), awaited=True)


@pytest.mark.parametrize(("returned", "comes"), [(YOUNG, True), (OLD, False)])
async def test_one_that_flow_has_not_is_waited_for_while_the_return_is_young(
    returned: datetime, comes: bool
) -> None:
    assert await may_come(None, returned=returned) is comes
