"""Whether the scheduled tasks ran, on a page, and asking for a run."""

from datetime import timedelta

import pytest

from admin_console.testing.visiting import Visiting
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database, server_time
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.testing.tenants import a_tenant


@pytest.fixture
async def acme(schema: Database, settings: ConsoleSettings) -> Database:
    tenants = TenantRepository(schema[COLLECTION], settings.keyring())
    for uid in ("acme", "globex"):
        await tenants.apply(a_tenant(uid))
    return schema


async def test_a_suite_that_has_run_nothing_says_so(visit: Visiting) -> None:
    page = await visit("viewer").get("/tasks")
    assert page.status == 200
    assert "No task has run yet" in page.text


async def test_a_run_is_asked_for_and_kept(visit: Visiting, acme: Database) -> None:
    task = TaskName.POLL_OMNIUM_ORDERS
    done = await visit("operator").post("/tasks/run", tenant="acme", task=task.value)
    assert (done.status, done.location) == (303, "/tasks?tenant=acme")
    record = await MongoTaskStore(acme).read("acme", task)
    assert record is not None
    assert record.request is not None
    assert record.request.by == "sub-kari"
    assert "asked for" in (await visit("viewer").get("/tasks?tenant=acme")).text


@pytest.mark.usefixtures("acme")
async def test_what_cannot_be_run_is_not_asked_for(visit: Visiting) -> None:
    browser = visit("operator")
    price = TaskName.PRICE.value
    assert (await browser.post("/tasks/run", tenant="acme", task=price)).status == 409
    assert (await browser.post("/tasks/run", tenant="acme", task="Nonsense")).status == 400
    assert (await visit("operator@globex").post("/tasks/run", tenant="acme", task=price)).status == 404
    assert (await visit("viewer").post("/tasks/run", tenant="acme", task=price)).status == 403
    assert (await visit("viewer@globex").get("/tasks?tenant=acme")).status == 404


async def test_a_task_that_should_have_begun_is_late(visit: Visiting, acme: Database) -> None:
    now = await server_time(acme.client)
    store = MongoTaskStore(acme)
    await visit("operator").post("/tasks/run", tenant="acme", task=TaskName.POLL_STOCK.value)
    record = await store.read("acme", TaskName.POLL_STOCK)
    assert record is not None
    await store.reschedule(record, "every 5 min", now - timedelta(minutes=12))
    page = await visit("viewer").get("/tasks")
    assert "12 min" in page.text, page.text[page.text.index("<tbody>") : page.text.index("</tbody>")]
    assert "globex" not in (await visit("viewer@acme").get("/tasks")).text


async def test_the_relay_is_late_when_nobody_has_its_lease(visit: Visiting, acme: Database) -> None:
    until = await server_time(acme.client) - timedelta(minutes=5)
    await acme["locks"].insert_one({"_id": "relay", "owner": "order-sync@pod:7", "until": until})
    page = await visit("viewer").get("/tasks")
    assert "does a worker run?" in page.text
    assert "order-sync@pod:7" in page.text
    assert "order-sync@pod:7" not in (await visit("viewer@acme").get("/tasks")).text
