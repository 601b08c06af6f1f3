"""Both events of a reception lead to one job, and the job finds the store that it is about."""

from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Ignored
from simulators.testing import eventually, running_subscriber
from webhook_gateway.admission import Wanted
from webhook_gateway.flow_events import admit_flow_event

ALL = {"purchaseOrderItemUid": "a", "quantity": 1000}


async def test_both_events_of_the_last_reception_lead_to_the_same_job(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None})
    async with running_subscriber() as subscriber:
        await stockroom.flow.post("/_sim/tenants/acme/subscriptions", {"url": subscriber.url})
        await stockroom.receive("PO-1", ALL)
        wanted = await eventually(lambda: both_in(subscriber))
    assert {(one.kind, one.key) for one in wanted} == {(JobKind.RECEIVEMENT, "PO-1")}
    assert {one.reference["action"] for one in wanted} == {"RECEIVEMENT_CREATED", "PURCHASE_RECEIVED"}
    for one in wanted:
        assert one.reference["storeUid"] == "oslo"
    await stockroom.sync(wanted[0].key, **wanted[0].reference)
    assert await stockroom.quantities() == {"a": 10}
    with pytest.raises(Ignored):
        await stockroom.sync(wanted[1].key, **wanted[1].reference)


async def both_in(subscriber: Any) -> list[Any]:
    admitted = [admit_flow_event(event) for event in subscriber.events]
    wanted = [one for one in admitted if isinstance(one, Wanted) and one.kind is JobKind.RECEIVEMENT]
    return wanted if len(wanted) == 2 else []


@pytest.mark.parametrize(
    "event", [{"storeUid": "oslo"}, {"storeUid": "bergen"}, {"storeUid": "unheard-of"}, {}]
)
async def test_the_store_is_the_event_s_or_a_configured_one(stockroom: Any, event: dict[str, str]) -> None:
    stockroom.stores = {"bergen": {}, "oslo": {}}
    await stockroom.put_order("PO-1", {"a": None})
    await stockroom.receive("PO-1", ALL)
    await stockroom.sync("PO-1", **event)
    assert await stockroom.quantities() == {"a": 10}


async def test_an_event_s_store_need_not_be_configured(stockroom: Any) -> None:
    stockroom.stores = {}
    await stockroom.put_order("PO-1", {"a": None})
    await stockroom.receive("PO-1", ALL)
    await stockroom.sync("PO-1", storeUid="oslo")
    assert await stockroom.quantities() == {"a": 10}


async def test_an_event_that_names_the_reception_alone_tells_all_of_its_order(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None})
    await stockroom.receive("PO-1", {**ALL, "quantity": 100}, receivementUid="r-1")
    await stockroom.receive("PO-1", {**ALL, "quantity": 200}, receivementUid="r-2")
    await stockroom.sync("r-2", storeUid="oslo")
    assert await stockroom.quantities() == {"a": 3}
    for key in ("PO-1", "r-1", "r-2"):
        with pytest.raises(Ignored):
            await stockroom.sync(key, storeUid="oslo")


async def test_jobs_of_one_order_under_several_keys_may_run_at_once(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None, "b": "D-1"})
    await stockroom.receive("PO-1", {**ALL, "quantity": 100}, receivementUid="r-1")
    await stockroom.receive("PO-1", {**ALL, "quantity": 200}, receivementUid="r-2")
    jobs = [stockroom.job(key, storeUid="oslo") for key in ("PO-1", "r-1", "r-2")]
    plans = [await stockroom.syncing.plan(job) for job in jobs]
    assert len({len(plan.writes) for plan in plans}) == 1
    for job in jobs:
        try:
            await stockroom.sync(job.key, storeUid="oslo")
        except Ignored:
            continue
    for write in plans[0].writes[1:]:
        await stockroom.syncing.apply(jobs[0], write)
    assert await stockroom.quantities() == {"a": 3}
